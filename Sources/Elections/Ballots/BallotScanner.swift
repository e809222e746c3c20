/// The quick reader of ballots: one pass, no strings, no JSON values.
///
/// It accepts only what the general reader accepts with the same meaning. Every id has to match a known id byte for byte, so what
/// it has accepted is ASCII without escapes. Anything else (escapes, write-ins, mistakes) ends the scan with `false`.
struct BallotScanner {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    /// Whether nothing at all is left.
    var isAtEnd: Bool { at == bytes.count }

    /// `{"selections": …}` and nothing else.
    mutating func body(_ style: BallotStyle, into marks: inout [Marks]) -> Bool {
        guard take("{"), takeSelectionsName(), take(":"), selections(style, into: &marks), take("}") else { return false }
        return peek() == 0 && isAtEnd
    }

    /// An object of contest to selection. `marks` has one blank item a contest.
    mutating func selections(_ style: BallotStyle, into marks: inout [Marks]) -> Bool {
        guard take("{") else { return false }
        if take("}") { return true }
        // One bit a contest, to find a contest named twice; `contestsMax` fits.
        var seen: UInt64 = 0
        repeat {
            guard let contest = identifier(in: style.contestIDs), take(":") else { return false }
            let bit: UInt64 = 1 << UInt64(contest)
            guard seen & bit == 0 else { return false }
            seen |= bit
            guard selection(style.contests[contest], into: &marks[contest].codes) else { return false }
        } while take(",")
        return take("}")
    }

    @inline(__always)
    private mutating func selection(_ contest: ContestStyle, into codes: inout [UInt16]) -> Bool {
        switch contest.shape {
        case .choices: choices(contest, into: &codes)
        case .ranks: ranks(contest, into: &codes)
        case .scores: scores(contest, into: &codes)
        }
    }

    private mutating func choices(_ contest: ContestStyle, into codes: inout [UInt16]) -> Bool {
        guard take("[") else { return false }
        if take("]") { return true }
        codes.reserveCapacity(4)
        repeat {
            guard let position = identifier(in: contest.candidates) else { return false }
            codes.append(UInt16(position))
        } while take(",")
        guard take("]"), contest.choices.contains(codes.count) else { return false }
        return Self.sortDistinct(&codes, from: 0)
    }

    private mutating func ranks(_ contest: ContestStyle, into codes: inout [UInt16]) -> Bool {
        guard take("[") else { return false }
        if take("]") { return true }
        codes.reserveCapacity(min(contest.maxRanks, 8))
        var ranks = 0
        repeat {
            ranks += 1
            guard ranks <= contest.maxRanks else { return false }
            switch peek() {
            case UInt8(ascii: "\""):
                guard let position = identifier(in: contest.candidates) else { return false }
                codes.append(UInt16(position))
            case UInt8(ascii: "n"):
                guard takeNull() else { return false }
                codes.append(Marks.skipped)
            case UInt8(ascii: "["):
                guard sharedRank(contest, into: &codes) else { return false }
            default:
                return false
            }
        } while take(",")
        while codes.last == Marks.skipped { codes.removeLast() }
        return take("]")
    }

    private mutating func sharedRank(_ contest: ContestStyle, into codes: inout [UInt16]) -> Bool {
        guard take("[") else { return false }
        let header = codes.count
        codes.append(Marks.overvote)
        codes.append(0)
        repeat {
            guard let position = identifier(in: contest.candidates), codes.count - header < 2 + ElectionDefinition.candidatesMax
            else { return false }
            codes.append(UInt16(position))
        } while take(",")
        let count = codes.count - header - 2
        guard take("]"), count >= 2 else { return false }
        codes[header + 1] = UInt16(count)
        return Self.sortDistinct(&codes, from: header + 2)
    }

    private mutating func scores(_ contest: ContestStyle, into codes: inout [UInt16]) -> Bool {
        if take("[") { return take("]") }
        guard take("{") else { return false }
        if take("}") { return true }
        var scores: [(position: UInt16, score: UInt16)] = []
        repeat {
            guard let position = identifier(in: contest.candidates), take(":"), let score = number(), score <= contest.maxScore
            else { return false }
            scores.append((UInt16(position), UInt16(score)))
        } while take(",")
        guard take("}"), scores.count <= contest.positionsById.count else { return false }
        scores.sort { $0.position < $1.position }
        codes.reserveCapacity(scores.count * 2)
        var last: UInt16?
        for (position, score) in scores {
            guard position != last else { return false }
            last = position
            guard score > 0 else { continue }
            codes.append(position)
            codes.append(score)
        }
        return true
    }

    /// Sorts the tail of `codes`; false when it holds a candidate twice.
    private static func sortDistinct(_ codes: inout [UInt16], from start: Int) -> Bool {
        var isAscending = true
        for index in codes.indices.dropFirst(start + 1) where codes[index - 1] >= codes[index] { isAscending = false }
        if isAscending { return true }
        codes[start...].sort()
        for index in codes.indices.dropFirst(start + 1) where codes[index - 1] == codes[index] { return false }
        return true
    }
}

// MARK: - Tokens

extension BallotScanner {
    /// The next byte that is not white space, without taking it; 0 at the end.
    @inline(__always)
    private mutating func peek() -> UInt8 {
        while at < bytes.count {
            switch bytes[at] {
            case 0x20, 0x09, 0x0A, 0x0D: at += 1
            case let byte: return byte
            }
        }
        return 0
    }

    @inline(__always)
    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard at < bytes.count, peek() == UInt8(ascii: scalar) else { return false }
        at += 1
        return true
    }

    /// A string that is one of the ids of `table`.
    @inline(__always)
    private mutating func identifier(in table: IdentifierTable) -> Int? {
        guard take("\"") else { return nil }
        let start = at
        var hash = IdentifierTable.hashSeed
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                let id = UnsafeRawBufferPointer(rebasing: bytes[start..<at])
                at += 1
                return table.position(of: id, hash: hash)
            }
            hash = IdentifierTable.hash(hash, byte)
            at += 1
        }
        return nil
    }

    /// An integer of at most four digits in its only spelling.
    private mutating func number() -> Int? {
        _ = peek()
        let start = at
        var value = 0
        while at < bytes.count, at - start < 4, case let digit = bytes[at] &- UInt8(ascii: "0"), digit < 10 {
            value = value * 10 + Int(digit)
            at += 1
        }
        guard at > start, at - start == 1 || bytes[start] != UInt8(ascii: "0") else { return nil }
        return value
    }

    private mutating func takeNull() -> Bool {
        guard bytes.count - at >= 4, bytes[at] == UInt8(ascii: "n"), bytes[at + 1] == UInt8(ascii: "u"),
            bytes[at + 2] == UInt8(ascii: "l"), bytes[at + 3] == UInt8(ascii: "l")
        else { return false }
        at += 4
        return true
    }

    private mutating func takeSelectionsName() -> Bool {
        guard peek() == UInt8(ascii: "\"") else { return false }
        let name: StaticString = "\"selections\""
        guard bytes.count - at >= name.utf8CodeUnitCount else { return false }
        for offset in 0..<name.utf8CodeUnitCount where bytes[at + offset] != name.utf8Start[offset] { return false }
        at += name.utf8CodeUnitCount
        return true
    }
}
