import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("Requests that mean two things")
    struct SmugglingTests {
        static let body = "{\"selections\":{\"mayor\":[\"cleopatra\"]}}"

        /// A request whose second half would be a ballot of another voter, if the lengths were read another way.
        static func shapes(_ election: TestElection) -> [(name: String, text: String)] {
            let head =
                "POST /v1/elections/\(election.id)/ballots HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(election.tokens[0])\r\n"
                + "Content-Type: application/json\r\n"
            let hidden = TestHouse.ballot(election, 1, "{\"mayor\":[\"cleopatra\"]}")
            let whole = body.utf8.count
            let chunked = "\(String(whole, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
            return [
                ("two equal lengths", head + "Content-Length: \(whole)\r\nContent-Length: \(whole)\r\n\r\n" + body),
                ("two lengths", head + "Content-Length: \(whole)\r\nContent-Length: \(whole + hidden.utf8.count)\r\n\r\n" + body + hidden),
                ("two lengths in one", head + "Content-Length: \(whole), \(whole + 9)\r\n\r\n" + body + hidden),
                (
                    "a length and a coding",
                    head + "Content-Length: \(chunked.utf8.count + hidden.utf8.count)\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked
                        + hidden
                ),
                ("a coding and a length", head + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + chunked + hidden),
                ("a coding nobody knows", head + "Transfer-Encoding: xchunked\r\nContent-Length: \(whole)\r\n\r\n" + body + hidden),
                ("a coding twice", head + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + chunked + hidden),
                ("a coding with a space", head + "Transfer-Encoding : chunked\r\nContent-Length: \(whole)\r\n\r\n" + body + hidden),
                ("a folded header", head + "X-A: b\r\n Transfer-Encoding: chunked\r\nContent-Length: \(whole)\r\n\r\n" + body),
                ("a signed length", head + "Content-Length: +\(whole)\r\n\r\n" + body + hidden),
                ("a negative length", head + "Content-Length: -1\r\n\r\n" + body + hidden),
                ("a hexadecimal length", head + "Content-Length: 0x10\r\n\r\n" + body + hidden),
                ("an endless length", head + "Content-Length: 99999999999999999999999\r\n\r\n" + body + hidden),
                ("lines ended by LF", (head + "Content-Length: \(whole)\r\n\r\n").replacing("\r\n", with: "\n") + body),
                ("a CR in a value", head + "X-A: b\rTransfer-Encoding: chunked\r\nContent-Length: \(whole)\r\n\r\n" + body + hidden),
                ("a NUL in a value", head + "X-A: b\u{0}c\r\nContent-Length: \(whole)\r\n\r\n" + body + hidden),
                ("a wrong chunk size", head + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\(body)\r\n0\r\n\r\n" + hidden),
                ("no name", head + ": x\r\nContent-Length: \(whole)\r\n\r\n" + body + hidden),
                ("no length", head + "\r\n"),
            ]
        }

        @Test("No shape is answered twice, lets a hidden ballot through with a doubtful one, or hurts the house")
        func shapes() async throws {
            try await withHouse { house in
                let names = Self.shapes(.init(id: "x", voters: [], codes: [], tokens: ["", ""])).map(\.name)
                for (number, name) in names.enumerated() {
                    let election = try await house.election("e\(number)", voters: 2)
                    let size = try house.size(of: election)
                    let wire = try await Wire.open(port: house.port)
                    defer { wire.close() }
                    try await wire.send(Self.shapes(election)[number].text)
                    try await wire.finishSending()
                    let answer = try await wire.answer()
                    #expect((200...499).contains(answer.status), "\(name): \(answer.status)")
                    #expect(try await wire.closes(), "\(name)")
                    let added = try house.size(of: election) - size
                    // Either the whole is refused, or it is one request with one answer.
                    #expect(added == (answer.status == 201 ? 1 : 0), "\(name): \(answer.status), \(added) entries")
                    #expect(wire.received.isEmpty, "\(name): a second answer \(wire.received)")
                }
                #expect(try await house.call("GET", "/healthz").status == 200)
            }
        }

        @Test("A head of more than 16 KiB is refused, one just below is served")
        func longHeads() async throws {
            try await withHouse { house in
                let election = try await house.election()
                func ballot(_ bytes: Int) -> String {
                    TestHouse.ballot(election, 0, "{\"mayor\":[]}", headers: "X-Long: \(String(repeating: "a", count: bytes))\r\n")
                }
                #expect(try await house.raw(ballot(15_000)).status == 201)
                for bytes in [17_000, 100_000] {
                    let wire = try await Wire.open(port: house.port)
                    defer { wire.close() }
                    wire.trySend(ballot(bytes))
                    let answer = try? await wire.answer()
                    #expect(answer.map { (400...499).contains($0.status) } ?? true, "\(bytes): \(answer?.status ?? 0)")
                    #expect(try await wire.closes())
                }
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                wire.trySend("GET /" + String(repeating: "a", count: 200_000))
                #expect(try await wire.closes())
            }
        }
    }
}
