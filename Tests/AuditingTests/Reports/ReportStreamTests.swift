import Ledger
import Testing

@testable import Auditing

@Suite("Reports")
struct ReportStreamTests {
    @Test("the digest is the same in every format, and the count and sums too", arguments: ReportKind.allCases)
    func digestAcrossFormats(kind: ReportKind) throws {
        let document = try Sample.document(kind, facts: Sample.facts(of: kind))
        let rows = Sample.rows(of: kind.columns, count: 50)
        let controls = try ReportFormat.allCases.map { try Sample.write(document, $0, rows).control }
        #expect(Set(controls).count == 1)
        #expect(controls[0].rowCount == 50)
        for total in controls[0].totals {
            let index = try #require(kind.columns.firstIndex(of: total.column))
            #expect(total.value == rows.reduce(0) { $0 + ($1[index].amount ?? 0) })
        }
        #expect(controls[0].totals.map(\.column) == kind.columns.filter(\.isTotalled))
    }

    @Test("who made it, when and with what is not in the digest; what it says is")
    func digestCovers() throws {
        let rows = Sample.rows(of: ReportKind.rsuCorruption.columns, count: 3)
        func digest(_ document: ReportDocument, _ rows: [[ReportCell]]) throws -> Hash {
            try Sample.write(document, .json, rows).control.digest
        }
        let base = try digest(Sample.document(.rsuCorruption), rows)
        let later = try Sample.origin(at: "2027-01-01T00:00:00Z", by: "someone", version: "2")
        #expect(try digest(Sample.document(.rsuCorruption, origin: later), rows) == base)
        var local = try Sample.document(.rsuCorruption)
        local.localTime = { _ in "tea time" }
        #expect(try digest(local, rows) == base)
        var subject = Sample.subject
        subject.eventNumber = 8
        let other = try ReportDocument(.rsuCorruption, facts: [], subject: subject, origin: later)
        #expect(try digest(other, rows) != base)
        #expect(try digest(Sample.document(.rsuCorruption), rows.reversed()) != base)
        #expect(try digest(Sample.document(.rsuCorruption), Array(rows.dropLast())) != base)
    }

    @Test("the digest is SHA-256 over the lines of canonical JSON that the JSON report shows")
    func digestIsOverLines() throws {
        let document = try Sample.document(.drawing, facts: Sample.facts(of: .drawing))
        let (text, control) = try Sample.write(document, .json, Sample.rows(of: ReportKind.drawing.columns, count: 4))
        let json = try JSONValue.parse(Array(text.utf8))
        let rows = try #require(json["rows"]?.arrayValue)
        let lines = [try #require(json["body"])] + rows + [try #require(json["control"])]
        let body = lines.reduce(into: [UInt8]()) { $0 += $1.canonical() + [UInt8(ascii: "\n")] }
        #expect(Hash.sha256(body) == control.digest)
        #expect(json["digest"]?.stringValue == control.digest.hex)
        #expect(rows.count == 4)
        #expect(json["body"]?["facts"]?.objectValue?.count == ReportKind.drawing.facts.count)
        #expect(json["generated"]?["software"]?["programId"] == "urna")
        #expect(rows[0]["number"]?.integerValue == 5)
        #expect(json["control"]?["totals"]?["prizeValue"] != nil)
    }

    @Test("a report of no rows is whole, in every format", arguments: ReportFormat.allCases)
    func empty(format: ReportFormat) throws {
        let (text, control) = try Sample.write(Sample.document(.rsuCorruption), format, [])
        #expect(control.rowCount == 0)
        #expect(control.totals.map(\.value) == [0])
        #expect(text.contains(control.digest.hex))
        if format == .json { #expect(try JSONValue.parse(Array(text.utf8))["rows"] == []) }
    }

    @Test("facts, cells and sums that don't fit are refused, and a row refused leaves no trace")
    func refuses() throws {
        #expect(throws: ReportError.wrongFacts(report: "drawing")) { try Sample.document(.drawing) }
        var facts = Sample.facts(of: .drawing)
        facts[0] = .number(1)
        #expect(throws: ReportError.wrongFacts(report: "drawing")) { try Sample.document(.drawing, facts: facts) }

        let document = try Sample.small()
        var stream = ReportStream(document, format: .json)
        var output: [UInt8] = []
        stream.begin(into: &output)
        try stream.row([.text("a"), .money(5), .empty], into: &output)
        let before = output
        #expect(throws: ReportError.wrongCellCount(row: 2)) { try stream.row([.text("a")], into: &output) }
        #expect(throws: ReportError.wrongCell(row: 2, column: "amount")) {
            try stream.row([.text("a"), .number(5), .empty], into: &output)
        }
        #expect(throws: ReportError.tooLarge(row: 2, column: "amount")) {
            try stream.row([.text("a"), .money(.max), .empty], into: &output)
        }
        #expect(throws: ReportError.tooLarge(row: 2, column: "amount")) {
            try stream.row([.text("a"), .money(JSONValue.integerMax), .empty], into: &output)
        }
        #expect(output == before)
        let control = stream.end(into: &output)
        #expect(control.totals.map(\.value) == [5])
        #expect(try control == Sample.write(document, .csv, [[.text("a"), .money(5), .empty]]).control)
    }

    @Test("twenty thousand rows pass through chunks of bounded size", arguments: ReportFormat.allCases)
    func bounded(format: ReportFormat) throws {
        let document = try Sample.small()
        var largest = 0
        var chunks = 0
        let rows = (0..<20_000).lazy.map { [ReportCell.text("RSU-A-\($0)"), .money(500), .numbers([UInt32($0)])] }
        let control = try document.write(format, rows: rows) { chunk in
            largest = max(largest, chunk.count)
            chunks += 1
        }
        #expect(control.rowCount == 20_000)
        #expect(control.totals.map(\.value) == [10_000_000])
        #expect(largest < ReportDocument.chunkBytes + 4096)
        #expect(chunks > 5)
    }

    @Test("money is shown with its decimals")
    func money() {
        let dollars = ReportCurrency(code: "CAD")
        #expect([0, 5, -5, 100, 850_000, -1234].map(dollars.text) == ["0.00", "0.05", "-0.05", "1.00", "8500.00", "-12.34"])
        #expect(ReportCurrency(code: "JPY", decimals: 0).text(-850) == "-850")
        #expect(dollars.text(.min) == "-92233720368547758.08")
    }
}
