import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("Slow and silent clients")
    struct SlowClientTests {
        private static var strict: TestHouse.Options {
            var options = TestHouse.Options()
            options.limits.requestSeconds = 1
            options.limits.idleSeconds = 60
            return options
        }

        /// Sends a byte every 50 ms until the other side has had enough.
        private func trickle(_ text: String, to house: TestHouse) async throws -> Duration {
            let wire = try await Wire.open(port: house.port)
            defer { wire.close() }
            let start = ContinuousClock.now
            for character in text {
                wire.trySend(String(character))
                if try await wire.closes(within: .milliseconds(50)) { break }
            }
            return .now - start
        }

        @Test("A request that trickles in is given up, wherever it is slow")
        func trickling() async throws {
            try await withHouse(Self.strict) { house in
                let election = try await house.election()
                let ballot = TestHouse.ballot(election, 0, "{\"mayor\":[\"cleopatra\"]}")
                let (head, body) = try #require(ballot.cut(behind: "\r\n\r\n"))
                let other = "GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: " + String(repeating: "a", count: 400)
                async let hotHead = trickle(ballot, to: house)
                async let otherHead = trickle(other, to: house)
                #expect(try await hotHead < .seconds(6))
                #expect(try await otherHead < .seconds(6))
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                try await wire.send(head + body.prefix(5))
                let answer = try await wire.answer(within: .seconds(6))
                #expect((answer.status, answer.problem) == (408, "request-timeout"))
                #expect(try await wire.closes())
            }
        }

        @Test("A body that trickles in on the other way is given up as well")
        func tricklingBody() async throws {
            try await withHouse(Self.strict) { house in
                let election = try await house.election()
                let chunked = TestHouse.chunkedBallot(election, 0, "{\"mayor\":[\"cleopatra\"]}")
                let head = try #require(chunked.cut(behind: "\r\n\r\n")).0
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                try await wire.send(head + "1000\r\n")
                let start = ContinuousClock.now
                // Every byte is one of the body: the connection is never silent.
                for character in String(repeating: " ", count: 200) {
                    wire.trySend(String(character))
                    if try await wire.closes(within: .milliseconds(50)) { break }
                }
                #expect(ContinuousClock.now - start < .seconds(7))
            }
        }

        @Test("A connection on which nothing is asked is closed, before and after a request")
        func idling() async throws {
            var options = Self.strict
            options.limits.idleSeconds = 1
            try await withHouse(options) { house in
                let election = try await house.election()
                let silent = try await Wire.open(port: house.port)
                let hot = try await Wire.open(port: house.port)
                let other = try await Wire.open(port: house.port)
                try await hot.send(TestHouse.ballot(election, 0, "{\"mayor\":[\"cleopatra\"]}"))
                #expect(try await hot.answer().status == 201)
                try await other.send(TestHouse.request("GET", "/healthz"))
                #expect(try await other.answer().status == 200)
                for wire in [silent, hot, other] {
                    #expect(try await wire.closes(within: .seconds(6)))
                    #expect(wire.received.isEmpty)
                }
            }
        }

        @Test("A client that asks and never reads is not answered without end, and closed in time")
        func neverReading() async throws {
            try await withHouse(Self.strict) { house in
                let election = try await house.election()
                let wire = try await Wire.open(port: house.port, reads: false)
                defer { wire.close() }
                let request = TestHouse.request("POST", "/v1/elections/\(election.id)/ballots", token: "x", body: "{}")
                let many = String(repeating: request, count: 100)
                let end = ContinuousClock.now + .seconds(8)
                while .now < end, !wire.isClosed {
                    if wire.isWritable { wire.trySend(many) }
                    try await Task.sleep(for: .milliseconds(1))
                }
                #expect(wire.isClosed, "the house goes on answering somebody who does not read")
                #expect(try await house.call("GET", "/healthz").status == 200)
            }
        }
    }
}
