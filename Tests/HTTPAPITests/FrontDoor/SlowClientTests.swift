import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("Slow and silent clients")
    struct SlowClientTests {
        private static var strict: TestHouse.Options {
            var options = TestHouse.Options()
            options.limits.requestSeconds = 1
            options.limits.idleSeconds = 1
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
                let (head, body) = try #require(chunked.cut(behind: "\r\n\r\n"))
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                try await wire.send(head)
                let start = ContinuousClock.now
                let slow = String(repeating: "0", count: 200) + body
                for character in slow {
                    wire.trySend(String(character))
                    if try await wire.closes(within: .milliseconds(50)) { break }
                }
                #expect(ContinuousClock.now - start < .seconds(7))
            }
        }

        @Test("A connection on which nothing is asked is closed, before and after a request")
        func idling() async throws {
            try await withHouse(Self.strict) { house in
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
                let many = String(repeating: request, count: 2_000)
                var sent = 0
                let end = ContinuousClock.now + .seconds(4)
                while .now < end, sent < 400 {
                    if wire.isWritable {
                        wire.trySend(many)
                        sent += 1
                    } else {
                        try await Task.sleep(for: .milliseconds(2))
                    }
                }
                // 400 × 2,000 requests would bring 300 MB of answers; the kernel's buffers hold a few thousand.
                #expect(sent < 400, "the house goes on answering somebody who does not read")
                #expect(try await house.call("GET", "/healthz").status == 200)
            }
        }
    }
}
