import TestSupport
import Testing

@testable import Identity

@Suite struct RollReaderTests {
    @Test("A plain roll gives its voters, regions and lines")
    func plain() {
        let (rows, reader) = read("voter_id,region\nADA,North 1\r\n\"ben, jr\",\n\"c\"\"d\",\"North 1\"\nlast,a.b_c-d")
        #expect(rows.map(\.voter.text) == ["ada", "ben, jr", "c\"d", "last"])
        #expect(rows.map(\.region) == ["North 1", nil, "North 1", "a.b_c-d"])
        #expect(rows.map(\.line) == [2, 3, 4, 5])
        #expect(reader.problems.isEmpty)
        #expect(reader.rowCount == 4)
    }

    @Test(
        "Columns may come in any order and case, alone, and after a byte order mark",
        arguments: [
            ("region,voter_id\nN,a\n", ["a"], ["N"]), (" Voter_ID \na\n", ["a"], [nil]),
            ("\u{FEFF}voter_id,region\r\na,N\r\n", ["a"], ["N"]),
            ("\"voter_id\",\"region\"\n\"a\",\"\"", ["a"], [nil]), ("voter_id\n\na\n\r\n\nb\n\n", ["a", "b"], [nil, nil]),
        ] as [(String, [String], [String?])])
    func headers(text: String, voters: [String], regions: [String?]) {
        let (rows, reader) = read(text)
        #expect(rows.map(\.voter.text) == voters)
        #expect(rows.map(\.region) == regions)
        #expect(reader.problems.isEmpty)
    }

    @Test(
        "A header that is wrong is refused by name, and nothing after it is read",
        arguments: [
            ("voter_id,email\na,b\n", "\"email\""), ("voter_id;region\na;b\n", "separated by commas"),
            ("region\nN\n", "\"voter_id\" is missing"),
            ("voter_id,voter_id\na,b\n", "there twice"), ("a,N\nb,S\n", "\"a\""), ("voter_id,\na,\n", "\"\""),
            ("\"voter_id\n", "never closed"),
            ("", "empty"), ("\n\r\n", "empty"), ("vo\"ter_id\na\n", "quotation mark"), ("voter\u{0}_id\na\n", "\"voter _id\""),
        ])
    func badHeaders(text: String, fragment: String) {
        let (rows, reader) = read(text)
        #expect(rows.isEmpty)
        #expect(reader.problems.count == 1)
        #expect(reader.problems.kept.first?.code == .header)
        #expect(reader.problems.kept.first?.message.contains(fragment) == true)
    }

    @Test("A file in UTF-16 is told so")
    func utf16() {
        var reader = RollReader()
        #expect(reader.feed([0xFF, 0xFE, 0x76, 0x00, 0x0A, 0x00]).isEmpty)
        #expect(reader.problems.kept.first?.message.contains("UTF-8") == true)
    }

    @Test("A roll with a header and no voter is refused")
    func noVoter() {
        #expect(read("voter_id,region\n").1.problems.kept.map(\.code) == [.empty])
    }

    @Test("Every bad line is reported with its number and its reason, and good lines around it are read")
    func badLines() {
        let long = String(repeating: "x", count: 129)
        let lines: [(text: String, code: RollProblem.Code?)] = [
            ("ada,N", nil), (",N", .voterID), ("  ,N", .voterID), ("\(long),N", .voterID), ("a\u{0}b,N", .voterID), ("ben", .fieldCount),
            ("ben,N,x", .fieldCount), ("cy,N!", .region), ("cy,\(String(repeating: "r", count: 65))", .region), ("cy,É", .region),
            ("d\"e,N", .quoting), ("\"d\"e,N", .quoting), ("d\re,N", .quoting), ("\"d\ne\",N", .voterID),
            (String(repeating: "y", count: 5000), .tooLong), ("eve,\(String(repeating: "r", count: 64))", nil), ("\"\",N", .voterID),
        ]
        let (rows, reader) = read("voter_id,region\n" + lines.map(\.text).joined(separator: "\n"))
        #expect(rows.map(\.voter.text) == ["ada", "eve"])
        #expect(reader.problems.kept.map(\.code) == lines.compactMap(\.code))
        // The quoted line feed makes every later line number one higher.
        var number = 1
        var expected: [Int] = []
        for line in lines {
            number += 1
            if line.code != nil { expected.append(number) }
            number += line.text.filter { $0 == "\n" }.count
        }
        #expect(reader.problems.kept.map(\.line) == expected)
        for problem in reader.problems.kept { #expect(!problem.message.isEmpty && !problem.message.hasPrefix("line ")) }
        #expect(reader.problems.kept.allSatisfy { !$0.message.contains("xxx") && !$0.message.contains("cy") })
    }

    @Test("Bytes that are not UTF-8 are reported and cost one line")
    func badUTF8() {
        var reader = RollReader()
        let rows = reader.feed(Array("voter_id\na".utf8) + [0xFF] + Array("\nb\n".utf8)) + reader.finish()
        #expect(rows.map(\.voter.text) == ["b"])
        #expect(reader.problems.kept.map(\.line) == [2])
        #expect(reader.problems.kept.first?.message.contains("UTF-8") == true)
    }

    @Test("A quote that is never closed costs at most the bound, not the rest of the file")
    func openQuote() {
        let voters = (0..<3000).map { "voter-\($0)" }
        let (rows, reader) = read("voter_id\n\"oops\n" + voters.joined(separator: "\n"))
        #expect(reader.problems.kept.map(\.code) == [.tooLong])
        #expect(reader.problems.kept.map(\.line) == [2])
        #expect(rows.count > 2500)
        #expect(rows.last.map { [$0.voter.text, "\($0.line)"] } == ["voter-2999", "3002"])
        #expect(read("voter_id\na\n\"b\n").1.problems.kept.map(\.code) == [.quoting])
    }

    @Test("A thousand problems are kept, the rest counted")
    func manyProblems() {
        let (_, reader) = read("voter_id\n" + String(repeating: "a,b\n", count: 2500))
        #expect(reader.problems.count == 2500)
        #expect(reader.problems.kept.count == 1000)
        #expect(reader.problems.kept.last?.line == 1001)
    }

    @Test("However the file is cut into pieces, the rows and problems are the same")
    func pieces() {
        let text = "\u{FEFF}voter_id,region\r\nADA,North\r\n\"b\"\"en\",\"S\"\r\n\r\nbad\"x,N\r\n\"é\ne\",N\r\nzoë,N\r\nlast,N"
        let (whole, wholeReader) = read(text)
        #expect(whole.count == 4 && wholeReader.problems.count == 2)
        let bytes = Array(text.utf8)
        let seed: UInt64 = 21
        var random = Dice(seed: seed)
        for size in [1, 2, 3] + (0..<200).map({ _ in Int.random(in: 1...40, using: &random) }) {
            var reader = RollReader()
            var rows: [RollRow] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                rows += reader.feed(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            rows += reader.finish()
            #expect(rows == whole && reader.problems == wholeReader.problems, "seed \(seed), size \(size)")
        }
    }

    @Test("Any bytes at all are read without a crash, and each line is a row, a problem or blank")
    func fuzz() {
        let seed: UInt64 = 22
        var random = Dice(seed: seed)
        let alphabet = Array("ab,\"\"\r\n\n \u{E9}\u{0}".utf8) + [0xFF]
        var rowsSeen = 0
        for round in 0..<5000 {
            let body = (0..<Int.random(in: 0...60, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            var reader = RollReader()
            let rows = reader.feed(Array("voter_id,region\n".utf8) + body) + reader.finish()
            let lineMax = 2 + body.filter { $0 == 0x0A }.count
            let numbers = (rows.map(\.line) + reader.problems.kept.map(\.line)).sorted()
            #expect(Set(numbers).count == numbers.count && (numbers.last ?? 0) <= lineMax, "seed \(seed), round \(round)")
            rowsSeen += rows.count
        }
        #expect(rowsSeen > 100)
    }

    private func read(_ text: String) -> ([RollRow], RollReader) {
        var reader = RollReader()
        let rows = reader.feed(Array(text.utf8))
        return (rows + reader.finish(), reader)
    }
}
