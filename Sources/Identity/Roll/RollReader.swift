/// Reads a roll as it arrives: CSV (RFC 4180, UTF-8) with the columns `voter_id` and, if wanted, `region`.
///
/// Give it pieces of any size with ``feed(_:)`` and end with ``finish()``. Good rows are returned, bad lines are collected
/// in ``problems``, so that one pass reports every bad line of a file. Nothing here is a decision to import: an importer
/// takes the rows only when no problem was found, and checks them with ``RollDuplicates``.
///
/// Memory does not grow with the file. After a bad header nothing more is read.
public struct RollReader: Sendable {
    /// What is wrong so far, in the order of the lines.
    public private(set) var problems = RollProblems()
    /// Rows returned so far.
    public private(set) var rowCount = 0

    private var records = CSVRecordReader()
    private var header: RollHeader?
    private var isRefused = false
    private var lastRegion: (bytes: [UInt8], reading: RollRegion.Reading) = ([], .none)

    public init() {}

    /// The good rows that this piece of the file completes.
    public mutating func feed(_ bytes: UnsafeRawBufferPointer) -> [RollRow] {
        var rows: [RollRow] = []
        var rest = bytes
        while !rest.isEmpty, !isRefused {
            let (taken, outcome) = records.take(rest)
            rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
            if let outcome, let row = row(of: outcome) { rows.append(row) }
        }
        return rows
    }

    /// The good rows that this piece of the file completes.
    public mutating func feed(_ bytes: [UInt8]) -> [RollRow] {
        bytes.withUnsafeBytes { feed($0) }
    }

    /// The row on a last line without a line feed, if there is one. Call it once, at the end.
    public mutating func finish() -> [RollRow] {
        guard !isRefused else { return [] }
        let last = records.finish().flatMap { row(of: $0) }
        if header == nil, !isRefused {
            refuse("the file is empty; it begins with a line \"voter_id\" or \"voter_id,region\"", line: 1)
        } else if rowCount == 0, problems.isEmpty {
            problems.append(RollProblem(line: records.recordLine, code: .empty, message: "the roll names no voter"))
        }
        return last.map { [$0] } ?? []
    }

    private mutating func row(of outcome: CSVRecordReader.Outcome) -> RollRow? {
        let line = records.recordLine
        if case .fault(let fault) = outcome {
            guard header != nil else { return refuse(fault.message, line: line) }
            return report(fault == .tooLong ? .tooLong : .quoting, fault.message)
        }
        guard let header else { return readHeader(line: line) }
        guard records.ends.count == header.fieldCount else {
            return report(.fieldCount, "\(records.ends.count) fields where the header has \(header.fieldCount)")
        }
        do throws(VoterIDError) {
            let voter = try records.withField(header.voterID) { bytes throws(VoterIDError) in try VoterID(bytes) }
            let region = region(at: header.region)
            guard region != .invalid else {
                return report(.region, "a region has at most \(RollRegion.byteCountMax) of A-Z a-z 0-9 . _ - and space")
            }
            rowCount += 1
            return RollRow(line: line, voter: voter, region: region.text)
        } catch {
            return report(.voterID, error.message)
        }
    }

    /// The row's region. Rows of a region stand together as a rule, so the last text is used again.
    private mutating func region(at position: Int?) -> RollRegion.Reading {
        guard let position else { return .none }
        let (reading, bytes) = records.withField(position) { [lastRegion] bytes in
            bytes.elementsEqual(lastRegion.bytes) ? (lastRegion.reading, nil) : (RollRegion.parse(bytes), Array(bytes))
        }
        if let bytes { lastRegion = (bytes, reading) }
        return reading
    }

    private mutating func readHeader(line: Int) -> RollRow? {
        do throws(RollHeaderError) {
            header = try RollHeader.parse(records.fields)
            return nil
        } catch {
            return refuse(error.message, line: line)
        }
    }

    @discardableResult
    private mutating func refuse(_ message: String, line: Int) -> RollRow? {
        isRefused = true
        problems.append(RollProblem(line: line, code: .header, message: message))
        return nil
    }

    private mutating func report(_ code: RollProblem.Code, _ message: String) -> RollRow? {
        let line = records.recordLine
        problems.append(RollProblem(line: line, code: code, message: message))
        return nil
    }
}

extension CSVRecordReader {
    /// Runs the body with one field's bytes.
    func withField<Answer, Failure: Error>(
        _ position: Int, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Answer
    ) throws(Failure) -> Answer {
        let start = position == 0 ? 0 : ends[position - 1]
        let end = ends[position]
        let outcome: Result<Answer, Failure> = bytes.withUnsafeBufferPointer { all in
            do throws(Failure) {
                return .success(try body(UnsafeBufferPointer(rebasing: all[start..<end])))
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    /// All fields of the record.
    var fields: [[UInt8]] {
        zip([0] + ends, ends).map { Array(bytes[$0..<$1]) }
    }
}
