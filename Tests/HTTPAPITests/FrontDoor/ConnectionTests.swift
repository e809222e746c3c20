import Ledger
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("Connections")
    struct ConnectionTests {
        @Test("Requests sent ahead are answered in their order, hot and other ones mixed")
        func pipelining() async throws {
            try await withHouse { house in
                let election = try await house.election(voters: 20)
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                var requests = ""
                for voter in 0..<20 { requests += TestHouse.ballot(election, voter, "{\"mayor\":[\"cleopatra\"]}") }
                requests += TestHouse.request("GET", "/v1/elections/\(election.id)")
                for voter in 0..<3 { requests += TestHouse.ballot(election, voter, "{\"mayor\":[\"benfranklin\"]}") }
                requests += TestHouse.request("GET", "/healthz")
                try await wire.send(requests)
                var indexes: Set<Int64?> = []
                for _ in 0..<20 {
                    let answer = try await wire.answer()
                    #expect(answer.status == 201)
                    indexes.insert(try answer.json["index"]?.integerValue)
                }
                #expect(indexes.count == 20)
                #expect(try await wire.answer().json["id"]?.stringValue == election.id)
                for _ in 0..<3 { #expect(try await wire.answer().problem == "already-voted") }
                #expect(try await wire.answer().json["status"]?.stringValue == "ok")
                #expect(wire.received.isEmpty)
            }
        }

        @Test("A request cut at any byte gets the same answer")
        func splits() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let first = try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}")
                for request in [
                    TestHouse.ballot(election, 0, "{\"mayor\":[\"cleopatra\"]}"),
                    TestHouse.chunkedBallot(election, 0, "{\"mayor\":[\"cleopatra\"]}"),
                ] {
                    let bytes = Array(request.utf8)
                    let wire = try await Wire.open(port: house.port)
                    defer { wire.close() }
                    for cut in stride(from: 1, to: bytes.count, by: 1) {
                        try await wire.send(Array(bytes[..<cut]))
                        // A moment for the first half to be read alone; if it is not, this cut tests nothing, and does no harm.
                        if cut % 8 == 0 { try await Task.sleep(for: .microseconds(300)) }
                        try await wire.send(Array(bytes[cut...]))
                        let answer = try await wire.answer()
                        #expect(answer.status == 200)
                        #expect(answer.body == first.body, "cut at \(cut)")
                    }
                }
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                for byte in TestHouse.ballot(election, 0, "{\"mayor\":[\"cleopatra\"]}").utf8 { try await wire.send([byte]) }
                #expect(try await wire.answer().body == first.body)
            }
        }

        @Test("A connection serves hot requests before and after others")
        func mixed() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                let ballot = TestHouse.ballot(election, 0, "{\"mayor\":[\"cleopatra\"]}")
                var receipts: Set<[UInt8]> = []
                for round in 0..<3 {
                    try await wire.send(ballot)
                    let answer = try await wire.answer()
                    #expect(answer.status == (round == 0 ? 201 : 200))
                    receipts.insert(answer.body)
                    try await wire.send(TestHouse.request("GET", "/v1/elections"))
                    #expect(try await wire.answer().status == 200)
                }
                #expect(receipts.count == 1)
            }
        }

        @Test("Connection: close is honoured, on both ways")
        func closing() async throws {
            try await withHouse { house in
                let election = try await house.election()
                for request in [
                    TestHouse.ballot(election, 0, "{\"mayor\":[]}", headers: "Connection: close\r\n"),
                    TestHouse.ballot(election, 0, "{\"mayor\":[\"cleopatra\"]}", headers: "connection: Close\r\n"),
                    TestHouse.request("GET", "/healthz", headers: "Connection: close\r\n"),
                ] {
                    let wire = try await Wire.open(port: house.port)
                    defer { wire.close() }
                    try await wire.send(request + TestHouse.request("GET", "/healthz"))
                    _ = try await wire.answer()
                    #expect(try await wire.closes())
                    #expect(wire.received.isEmpty, "an answer after the close: \(wire.received)")
                }
            }
        }

        @Test("A ballot over HTTP/1.0 is recorded, and the connection ends")
        func oldVersion() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                try await wire.send(
                    TestHouse.ballot(election, 0, "{\"mayor\":[\"cleopatra\"]}").replacing("HTTP/1.1", with: "HTTP/1.0"))
                #expect(try await wire.answer().status == 201)
                #expect(try await wire.closes())
            }
        }

        @Test("A client that waits for 100 Continue is told to go on")
        func expectations() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let request = TestHouse.ballot(election, 0, "{\"mayor\":[\"cleopatra\"]}", headers: "Expect: 100-continue\r\n")
                let (head, body) = try #require(request.split(separator: "\r\n\r\n").count == 2 ? request.cut(behind: "\r\n\r\n") : nil)
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                try await wire.send(head)
                let go = try await wire.answer(within: .seconds(2))
                #expect(go.status == 100)
                try await wire.send(body)
                #expect(try await wire.answer().status == 201)
            }
        }

        @Test("A client that has finished sending still gets its answers")
        func halfClosed() async throws {
            try await withHouse { house in
                let election = try await house.election()
                for request in [
                    TestHouse.ballot(election, 0, "{\"mayor\":[\"cleopatra\"]}"),
                    TestHouse.chunkedBallot(election, 1, "{\"mayor\":[\"cleopatra\"]}"),
                    TestHouse.request("GET", "/v1/elections"),
                ] {
                    let wire = try await Wire.open(port: house.port)
                    defer { wire.close() }
                    try await wire.send(request)
                    try await wire.finishSending()
                    #expect((200...201).contains(try await wire.answer().status))
                    #expect(try await wire.closes())
                }
            }
        }

        @Test("The method that a path does not take is 405 with Allow; a path that is not there 404")
        func methods() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let wrong = try await house.call("DELETE", "/v1/elections/\(election.id)/ballots")
                #expect((wrong.status, wrong.problem, wrong.headers["allow"]) == (405, "method-not-allowed", "POST"))
                for path in ["/", "/v2/elections", "/v1/elections/\(election.id)/ballots/1", "/v1/elections/..%2fsecret"] {
                    let none = try await house.call("GET", path)
                    #expect((none.status, none.problem) == (404, "not-found"), "\(path): \(none.text)")
                }
            }
        }
    }
}

extension String {
    func cut(behind mark: String) -> (String, String)? {
        guard let range = firstRange(of: mark) else { return nil }
        return (String(self[..<range.upperBound]), String(self[range.upperBound...]))
    }
}
