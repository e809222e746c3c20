/// Reads RFC 4180 records from bytes: quoted fields, doubled quotes, CRLF or LF, an optional byte order mark.
struct CSVReader {
    private let bytes: [UInt8]
    private var offset: Int
    private var line = 1
    private var lineStart: Int

    /// The current record's fields, one after the other.
    private var content: [UInt8] = []
    private var fields: [Field] = []

    private struct Field {
        var start: Int
        var end: Int
        var line: Int
        var column: Int
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = bytes.byteOrderMarkCount
        lineStart = offset
    }

    var count: Int { fields.count }

    /// The field without surrounding spaces.
    subscript(index: Int) -> ArraySlice<UInt8> { content[fields[index].start..<fields[index].end].trimmingSpaces() }

    /// True for a line with nothing on it.
    var isEmptyLine: Bool { fields.count == 1 && fields[0].start == fields[0].end }

    /// Where the current record starts.
    private(set) var recordLine = 1

    func error(field index: Int, _ message: String) -> BallotFileError {
        BallotFileError(line: fields[index].line, column: fields[index].column, message)
    }

    func line(ofField index: Int) -> Int { fields[index].line }
    func column(ofField index: Int) -> Int { fields[index].column }

    /// Moves to the next record; false at the end of the file.
    mutating func next() throws(BallotFileError) -> Bool {
        content.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        recordLine = line
        guard offset < bytes.count else { return false }
        repeat { try readField() } while skip(UInt8(ascii: ","))
        if offset < bytes.count {
            _ = skip(0x0D)
            guard skip(0x0A) else { throw here("a carriage return that does not end a line") }
            startLine()
        }
        return true
    }

    private mutating func readField() throws(BallotFileError) {
        var field = Field(start: content.count, end: 0, line: line, column: offset - lineStart + 1)
        if skip(UInt8(ascii: "\"")) {
            try readQuoted(from: field)
        } else {
            while offset < bytes.count {
                let byte = bytes[offset]
                if byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D { break }
                guard byte != UInt8(ascii: "\"") else { throw here("a quote inside a field that does not start with one") }
                try append(byte)
            }
        }
        field.end = content.count
        fields.append(field)
    }

    /// Reads up to and with the closing quote.
    private mutating func readQuoted(from field: Field) throws(BallotFileError) {
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "\"") {
                offset += 1
                guard offset < bytes.count, bytes[offset] == byte else {
                    guard offset == bytes.count || [UInt8(ascii: ","), 0x0A, 0x0D].contains(bytes[offset]) else {
                        throw here("text after a closing quote")
                    }
                    return
                }
            }
            try append(byte)
            if byte == 0x0A { startLine() }
        }
        throw BallotFileError(line: field.line, column: field.column, "a quoted field that does not end")
    }

    private mutating func append(_ byte: UInt8) throws(BallotFileError) {
        guard content.count < BallotFileLimits.lineBytesMax else {
            throw BallotFileError(line: recordLine, "a record longer than \(BallotFileLimits.lineBytesMax) bytes")
        }
        content.append(byte)
        offset += 1
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func startLine() {
        line += 1
        lineStart = offset
    }

    private func here(_ message: String) -> BallotFileError {
        BallotFileError(line: line, column: offset - lineStart + 1, message)
    }
}
