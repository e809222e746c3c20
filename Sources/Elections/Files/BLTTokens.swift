/// The words and quoted strings of a BLT file, with their places. A `#` outside quotes starts a comment that ends with its line.
struct BLTTokens {
    enum Kind {
        case word
        case quoted
        case end
    }

    struct Token {
        var kind: Kind
        /// Without quotes.
        var text: ArraySlice<UInt8>
        var line: Int
        var column: Int

        func error(_ message: String) -> BallotFileError { BallotFileError(line: line, column: column, message) }
    }

    private let bytes: [UInt8]
    private var offset: Int
    private var line = 1
    private var lineStart: Int

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        offset = bytes.byteOrderMarkCount
        lineStart = offset
    }

    mutating func next() throws(BallotFileError) -> Token {
        skipSpaceAndComments()
        let start = offset
        var token = Token(kind: .end, text: bytes[start..<start], line: line, column: start - lineStart + 1)
        guard start < bytes.count else { return token }
        let isQuoted = bytes[start] == UInt8(ascii: "\"")
        if isQuoted { offset += 1 }
        let textStart = offset
        while offset < bytes.count, isQuoted ? bytes[offset] != UInt8(ascii: "\"") : isWord(bytes[offset]) {
            guard bytes[offset] != 0x0A else { break }
            offset += 1
        }
        token.text = bytes[textStart..<offset]
        token.kind = isQuoted ? .quoted : .word
        guard token.text.count <= BallotFileLimits.lineBytesMax else { throw token.error("a word longer than a line may be") }
        if isQuoted {
            guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
                throw token.error("a quote that does not end on its line")
            }
            offset += 1
        }
        return token
    }

    private func isWord(_ byte: UInt8) -> Bool { !byte.isSpaceOrLineEnd && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "#") }

    private mutating func skipSpaceAndComments() {
        var isComment = false
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "#") { isComment = true }
            guard isComment || byte.isSpaceOrLineEnd else { return }
            offset += 1
            if byte == 0x0A {
                isComment = false
                line += 1
                lineStart = offset
            }
        }
    }
}
