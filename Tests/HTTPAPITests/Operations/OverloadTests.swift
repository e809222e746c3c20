import Testing

extension HouseTests {
    @Suite("More than the house can take")
    struct OverloadTests {
        @Test("A full queue is 503 at once, reading goes on, what waits is recorded, and the house recovers")
        func fullQueue() async throws {
            var options = TestHouse.Options()
            options.queuedMax = 1
            try await withHouse(options) { house in
                let election = try await house.election(voters: 10)
                let size = try house.size(of: election)
                house.store.shut()
                let first = try await Wire.open(port: house.port)
                try await first.send(TestHouse.ballot(election, 0, "{\"mayor\":[\"cleopatra\"]}"))
                #expect(try await eventually { house.store.isHoldingACommit })
                let second = try await Wire.open(port: house.port)
                try await second.send(TestHouse.ballot(election, 1, "{\"mayor\":[\"cleopatra\"]}"))
                // One in the writer's hands, one in the queue: from here on there is no room.
                #expect(try await eventually { try await house.call("GET", "/metrics").text.contains("urna_ballots_queued 1\n") })
                for voter in 2..<6 {
                    let start = ContinuousClock.now
                    let answer =
                        voter % 2 == 0
                        ? try await house.cast(election, voter, "{\"mayor\":[\"cleopatra\"]}")
                        : try await house.raw(TestHouse.chunkedBallot(election, voter, "{\"mayor\":[\"cleopatra\"]}"))
                    #expect((answer.status, answer.problem) == (503, "overloaded"))
                    #expect(answer.headers["retry-after"] == "1")
                    #expect(ContinuousClock.now - start < .seconds(5))
                }
                #expect(try await house.call("GET", "/v1/elections/\(election.id)/results").status == 200)
                #expect(try await house.call("GET", "/v1/elections/\(election.id)/log/checkpoint").status == 200)
                #expect(try house.size(of: election) == size)
                house.store.open()
                #expect(try await first.answer().status == 201)
                #expect(try await second.answer().status == 201)
                #expect(try await house.cast(election, 2, "{\"mayor\":[\"cleopatra\"]}").status == 201)
                #expect(try house.size(of: election) == size + 3)
                first.close()
                second.close()
            }
        }

        @Test("A store that refuses is 503 with Retry-After and shows in readiness; the same ballot is recorded once it works again")
        func failingStore() async throws {
            try await withHouse { house in
                let election = try await house.election()
                house.store.fail(true)
                for _ in 0..<2 {
                    let answer = try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}")
                    #expect((answer.status, answer.problem, answer.headers["retry-after"]) == (503, "store-unavailable", "5"))
                }
                #expect(try await house.call("GET", "/readyz").status == 503)
                #expect(try await house.call("GET", "/healthz").status == 200)
                house.store.fail(false)
                #expect(try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}").status == 201)
                #expect(try await house.call("GET", "/readyz").status == 200)
            }
        }
    }

    @Suite("Shutting down")
    struct ShutdownTests {
        @Test("Ballots that were accepted are answered, watchers are sent away, and nobody new comes in")
        func graceful() async throws {
            let house = try await TestHouse()
            let election = try await house.election()
            let watcher = try await Wire.open(port: house.port)
            try await watcher.send(TestHouse.request("GET", "/v1/elections/\(election.id)/results/stream"))
            #expect(try await watcher.receives("event: results"))
            let idle = try await Wire.open(port: house.port)
            let (hot, other) = (try await Wire.open(port: house.port), try await Wire.open(port: house.port))
            house.store.shut()
            try await hot.send(TestHouse.ballot(election, 0, "{\"mayor\":[\"cleopatra\"]}"))
            #expect(try await eventually { house.store.isHoldingACommit })
            try await other.send(TestHouse.chunkedBallot(election, 1, "{\"mayor\":[\"cleopatra\"]}"))
            try await Task.sleep(for: .milliseconds(100))
            async let stopping: Void = house.beginStopping()
            #expect(try await idle.closes())
            #expect(try await watcher.receives("\r\n0\r\n\r\n"))
            #expect(
                try await eventually {
                    guard let late = try? await Wire.open(port: house.port) else { return true }
                    late.close()
                    return false
                })
            house.store.open()
            let answers = [try await hot.answer(), try await other.answer()]
            #expect(answers.map(\.status) == [201, 201])
            #expect(try await hot.closes())
            #expect(try await other.closes())
            await stopping
            try await house.stop()
            for wire in [watcher, idle, hot, other] { wire.close() }
        }
    }
}
