import Elections
import Ledger
import Testing

extension HouseTests {
    @Suite("The ledger over HTTP")
    struct LedgerRouteTests {
        private func head(_ base: String, _ house: TestHouse) async throws -> TreeHead {
            let json = try await house.call("GET", base).json
            let key = try NoteVerifierKey(parsing: json["log"]?["verifierKey"]?.stringValue ?? "")
            let note = try await house.call("GET", base + "/log/checkpoint")
            #expect(note.headers["content-type"]?.hasPrefix("text/plain") == true)
            return try Checkpoint.open(
                SignedNote(parsing: note.text), origin: json["log"]?["origin"]?.stringValue ?? "", logKey: key
            ).head
        }

        @Test("Tiles and bundles hold the entries, partial and full, and make the checkpoint's root")
        func tiles() async throws {
            try await withHouse { house in
                let election = try await house.election(voters: 270)
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                for voter in 0..<270 { try await wire.send(TestHouse.ballot(election, voter, "{\"mayor\":[\"cleopatra\"]}")) }
                for _ in 0..<270 { #expect(try await wire.answer().status == 201) }
                let base = "/v1/elections/\(election.id)"
                let head = try await head(base, house)
                let rest = Int(head.size) - 256
                #expect(rest > 0)
                var range = CompactRange()
                for (path, hashes, count) in [
                    ("tile/entries/000", "tile/0/000", 256), ("tile/entries/001.p/\(rest)", "tile/0/001.p/\(rest)", rest),
                ] {
                    let bundle = try await house.call("GET", "\(base)/log/\(path)")
                    #expect(bundle.status == 200)
                    #expect(bundle.headers["content-type"] == "application/octet-stream")
                    #expect(bundle.headers["cache-control"]?.contains("immutable") == (count == 256))
                    let tile = try await house.call("GET", "\(base)/log/\(hashes)")
                    var leaves: [UInt8] = []
                    for entry in try EntryBundle.decode(bundle.body, count: count) {
                        range.append(Hash.leaf(entry))
                        leaves += Hash.leaf(entry).bytes
                    }
                    #expect(tile.body == leaves)
                }
                #expect(range.root == head.root)
                #expect(range.size == head.size)
                let first = try await house.call("GET", "\(base)/log/tile/entries/000.p/17")
                #expect(try EntryBundle.decode(first.body, count: 17).count == 17)
                let upper = try await house.call("GET", "\(base)/log/tile/1/000.p/1")
                #expect(upper.body.count == 32)
            }
        }

        @Test("What is not in the ledger, or spelled otherwise, is 404")
        func missing() async throws {
            try await withHouse { house in
                let election = try await house.election()
                let base = "/v1/elections/\(election.id)/log"
                let size = try house.size(of: election)
                for path in [
                    "tile/entries/000", "tile/entries/000.p/\(size + 1)", "tile/entries/000.p/0", "tile/entries/000.p/256",
                    "tile/entries/001.p/1",
                    "tile/0/000", "tile/0/000.p/\(size + 1)", "tile/0/001.p/1", "tile/1/000.p/1", "tile/64/000", "tile/0/0",
                    "tile/0/x000/000.p/1",
                    "tile/0/000.p/01", "tile/-1/000", "tile/0/18446744073709551616", "tile/8/000", "tile/entries/999999999999999999999",
                    "tile/entries/x999/x999/x999/x999/x999/x999/999", "tile/63/x999/x999/x999/x999/x999/x999/999",
                    "proof/\(size)", "proof/-1", "proof/x", "proof/00", "proof/99999999999999999999", "consistency/\(size + 1)",
                    "consistency/x",
                ] {
                    let answer = try await house.call("GET", "\(base)/\(path)")
                    #expect((answer.status, answer.problem) == (404, "not-found"), "\(path): \(answer.status) \(answer.text.prefix(80))")
                }
                let nobody = try await house.call("GET", "/v1/elections/nobody/log/checkpoint")
                #expect((nobody.status, nobody.problem) == (404, "not-found"))
            }
        }

        @Test("The proof of every entry verifies, and every size is consistent with the newest")
        func proofs() async throws {
            try await withHouse { house in
                let election = try await house.election(voters: 13)
                let base = "/v1/elections/\(election.id)"
                var heads: [TreeHead] = []
                for voter in 0..<13 {
                    #expect(try await house.cast(election, voter, "{\"mayor\":[\"cleopatra\"]}").status == 201)
                    heads.append(try await head(base, house))
                }
                let newest = try #require(heads.last)
                for index in 0..<newest.size {
                    let json = try await house.call("GET", "\(base)/log/proof/\(index)").json
                    let entry = Array((json["entry"]?.stringValue ?? "").utf8)
                    #expect(json["leafHash"]?.stringValue == Hash.leaf(entry).base64URL)
                    try InclusionProof(index: index, size: newest.size, path: hashes(json)).verify(
                        leaf: Hash.leaf(entry), root: newest.root)
                }
                for old in heads {
                    let json = try await house.call("GET", "\(base)/log/consistency/\(old.size)").json
                    try ConsistencyProof(oldSize: old.size, newSize: newest.size, path: hashes(json))
                        .verify(oldRoot: old.root, newRoot: newest.root)
                }
            }
        }

        private func hashes(_ json: JSONValue) throws -> [Hash] {
            let list = try #require(json["proof"]?.arrayValue)
            return try list.map { try #require(Hash(base64URL: $0.stringValue ?? "")) }
        }
    }
}
