import Ledger
import TestSupport
import Testing

@testable import Identity

@Suite struct SystemEntryTests {
    @Test("Every type of entry reads back from its bytes", arguments: SystemEntry.Kind.allCases)
    func roundTrip(kind: SystemEntry.Kind) throws {
        let entry = SystemEntries.example(of: kind)
        #expect(entry.kind == kind)
        #expect(try SystemEntry(decoding: entry.encode()) == entry)
    }

    @Test("Entries with a null or an optional member read back too")
    func optionals() throws {
        let ada = try #require(AdministratorID("ada"))
        let entries: [SystemEntry] = [
            .administratorAdded(id: ada, name: "Ada \"é\"", role: .owner, at: Timestamp(seconds: 0), by: nil),
            .selfCheck(at: Timestamp(seconds: 0), result: .failed(problem: "leaf 17\nof mayor-2026"), ledgers: 1, entries: 18),
        ]
        for entry in entries { #expect(try SystemEntry(decoding: entry.encode()) == entry) }
    }

    @Test("The bytes are canonical JSON")
    func bytes() {
        #expect(
            String(decoding: SystemEntries.example(of: .administratorAdded).encode(), as: UTF8.self)
                == #"{"at":"2026-11-21T10:57:00Z","by":"owner","id":"ada","name":"Ada Lovelace","role":"organiser","type":"administrator-added"}"#
        )
        #expect(
            String(decoding: SystemEntries.example(of: .checkpoint).encode(), as: UTF8.self)
                == #"{"origin":"vote.example/audit/2026","root":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","size":0,"type":"checkpoint"}"#
        )
    }

    @Test(
        "What is no entry is refused, and the error names the member",
        arguments: [
            ("", .notJSON), ("{", .notJSON), ("[]", .field("type")), (#"{"type":"ballot"}"#, .unknownType("ballot")),
            (#"{"type":7}"#, .field("type")),
            (#"{"type":"started","version":"1"}"#, .field("at")), (#"{"at":"2026-11-21","type":"started","version":"1"}"#, .field("at")),
            (#"{"at":"2026-11-21T10:57:00Z","extra":1,"type":"started","version":"1"}"#, .notCanonical),
            (#"{"at":"2026-11-21T10:57:00Z","type":"started", "version":"1"}"#, .notCanonical),
            (#"{"type":"started","at":"2026-11-21T10:57:00Z","version":"1"}"#, .notCanonical),
            (#"{"origin":"o","root":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=","size":-1,"type":"checkpoint"}"#, .field("size")),
            (#"{"origin":"o","root":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=","size":0,"type":"checkpoint"}"#, .field("root")),
            (#"{"at":"2026-11-21T10:57:00Z","by":"A B","id":"a","type":"administrator-removed"}"#, .field("by")),
            (#"{"at":"2026-11-21T10:57:00Z","by":null,"id":"a","name":"A","role":"king","type":"administrator-added"}"#, .field("role")),
            (#"{"at":"2026-11-21T10:57:00Z","entries":1,"ledgers":1,"result":"failed","type":"self-check"}"#, .field("problem")),
            (#"{"at":"2026-11-21T10:57:00Z","entries":1,"ledgers":1,"result":"ok","type":"self-check"}"#, .field("result")),
        ] as [(String, SystemEntryError)])
    func refusals(text: String, error: SystemEntryError) {
        #expect(throws: error) { try SystemEntry(decoding: Array(text.utf8)) }
    }

    @Test("The catalogue lists every type once, and exactly the members its example has")
    func catalogue() {
        #expect(SystemEntries.catalogue.map(\.name) == SystemEntry.Kind.allCases.map(\.rawValue))
        for kind in SystemEntries.catalogue {
            let required = Set(kind.fields.filter(\.required).map(\.name))
            #expect(Set(kind.example.objectValue?.map(\.name) ?? []) == required)
            #expect(Set(kind.fields.map(\.name)).count == kind.fields.count)
        }
        let page = EntryCatalogue(kinds: SystemEntries.catalogue).markdown()
        for kind in SystemEntries.catalogue { #expect(page.contains("## \(kind.name)\n")) }
    }

    @Test("Cut and changed bytes are refused or read as what they say", arguments: SystemEntry.Kind.allCases)
    func mutations(kind: SystemEntry.Kind) {
        let bytes = SystemEntries.example(of: kind).encode()
        let seed: UInt64 = 41
        var random = Dice(seed: seed)
        for _ in 0..<2000 {
            var changed = bytes
            changed[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            if Bool.random(using: &random) { changed.removeLast(Int.random(in: 1...bytes.count, using: &random)) }
            guard let entry = try? SystemEntry(decoding: changed) else { continue }
            #expect(entry.encode() == changed, "seed \(seed)")
        }
    }
}
