import Auditing
import Elections
import Foundation
import Ledger
import Testing
import Verification

@testable import HTTPAPI

/// An archive as a client has it.
struct Archive: LedgerSource {
    let bytes: [UInt8]
    let index: TarIndex

    init(_ answer: Answer) throws {
        let bytes = answer.body
        self.bytes = bytes
        index = try TarIndex(length: UInt64(bytes.count)) { Array(bytes[Int($0)..<Int($0) + TarHeader.blockBytes]) }
    }

    subscript(path: String) -> [UInt8]? {
        index.files[path].map { Array(bytes[Int($0.offset)..<Int($0.offset + $0.size)]) }
    }

    func read(_ item: LedgerItem, limit: Int) async throws(LedgerSourceError) -> [UInt8]? { self[item.path] }

    /// What `urna-verify` says of it.
    func audit(_ change: (inout AuditOptions) -> Void = { _ in }) async throws -> AuditReport {
        var options = AuditOptions()
        options.isExport = true
        change(&options)
        return try await LedgerAudit(source: self, options: options).run()
    }
}

extension HouseTests {
    @Suite("Downloads")
    struct DownloadTests {
        @Test(
            "An election's archive holds the very files that its addresses serve, verifies, and is the same twice",
            arguments: ["live", "sealed"])
        func archive(results: String) async throws {
            try await withHouse { house in
                let election = try await house.election(results: results, voters: 300)
                let wire = try await Wire.open(port: house.port)
                defer { wire.close() }
                for voter in 0..<300 { try await wire.send(TestHouse.ballot(election, voter, "{\"mayor\":[\"cleopatra\"]}")) }
                for _ in 0..<300 { #expect(try await wire.answer().status == 201) }
                let path = "/v1/elections/\(election.id)"
                let early = try Archive(try await house.call("GET", "\(path)/log/archive"))
                #expect(try await early.audit().passed)

                _ = try await house.change(election.id, "close")
                _ = try await house.change(election.id, "certify")
                let size = try house.size(of: election)
                let answer = try await house.call("GET", "\(path)/log/archive")
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "application/x-tar")
                #expect(answer.headers["content-disposition"] == "attachment; filename=\"\(election.id)-\(size).tar\"")
                let archive = try Archive(answer)
                #expect(archive["checkpoint"] == (try await house.call("GET", "\(path)/log/checkpoint")).body)
                #expect(archive["election.json"] == (try await house.call("GET", path)).body + [0x0A])
                #expect(archive["results.json"] == (try await house.call("GET", "\(path)/results")).body)
                let tiles = archive.index.files.keys.filter { $0.hasPrefix("tile/") }
                for start in ["tile/entries/000", "tile/0/000", "tile/1/000.p/"] {
                    #expect(tiles.contains { $0.hasPrefix(start) }, "\(start)")
                }
                for tile in tiles {
                    #expect(archive[tile] == (try await house.call("GET", "\(path)/log/\(tile)")).body, "\(tile)")
                }
                let report = try await archive.audit()
                #expect(report.passed, "\(report.text())")
                #expect(try await house.call("GET", "\(path)/log/archive").body == answer.body)
            }
        }

        @Test("A raffle's archive verifies, with its draw and its pool")
        func raffleArchive() async throws {
            try await withHouse { house in
                _ = try await RivertownGame.finished(at: house).draw(at: house)
                #expect(try await house.post("game-1/prizes/half/official").status == 200)
                let answer = try await house.get("game-1/log/archive")
                #expect(answer.status == 200)
                let archive = try Archive(answer)
                #expect(archive.index.files.keys.contains { $0.hasSuffix(".pool.txt") })
                let report = try await archive.audit()
                #expect(report.passed, "\(report.text())")
                #expect(try await house.get("game-1/log/archive").body == answer.body)
                #expect(try await house.get("nothing/log/archive").status == 404)
            }
        }

        @Test("Results as a table: a line a candidate, rounds, and no formula for a spreadsheet to run")
        func table() async throws {
            try await withHouse { house in
                let election = try await house.election()
                for (voter, first) in ["adalovelace", "benfranklin", "adalovelace"].enumerated() {
                    #expect(try await house.cast(election, voter, "{\"mayor\":[\"\(first)\"]}").status == 201)
                }
                _ = try await house.change(election.id, "close")
                let path = "/v1/elections/\(election.id)/results"
                let answer = try await house.call("GET", "\(path)?format=csv")
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "text/csv; charset=utf-8")
                let lines = answer.text.components(separatedBy: "\r\n")
                #expect(lines[0] == "contest,contest_title,method,round,candidate,candidate_name,votes,outcome")
                #expect(lines.contains("mayor,Mayor,irv,,adalovelace,Ada,2,elected"))
                #expect(lines.contains("mayor,Mayor,irv,,cleopatra,Cleo,0,"))
                #expect(lines.contains("mayor,Mayor,irv,1,cleopatra,Cleo,0,eliminated"))
                #expect(try await house.call("GET", "\(path)?format=json").body == (try await house.call("GET", path)).body)
                let bad = try await house.call("GET", "\(path)?format=xls")
                #expect((bad.status, bad.problem) == (400, "bad-request"))
            }
        }

        @Test("Names that a spreadsheet would run are made text; quotes and lines stay in their field")
        func formulas() throws {
            let json = """
                {"title": "T", "results": "live", "contests": [{"id": "q", "title": "=cmd()", "method": "plurality", "candidates": [
                  {"id": "a", "name": "=1+1"}, {"id": "b", "name": "+1"}, {"id": "c", "name": "Ann, \\"B\\""}, {"id": "d", "name": "\u{FF1D}2"}]}]}
                """
            let definition = try ElectionDefinition.parse(JSONValue.parse(Array(json.utf8)))
            let results = try JSONValue.parse(
                Array(#"{"contests":[{"id":"q","totals":{"a":1,"b":2.5,"c":0,"d":0},"rounds":[],"winners":["b"]}]}"#.utf8))
            let text = String(decoding: ResultsTable.csv(definition, results), as: UTF8.self)
            #expect(
                text.components(separatedBy: "\r\n").dropFirst() == [
                    #"q,"'=cmd()",plurality,,a,"'=1+1",1,"#, #"q,"'=cmd()",plurality,,b,"'+1",2.5,elected"#,
                    #"q,"'=cmd()",plurality,,c,"Ann, ""B""",0,"#, "q,\"'=cmd()\",plurality,,d,\"'\u{FF1D}2\",0,", "",
                ])
        }

        @Test("A sealed election's table has its heading alone")
        func sealedTable() async throws {
            try await withHouse { house in
                let election = try await house.election(results: "sealed")
                #expect(try await house.cast(election, 0, "{\"mayor\":[\"cleopatra\"]}").status == 201)
                let answer = try await house.call("GET", "/v1/elections/\(election.id)/results?format=csv")
                #expect(answer.text == "contest,contest_title,method,round,candidate,candidate_name,votes,outcome\r\n")
            }
        }
    }
}
