internal import Ledger

/// One mark of a ballot as a cast vote record tells it.
struct CastVoteMark {
    var candidate: Int
    /// Nil in contests without ranks.
    var rank: Int?
    /// 1, or the score.
    var votes = 1
    /// What was written in.
    var text: String?

    /// Appends a `SelectionPosition`.
    func append(to out: inout [UInt8]) {
        EntryBytes.append("{\"@type\":\"CVR.SelectionPosition\"", to: &out)
        if let text {
            EntryBytes.append(",\"CVRWriteIn\":{\"@type\":\"CVR.CVRWriteIn\",\"Text\":", to: &out)
            CanonicalJSON.append(string: text, to: &out)
            out.append(UInt8(ascii: "}"))
        }
        EntryBytes.append(",\"HasIndication\":\"yes\",\"NumberVotes\":", to: &out)
        out.append(contentsOf: String(votes).utf8)
        if let rank {
            EntryBytes.append(",\"Rank\":", to: &out)
            out.append(contentsOf: String(rank).utf8)
        }
        out.append(UInt8(ascii: "}"))
    }
}

/// A ballot with what was written in.
struct MarkedBallot {
    var marks: [Marks]
    var writeIns: [WriteInText]

    /// The marks in one contest, those of a candidate together.
    func marks(in contest: Int, _ shape: ContestStyle.Shape) -> [CastVoteMark] {
        let codes = marks[contest].codes
        let texts = writeIns.isEmpty ? [] : writeIns.filter { $0.contest == contest }
        func text(at index: Int) -> String? { texts.first { $0.codeIndex == index }?.text }
        switch shape {
        case .choices:
            return codes.indices.map { CastVoteMark(candidate: Int(codes[$0]), text: text(at: $0)) }
        case .scores:
            return stride(from: 0, to: codes.count, by: 2).map { CastVoteMark(candidate: Int(codes[$0]), votes: Int(codes[$0 + 1])) }
        case .ranks:
            var found: [CastVoteMark] = []
            var (rank, index) = (1, 0)
            while index < codes.count {
                let isShared = codes[index] == Marks.overvote
                let places = isShared ? index + 2..<index + 2 + Int(codes[index + 1]) : index..<index + 1
                for place in places where codes[place] != Marks.skipped {
                    found.append(CastVoteMark(candidate: Int(codes[place]), rank: rank, text: text(at: place)))
                }
                index = places.upperBound
                rank += 1
            }
            // The order of Swift's sort among equals is not promised: the rank decides.
            return found.sorted { ($0.candidate, $0.rank ?? 0) < ($1.candidate, $1.rank ?? 0) }
        }
    }
}

extension BallotStyle {
    /// Reads canonical selections with what was written in, which `parse(selections:)` leaves in the bytes.
    func marked(selections bytes: UnsafeRawBufferPointer) throws(BallotError) -> MarkedBallot {
        if let ballot = scan(selections: bytes) { return MarkedBallot(marks: ballot.marks, writeIns: []) }
        let json: JSONValue
        do {
            json = try JSONValue.parse(bytes, limits: JSONLimits(depthMax: Self.depthMax))
        } catch {
            throw BallotError(.malformed, field: "selections", message: error.description)
        }
        var reader = BallotReader(style: self)
        try reader.read(json)
        return MarkedBallot(marks: reader.marks, writeIns: reader.writeIns)
    }
}
