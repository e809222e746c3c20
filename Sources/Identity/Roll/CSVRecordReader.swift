/// A push parser for RFC 4180 records: takes bytes in pieces of any size and hands over whole records.
///
/// Lines end in LF or CRLF. A byte order mark at the start is dropped, and so are empty lines. After a fault the record is
/// given up to its line's end, so that one stray quote costs one record, or, where it opens a field, at most
/// ``recordBytesMax`` bytes.
struct CSVRecordReader: Sendable {
    /// Longest record: a voter's id at its longest input, a region, and room for padding.
    static let recordBytesMax = 4096

    enum Fault: Hashable, Sendable {
        case quoteInField
        case textAfterQuote
        case carriageReturn
        case tooLong
        case openQuote

        var message: String {
            switch self {
            case .quoteInField: "a quotation mark inside a field that does not begin with one"
            case .textAfterQuote: "text after a closing quotation mark"
            case .carriageReturn: "a carriage return that ends no line"
            case .tooLong: "the line is longer than \(CSVRecordReader.recordBytesMax) bytes"
            case .openQuote: "a quotation mark that is never closed"
            }
        }
    }

    /// What a finished record came to. The fields lie in ``bytes``, ended at ``ends``.
    enum Outcome {
        case record
        case fault(Fault)
    }

    private enum State {
        case byteOrderMark(Int)
        case fieldStart
        case unquoted
        case quoted
        case quoteInQuoted
        case carriageReturn
        /// In the rest of a record that was given up.
        case skipping
        /// After a record, whose bytes stay until the next byte comes.
        case finished
    }

    /// The record's fields, one after the other, without quotes and commas.
    private(set) var bytes: [UInt8] = []
    /// Where each field ends in ``bytes``.
    private(set) var ends: [Int] = []
    /// The line on which the record began.
    private(set) var recordLine = 1

    private var state = State.byteOrderMark(0)
    private var line = 1
    private var length = 0
    private var isBlank = true

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init() {
        bytes.reserveCapacity(Self.recordBytesMax)
    }

    /// Takes bytes up to the end of the first record among them.
    ///
    /// - Returns: how many bytes were taken, and the record's outcome, or nil when all were taken and none ended.
    mutating func take(_ input: UnsafeRawBufferPointer) -> (taken: Int, outcome: Outcome?) {
        var index = 0
        while index < input.count {
            let byte = input[index]
            index += 1
            if case .byteOrderMark(let matched) = state, isMark(byte, after: matched) { continue }
            if case .finished = state { beginRecord() }
            if let outcome = step(byte) { return (index, outcome) }
        }
        return (index, nil)
    }

    /// The outcome of a last line that no line feed ends; nil when there is none.
    mutating func finish() -> Outcome? {
        switch state {
        case .byteOrderMark(let matched): bytes = Array(Self.mark[..<(matched % Self.mark.count)])
        case .quoted:
            state = .finished
            return .fault(.openQuote)
        case .skipping, .finished: return nil
        case .fieldStart, .unquoted, .quoteInQuoted, .carriageReturn: break
        }
        guard !isBlank || !bytes.isEmpty else { return nil }
        endField()
        state = .finished
        return .record
    }

    /// Whether the byte belongs to a byte order mark at the very start. A part of one is text, and will fail as such.
    private mutating func isMark(_ byte: UInt8, after matched: Int) -> Bool {
        if matched < Self.mark.count, byte == Self.mark[matched] {
            state = .byteOrderMark(matched + 1)
            return true
        }
        beginRecord()
        if matched % Self.mark.count > 0 {
            bytes.append(contentsOf: Self.mark[..<matched])
            (state, isBlank) = (.unquoted, false)
        }
        return false
    }

    private mutating func step(_ byte: UInt8) -> Outcome? {
        if case .skipping = state {
            if byte == UInt8(ascii: "\n") { startNextLine() }
            return nil
        }
        length += 1
        guard length <= Self.recordBytesMax else { return give(.tooLong, after: byte) }
        switch state {
        case .carriageReturn where byte != UInt8(ascii: "\n"): return give(.carriageReturn, after: byte)
        case .quoted:
            if byte == UInt8(ascii: "\"") { state = .quoteInQuoted } else { bytes.append(byte) }
            if byte == UInt8(ascii: "\n") { line += 1 }
            return nil
        default: break
        }
        switch byte {
        case UInt8(ascii: "\n"): return endRecord()
        case UInt8(ascii: "\r"): state = .carriageReturn
        case UInt8(ascii: ","):
            endField()
            (state, isBlank) = (.fieldStart, false)
        case UInt8(ascii: "\""): return quote()
        default:
            if case .quoteInQuoted = state { return give(.textAfterQuote, after: byte) }
            bytes.append(byte)
            (state, isBlank) = (.unquoted, false)
        }
        return nil
    }

    private mutating func quote() -> Outcome? {
        isBlank = false
        switch state {
        case .fieldStart: state = .quoted
        case .quoteInQuoted:
            bytes.append(UInt8(ascii: "\""))
            state = .quoted
        default: return give(.quoteInField, after: UInt8(ascii: "\""))
        }
        return nil
    }

    private mutating func endField() {
        ends.append(bytes.count)
    }

    private mutating func endRecord() -> Outcome? {
        guard !isBlank else {
            startNextLine()
            return nil
        }
        endField()
        line += 1
        state = .finished
        return .record
    }

    /// Gives the record up, and what follows to the end of the line with it.
    private mutating func give(_ fault: Fault, after byte: UInt8) -> Outcome {
        if byte == UInt8(ascii: "\n") {
            line += 1
            state = .finished
        } else {
            state = .skipping
        }
        return .fault(fault)
    }

    private mutating func startNextLine() {
        line += 1
        beginRecord()
    }

    private mutating func beginRecord() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        state = .fieldStart
        length = 0
        isBlank = true
        recordLine = line
    }
}
