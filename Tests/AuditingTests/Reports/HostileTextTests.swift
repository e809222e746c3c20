import Ledger
import Testing

@testable import Auditing

@Suite("Texts that strangers type, in reports")
struct HostileTextTests {
    private let rows: [[ReportCell]] = Sample.hostile.enumerated().map { [.text($1), .money(Int64(-$0)), .text($1)] }

    @Test("a CSV reader gets every text back, formulas with an apostrophe before them")
    func csv() throws {
        let (text, control) = try Sample.write(Sample.small(organisation: "=Club"), .csv, rows)
        let records = try CSV.parse(text)
        #expect(records.allSatisfy { $0.count == 6 })
        #expect(records[0] == ["record", "name", "value", "who", "amount", "note"])
        #expect(records.contains { $0[..<3] == ["report", "organisation", "'=Club"] })
        let read = records.filter { $0[0] == "row" }
        #expect(read.count == Sample.hostile.count)
        for (record, text) in zip(read, Sample.hostile) {
            let clean = String(String.UnicodeScalarView(text.unicodeScalars.map { [0, 0x1B].contains($0.value) ? "\u{FFFD}" : $0 }))
            #expect(Array(record[3].utf8) == Array(clean.utf8) || Array(record[3].utf8) == Array("'\(clean)".utf8), "\(text)")
            #expect(record[3] == record[5])
            let first = record[3].unicodeScalars.first { !$0.properties.isWhitespace && !$0.isUnprintable }
            #expect(first.map { !"=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) } ?? true, "\(text)")
        }
        // Numbers are ours, and stay numbers.
        #expect(read[5][4] == "-5")
        #expect(records.last?[..<3] == ["control", "digest", control.digest.hex])
        #expect(records.contains { $0[0] == "total" && $0[4] == String(control.totals[0].value) })
    }

    @Test("records end in CR LF")
    func csvLineEnds() throws {
        let (text, _) = try Sample.write(Sample.small(), .csv, [[.text("a"), .money(1), .empty]])
        let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        #expect(lines.dropLast().allSatisfy { $0.last == 0x0D })
        #expect(lines.last?.isEmpty == true)
    }

    @Test("a page has no element, attribute or entity but its own")
    func html() throws {
        for text in Sample.hostile {
            let plain = try Sample.write(Sample.small(organisation: "Club", title: "Title"), .html, [[.text("x"), .money(1), .text("x")]])
                .text
            let page = try Sample.write(
                Sample.small(organisation: "Club\(text)", title: "Title\(text)"), .html, [[.text(text), .money(1), .text(text)]]
            ).text
            for mark: Character in ["<", ">", "\"", "'"] {
                #expect(count(mark, in: page) == count(mark, in: plain), "\(mark) \(text)")
            }
            #expect(!page.contains("<script"))
            #expect(page.unicodeScalars.allSatisfy { !$0.isUnprintable || $0 == "\n" }, "\(text)")
        }
        var output: [UInt8] = []
        Printable.append(html: "<a href='x'>&\"", to: &output)
        #expect(String(decoding: output, as: UTF8.self) == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;")
    }

    @Test("a page fetches nothing and runs nothing")
    func htmlIsAlone() throws {
        let page = try Sample.write(Sample.small(), .html, rows).text
        for word in ["<script", "http:", "https:", "url(", "@import", "src=", "<link", "href=", "javascript:"] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(page.contains("default-src 'none'"))
    }

    @Test("the fixed-width page keeps its lines: none is made or hidden by a text, and long values go on below")
    func text() throws {
        let page = try Sample.write(
            Sample.small(), .text, [[.text("abcdefghijklmnop"), .money(12_345), .text("x\ny")], [.text("é"), .money(-5), .empty]]
        ).text
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let start = try #require(lines.firstIndex { $0.hasPrefix("--------") })
        #expect(
            Array(lines[(start + 1)...(start + 5)]) == [
                "abcdefgh    123.45  x\u{FFFD}y", "ijklmnop", "é            -0.05", "--------  --------  ------", "            123.40",
            ])
        for text in Sample.hostile {
            let page = try Sample.write(Sample.small(organisation: text), .text, [[.text(text), .money(1), .text(text)]]).text
            #expect(page.unicodeScalars.allSatisfy { !$0.isUnprintable || $0 == "\n" }, "\(text)")
        }
    }

    private func count(_ mark: Character, in text: String) -> Int {
        text.utf8.count { $0 == mark.asciiValue }
    }
}

/// A strict reader of RFC 4180, written apart from the writer.
private enum CSV {
    struct Malformed: Error {}

    static func parse(_ text: String) throws -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var field: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\"") && field.isEmpty {
                index += 1
                while true {
                    guard index < bytes.count else { throw Malformed() }
                    if bytes[index] == UInt8(ascii: "\"") {
                        guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else { break }
                        index += 1
                    }
                    field.append(bytes[index])
                    index += 1
                }
                index += 1
                guard index < bytes.count, [UInt8(ascii: ","), 0x0D].contains(bytes[index]) else { throw Malformed() }
            }
            switch bytes[index] {
            case UInt8(ascii: ","):
                record.append(String(decoding: field, as: UTF8.self))
                field = []
            case 0x0D:
                guard index + 1 < bytes.count, bytes[index + 1] == 0x0A else { throw Malformed() }
                index += 1
                records.append(record + [String(decoding: field, as: UTF8.self)])
                record = []
                field = []
            case UInt8(ascii: "\""), 0..<0x20: throw Malformed()
            default: field.append(bytes[index])
            }
            index += 1
        }
        guard record.isEmpty, field.isEmpty else { throw Malformed() }
        return records
    }
}
