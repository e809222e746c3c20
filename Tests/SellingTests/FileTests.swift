import Crypto
import Ledger
import Raffles
import Testing

@testable import Selling

@Suite("Recovery file, program check, upload format")
struct FileTests {
    private let key = Sample.make(try? Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: 5, count: 32)))

    private var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    private func fiveSales() throws -> Desk {
        var desk = try Desk.ready(online: false)
        for _ in 1...5 { desk.sell() }
        desk.send(.requestVoid(sequence: 2, reason: "customer changed her mind"))
        return desk
    }

    @Test("a recovery file holds all sales and notes, and any byte changed or cut is found")
    func recovery() throws {
        let desk = try fiveSales()
        let file = RecoveryFile(desk.memory, at: Sample.at("20:40:00"))
        let bytes = try file.signed { Array(try key.signature(for: $0)) }
        let read = try RecoveryFile.verify(bytes, publicKey: publicKey)
        #expect(read == file)
        #expect(read.sales == desk.memory.sales)
        #expect(read.notes == desk.memory.notes)
        #expect(read.isComplete)
        #expect(read.collected == 2500)
        #expect(read.seller == Sample.seller)
        #expect(read.statement == desk.memory.statement)
        for place in bytes.indices {
            var other = bytes
            other[place] ^= UInt8(1) << UInt8(place % 8)
            #expect(throws: RecoveryError.self, "byte \(place)") { try RecoveryFile.verify(other, publicKey: publicKey) }
        }
        for length in stride(from: 0, to: bytes.count, by: 7) {
            #expect(throws: RecoveryError.self) { try RecoveryFile.verify(Array(bytes.prefix(length)), publicKey: publicKey) }
        }
        let other = Array(Curve25519.Signing.PrivateKey().publicKey.rawRepresentation)
        #expect(throws: RecoveryError.wrongSignature) { try RecoveryFile.verify(bytes, publicKey: other) }
        #expect(try RecoveryFile.parse(unverified: bytes) == file)
    }

    @Test("of a damaged journal the file says what is missing")
    func damaged() throws {
        let desk = try fiveSales()
        var bytes = desk.file.bytes
        // Into the price of the third sale.
        let mark = Array("\"sequence\":3".utf8)
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: mark) })
        bytes[place + mark.count - 1] ^= 1
        do {
            _ = try SaleJournal.open(MemoryFile(bytes), key: Sample.journalKey)
            Issue.record("the damage was not found")
        } catch {
            guard case .corrupt(let damage) = error else {
                Issue.record("\(error)")
                return
            }
            let file = try #require(RecoveryFile(damage, program: "urna-rsu 1.0", at: Sample.at("20:40:00")))
            let read = try RecoveryFile.verify(try file.signed { Array(try key.signature(for: $0)) }, publicKey: publicKey)
            #expect(read == file)
            #expect(!read.isComplete)
            #expect(read.sales.map(\.sequence) == [1, 2, 4, 5])
            #expect(read.collected == 2500)
            #expect(read.statement.gross == 2000)
        }
    }

    @Test("the program sells only as it was signed (S8's toy files)")
    func program() throws {
        let files = ["core/draw.bin": "draw-v1\n", "core/rng.bin": "rng-v1\n", "core/validation.bin": "validation-v1\n"]
        func digest(_ files: [String: String]) -> (String) -> Hash? { { path in files[path].map { Hash.sha256(Array($0.utf8)) } } }
        let manifest = files.keys.sorted().map { "\(Hash.sha256(Array((files[$0] ?? "").utf8)).hex)  \($0)\n" }.joined()
        let aggregate = "e40af827cb592b5bdf79a485ce04df5e2f6098a5d168ae99999476123a00e098"
        #expect(Hash.sha256(Array(manifest.utf8)).hex == aggregate)
        let signer = try NoteSigner(name: "release.example", seed: [UInt8](repeating: 3, count: 32))
        func note(_ id: String) throws -> [UInt8] {
            let note = try signer.sign("{\"aggregate\":\"\(aggregate)\",\"programId\":\"\(id)\",\"version\":\"1.0\"}\n")
            return Array(note.encoded.utf8)
        }
        let keys = [signer.verifierKey]
        let release = try note("urna-rsu")
        let check = try ProgramCheck(release: release, manifest: Array(manifest.utf8), keys: keys, programID: "urna-rsu")
        #expect(check.text == "urna-rsu 1.0 e40af827cb592b5b")
        #expect(throws: Never.self) { try check.check(digest(files)) }
        var changed = files
        changed["core/rng.bin"] = "rng-v2\n"
        #expect(throws: ProgramFailure.altered(["core/rng.bin"])) { try check.check(digest(changed)) }
        changed["core/rng.bin"] = nil
        #expect(throws: ProgramFailure.altered(["core/rng.bin"])) { try check.check(digest(changed)) }

        let other = try NoteSigner(name: "release.example", seed: [UInt8](repeating: 4, count: 32))
        #expect(throws: ProgramFailure.unsigned) {
            try ProgramCheck(release: release, manifest: Array(manifest.utf8), keys: [other.verifierKey], programID: "urna-rsu")
        }
        #expect(throws: ProgramFailure.otherProgram) {
            try ProgramCheck(release: try note("urna"), manifest: Array(manifest.utf8), keys: keys, programID: "urna-rsu")
        }
        #expect(throws: ProgramFailure.altered(["manifest"])) {
            try ProgramCheck(release: release, manifest: Array((manifest + "x").utf8), keys: keys, programID: "urna-rsu")
        }
        for place in release.indices {
            var damaged = release
            damaged[place] ^= 1
            #expect(throws: ProgramFailure.self, "byte \(place)") {
                try ProgramCheck(release: damaged, manifest: Array(manifest.utf8), keys: keys, programID: "urna-rsu")
            }
        }
    }

    @Test("a release takes the place of an older one or of its equal, and not of a newer one")
    func successors() throws {
        let ascending = ["0.9", "0.9.1", "0.10", "1.0-rc", "1.0", "1.0.0.1", "1.2", "2-a", "2-b", "2.0.0+b7", "10"]
        let signer = try NoteSigner(name: "release.example", seed: [UInt8](repeating: 3, count: 32))
        let manifest = Array("\(String(repeating: "0", count: 64))  urna\n".utf8)
        func release(_ version: String) throws -> ProgramCheck {
            let text = JSONValue.object([
                ("aggregate", .string(Hash.sha256(manifest).hex)), ("programId", "urna-rsu"), ("version", .string(version)),
            ])
            let note = try signer.sign(String(decoding: text.canonical(), as: UTF8.self) + "\n")
            return try ProgramCheck(
                release: Array(note.encoded.utf8), manifest: manifest, keys: [signer.verifierKey], programID: "urna-rsu")
        }
        for (place, present) in ascending.enumerated() {
            let check = try release(present)
            for older in ascending[..<place] {
                #expect(throws: ProgramFailure.older(than: present), "\(older)") { try check.check(successor: try release(older)) }
            }
            for newer in ascending[place...] + ["\(present)+again"] {
                #expect(throws: Never.self, "\(newer) after \(present)") { try check.check(successor: try release(newer)) }
            }
        }
        #expect(throws: Never.self) { try release("1.0").check(successor: try release("1.0.0")) }
        for text in ["", "one", "1.", ".1", "1..2", "-1", "1.x", "1 ", "\u{661}", "99999999999999999999"] {
            #expect(throws: ProgramFailure.malformed, "\(text)") { try release("1.0").check(successor: try release(text)) }
        }
        #expect(throws: Never.self, "a version that is none cannot be gone behind") {
            try release("first").check(successor: try release("0.1"))
        }
    }

    @Test("a sale is read as it was written, its canonical form is fixed, and what does not belong is refused")
    func uploads() throws {
        let desk = try fiveSales()
        let sale = desk.memory.sales[0]
        let validation = Sample.server.number(of: sale.ticket).compactText
        let expected =
            #"{"numbers":[1],"offline":true,"operator":"op7","package":"P1","payment":{"method":"cash","reference":null},"price":500,"#
            + #""raffle":"winter-50-50","rsu":"RSU-A","sale":"00000000-0000-4000-8000-000000000001","sequence":1,"#
            + #""soldAt":"2026-01-15T20:00:00.000Z","ticket":"RSU-A-1","validation":"\#(validation)"}"#
        #expect(String(decoding: sale.canonical(), as: UTF8.self) == expected)
        #expect(try SaleUpload(try JSONValue.parse(sale.canonical())) == sale)
        for (from, to) in [
            ("\"price\":500", "\"price\":-1"), ("\"price\":500", "\"price\":\"500\""), ("[1]", "[]"), ("[1]", "[1,1]"),
            ("[1]", "[4294967296]"),
            ("RSU-A-1", "RSU-A-2"), ("\"sequence\":1", "\"sequence\":0"), ("\"offline\":true", "\"offline\":1"),
            ("\"method\":\"cash\"", "\"method\":\"Cash\""), ("20:00:00.000Z", "20:00:00Z"), ("\"price\":500", "\"price\":500,\"extra\":1"),
            ("000000000001", "00000000000A"), (validation, String(validation.reversed())), (validation, validation.lowercased()),
        ] {
            let pieces = expected.split(separator: from, maxSplits: 1, omittingEmptySubsequences: false)
            try #require(pieces.count == 2, "\(from)")
            let text = pieces.joined(separator: to)
            #expect(throws: FormatError.self, "\(to)") { try SaleUpload(try JSONValue.parse(Array(text.utf8))) }
        }
    }

    @Test("a batch with a gap, another unit's sale or too many sales is refused")
    func batches() throws {
        let desk = try fiveSales()
        let batch = UploadBatch(
            raffle: Sample.raffle, rsu: Sample.rsu, session: "s", sales: desk.memory.sales, notes: desk.memory.notes)
        #expect(try UploadBatch(try JSONValue.parse(batch.json().canonical()), session: "s") == batch)
        func refused(_ sales: [SaleUpload], rsu: RSUID = Sample.rsu, notes: [UnitNote] = []) {
            let other = UploadBatch(raffle: Sample.raffle, rsu: rsu, session: "s", sales: sales, notes: notes)
            #expect(throws: FormatError.self) { try UploadBatch(other.json(), session: "s") }
        }
        let sales = desk.memory.sales
        refused([sales[0], sales[2]])
        refused([sales[1], sales[0]])
        refused(sales, rsu: Sample.make(RSUID("RSU-B")))
        refused([sales[0], sales[0]])
        refused([], notes: [desk.memory.notes[0], desk.memory.notes[0]])
        let acknowledgement = Acknowledgement(raffle: Sample.raffle, rsu: Sample.rsu, sales: 5, notes: 2, time: Sample.at("20:00:00"))
        #expect(try Acknowledgement(acknowledgement.json()) == acknowledgement)
    }

    @Test("the digest of a statement is SHA-256 over the sales' lines in order, and of none that of nothing")
    func statement() throws {
        let desk = try fiveSales()
        let lines = desk.memory.sales.flatMap { $0.canonical() + [UInt8(ascii: "\n")] }
        let statement = desk.memory.statement
        #expect(statement.digest == Hash.sha256(lines))
        #expect(statement.sales == 5 && statement.numbers == 5 && statement.gross == 2500)
        #expect(try SaleStatement(statement.json()) == statement)
        let none = SaleStatement(raffle: Sample.raffle, rsu: Sample.rsu, of: [])
        #expect(none.digest.hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test("a lease whose numbers and positions differ, or with another unit's key, is none; its JSON comes back")
    func leases() throws {
        let lease = Sample.lease(1...5)
        let key = Sample.server.unit(Sample.rsu)
        #expect(Lease(raffle: Sample.raffle, rsu: Sample.rsu, from: 0, to: 4, numbers: [1, 2, 3, 4, 5], key: key) == nil)
        #expect(Lease(raffle: Sample.raffle, rsu: Sample.rsu, from: 0, to: 2, numbers: [1, 1], key: key) == nil)
        #expect(Lease(raffle: Sample.raffle, rsu: Sample.make(RSUID("RSU-B")), from: 0, to: 1, numbers: [1], key: key) == nil)
        let read = try Lease(try JSONValue.parse(lease.json().canonical()))
        #expect(read.numbers == lease.numbers && read.from == 0 && read.to == 5)
        #expect(read.key.number(sequence: 3) == key.number(sequence: 3))
        #expect(SaleID(random: [UInt8](repeating: 0xFF, count: 16))?.text == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(SaleID("ffffffff-ffff-4fff-bfff-fffffffffffF") == nil)
    }
}
