/// Gives the names in a file their positions, in the order they first appear, and makes candidates of them.
///
/// All spellings of "write-in" are one candidate, named as it was first written.
struct CandidateRegister {
    private(set) var names: [String] = []
    private var positions: [[UInt8]: Int] = [:]
    private var writeIn: Int?

    /// The position of a name that stands for itself (CSV): equal bytes are the same candidate.
    mutating func position(of name: ArraySlice<UInt8>, line: Int?, column: Int?) throws(BallotFileError) -> Int {
        let key = Array(name)
        if let known = positions[key] { return known }
        let text = try Self.checkedName(name, line: line, column: column)
        if Self.isWriteIn(name), let writeIn {
            positions[key] = writeIn
            return writeIn
        }
        let position = try declare(text, isWriteIn: Self.isWriteIn(name), line: line, column: column)
        positions[key] = position
        return position
    }

    /// Adds a candidate that the file declares in its own place, even when another has the same name.
    mutating func declare(_ name: String, isWriteIn: Bool, line: Int?, column: Int?) throws(BallotFileError) -> Int {
        guard names.count < BallotFileLimits.candidatesMax else {
            throw BallotFileError(line: line, column: column, "more than \(BallotFileLimits.candidatesMax) candidates")
        }
        if isWriteIn, writeIn == nil { writeIn = names.count }
        names.append(name)
        return names.count - 1
    }

    /// The candidates so far. Their names differ from one another, and their ids are made from the names.
    func candidates() -> [Candidate] {
        var usedNames: Set<[UInt8]> = []
        var usedIDs: Set<String> = []
        return names.enumerated().map { position, name in
            var unique = name
            var copy = 2
            while !usedNames.insert(Array(unique.utf8)).inserted {
                unique = "\(name) (\(copy))"
                copy += 1
            }
            let id = Self.candidateID(for: name, position: position, used: &usedIDs)
            return Candidate(id: id, name: unique, isWriteIn: position == writeIn)
        }
    }

    private static func candidateID(for name: String, position: Int, used: inout Set<String>) -> CandidateID {
        // Anything but letters and digits becomes one hyphen; 48 bytes leave room for what makes it unique.
        let words = name.utf8.split { byte in
            !byte.isDecimalDigit && !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte.lowercasedASCII)
        }
        let slug = String(decoding: Array(words.joined(separator: [UInt8(ascii: "-")]).prefix(48)), as: UTF8.self)
        let base = slug.isEmpty ? "candidate-\(position + 1)" : slug
        var text = base
        var copy = 2
        while !used.insert(text).inserted {
            text = "\(base)-\(copy)"
            copy += 1
        }
        guard let id = CandidateID(text) else { preconditionFailure("a slug is an id") }
        return id
    }

    /// The bytes as a name: UTF-8, not empty, of a reasonable length, without control characters.
    static func checkedName(_ bytes: ArraySlice<UInt8>, line: Int?, column: Int?) throws(BallotFileError) -> String {
        guard bytes.count <= BallotFileLimits.nameBytesMax else {
            throw BallotFileError(line: line, column: column, "a name longer than \(BallotFileLimits.nameBytesMax) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw BallotFileError(line: line, column: column, "a name that is not UTF-8: \(bytes.quoted)")
        }
        return try checkedName(text, line: line, column: column)
    }

    static func checkedName(_ text: String, line: Int?, column: Int?) throws(BallotFileError) -> String {
        guard !text.isEmpty else { throw BallotFileError(line: line, column: column, "an empty name") }
        guard text.utf8.count <= BallotFileLimits.nameBytesMax else {
            throw BallotFileError(line: line, column: column, "a name longer than \(BallotFileLimits.nameBytesMax) bytes")
        }
        // What a terminal would obey must not get into a table.
        guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
            throw BallotFileError(line: line, column: column, "a control character in a name")
        }
        return text
    }

    /// Whether a name means "somebody who was not on the list": `UWI`, `write-in`, `Undeclared Write-ins` …
    static func isWriteIn(_ name: some Sequence<UInt8>) -> Bool {
        let letters = name.map(\.lowercasedASCII).filter { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        return ["uwi", "writein", "writeins", "undeclaredwritein", "undeclaredwriteins"].contains { letters.elementsEqual($0.utf8) }
    }
}
