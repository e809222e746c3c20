internal import Ledger

/// Reads ballots for one definition.
///
/// Two readers agree on every input: a scanner that knows the usual shape and makes no strings, and a general reader over strict
/// JSON that takes whatever the scanner does not and that names what is wrong.
public struct BallotStyle: Sendable {
    /// Longest request body, in bytes.
    public static let bodyBytesMax = 64 * 1024
    /// Longest canonical selections, in bytes: with what a ballot or opening entry adds they stay below `ElectionEntry.bytesMax`.
    public static let selectionsBytesMax = 59_000
    /// Deepest nesting of a request body: a shared rank with a write-in has 6.
    public static let depthMax = 8

    public let definition: ElectionDefinition
    let contests: [ContestStyle]
    let contestIDs: IdentifierTable
    /// Contest positions in the order of their ids, in which canonical JSON writes them.
    let contestOrder: [Int]

    public init(_ definition: ElectionDefinition) {
        self.definition = definition
        contests = definition.contests.map(ContestStyle.init)
        let ids = definition.contests.map(\.id.text)
        contestIDs = IdentifierTable(ids)
        contestOrder = ids.indices.sorted { ids[$0] < ids[$1] }
    }

    /// Reads the body of a request: `{"selections": {"<contest>": …}}`.
    ///
    /// - `plurality`, `approval`: an array of candidate ids in any order.
    /// - `score`: an object of candidate id to integer, 0…`maxScore`.
    /// - `irv`, `stv`, `schulze`: an array, best first; each element a candidate id, `null` for a skipped rank, or an array of two
    ///   or more candidate ids that share the rank. A candidate ranked again is accepted; counting treats it as an empty rank.
    ///
    /// In arrays `{"writeIn": "<text>"}` stands for the contest's write-in candidate. A contest left out, or `[]`, is blank.
    ///
    /// - Throws: the first problem found, with its place; nothing of the ballot is in the message.
    public func parse(requestBody bytes: UnsafeRawBufferPointer) throws(BallotError) -> Ballot {
        guard bytes.count <= Self.bodyBytesMax else {
            throw BallotError(.tooLarge, field: "body", message: "a ballot has at most \(Self.bodyBytesMax) bytes")
        }
        if let ballot = scan(requestBody: bytes) { return ballot }
        return try read(requestBody: bytes)
    }

    /// Reads selections back from a ledger. They must be in canonical form.
    public func parse(selections bytes: UnsafeRawBufferPointer) throws(BallotError) -> Ballot {
        if let ballot = scan(selections: bytes) { return ballot }
        return try read(selections: bytes)
    }

    public func parse(requestBody bytes: [UInt8]) throws(BallotError) -> Ballot {
        try bytes.withUnsafeBytes { raw in
            Result { () throws(BallotError) in try parse(requestBody: raw) }
        }.get()
    }

    public func parse(selections bytes: [UInt8]) throws(BallotError) -> Ballot {
        try bytes.withUnsafeBytes { raw in
            Result { () throws(BallotError) in try parse(selections: raw) }
        }.get()
    }
}

// MARK: - The two readers

extension BallotStyle {
    /// The quick reader: nil for whatever is unusual or wrong.
    func scan(requestBody bytes: UnsafeRawBufferPointer) -> Ballot? {
        var scanner = BallotScanner(bytes)
        var marks = [Marks](repeating: Marks(), count: contests.count)
        guard scanner.body(self, into: &marks) else { return nil }
        return ballot(marks, sizeHint: bytes.count)
    }

    func scan(selections bytes: UnsafeRawBufferPointer) -> Ballot? {
        var scanner = BallotScanner(bytes)
        var marks = [Marks](repeating: Marks(), count: contests.count)
        guard scanner.selections(self, into: &marks), scanner.isAtEnd else { return nil }
        guard let ballot = ballot(marks, sizeHint: bytes.count),
            ballot.selections.withUnsafeBytes({ EntryBytes.isEqual($0, bytes) })
        else { return nil }
        return ballot
    }

    private func ballot(_ marks: [Marks], sizeHint: Int) -> Ballot? {
        let selections = encode(marks, writeIns: [], sizeHint: sizeHint)
        guard selections.count <= Self.selectionsBytesMax else { return nil }
        return Ballot(selections: selections, marks: marks)
    }

    /// The general reader.
    func read(requestBody bytes: UnsafeRawBufferPointer) throws(BallotError) -> Ballot {
        let json = try parseJSON(bytes)
        guard let members = json.objectValue else {
            throw BallotError(.wrongType, field: "body", message: "must be an object with the member \"selections\"")
        }
        if let other = members.first(where: { !$0.name.utf8.elementsEqual("selections".utf8) }) {
            throw BallotError(.unknownMember, field: FieldPath.member(other.name, of: ""), message: "is not a known member")
        }
        guard let selections = json["selections"] else {
            throw BallotError(.missingMember, field: "selections", message: "is missing")
        }
        return try read(selections)
    }

    func read(selections bytes: UnsafeRawBufferPointer) throws(BallotError) -> Ballot {
        let ballot = try read(try parseJSON(bytes))
        guard ballot.selections.elementsEqual(bytes) else {
            throw BallotError(.notCanonical, field: "selections", message: "are not in canonical form")
        }
        return ballot
    }

    private func read(_ selections: JSONValue) throws(BallotError) -> Ballot {
        var reader = BallotReader(style: self)
        try reader.read(selections)
        let bytes = encode(reader.marks, writeIns: reader.writeIns, sizeHint: 256)
        guard bytes.count <= Self.selectionsBytesMax else {
            let message = "take more than \(Self.selectionsBytesMax) bytes in canonical form"
            throw BallotError(.tooLarge, field: "selections", message: message)
        }
        return Ballot(selections: bytes, marks: reader.marks)
    }

    private func parseJSON(_ bytes: UnsafeRawBufferPointer) throws(BallotError) -> JSONValue {
        do {
            return try JSONValue.parse(bytes, limits: JSONLimits(depthMax: Self.depthMax))
        } catch {
            let field = MalformedPlace.path(in: bytes, offset: error.offset)
            throw BallotError(.malformed, field: field, message: error.description)
        }
    }
}
