public import Ledger

// Layout: the report's members in canonical order but for `CVR`, which comes last, so that a reader knows the contests before the first record:
//
//     {"@type":"CVR.CastVoteRecordReport","Election":[…],…,"Version":"1.0.0","CVR":[
//     {"@type":"CVR.CVR","CVRSnapshot":[…],…},
//     …
//     ]}

/// Writes the ballots of an election as NIST SP 1500-103 cast vote records, version 1.0, in JSON.
///
/// Record by record, so that a report of any length takes the memory of one entry. A record stands for one ballot as it was cast: its one
/// snapshot is of the type `original`, to which no rule of the count was applied, which is why no position says `IsAllocable`. Ranks and
/// scores are kept: a position has `Rank` in ranked contests, and in scored ones the score is its `NumberVotes`.
///
/// A record has no ballot key and no time. `UniqueId` is the index of the ballot's entry in the ledger, whose order the records have: whoever
/// has the ledger, which is public, learns nothing more.
public struct CastVoteRecordWriter: Sendable {
    /// What the report says of itself and of where it comes from.
    public struct Heading: Sendable {
        public var election: ElectionID
        public var definition: ElectionDefinition
        /// Name and version of the program, such as `urna 0.1.0`.
        public var software: String
        public var generatedAt: Timestamp
        /// Of the ledger that the ballots are read from.
        public var origin: String
        /// The newest tree of the ledger when the report was begun.
        public var head: TreeHead

        public init(
            election: ElectionID, definition: ElectionDefinition, software: String, generatedAt: Timestamp, origin: String, head: TreeHead
        ) {
            self.election = election
            self.definition = definition
            self.software = software
            self.generatedAt = generatedAt
            self.origin = origin
            self.head = head
        }
    }

    private let heading: Heading
    private let style: BallotStyle
    private let names: CastVoteNames
    private var isFirst = true

    public init(_ heading: Heading) {
        self.heading = heading
        style = BallotStyle(heading.definition)
        names = CastVoteNames(heading.definition)
    }

    /// Everything before the first record.
    public func start() -> [UInt8] {
        let members: [(String, JSONValue)] = [
            ("@type", "CVR.CastVoteRecordReport"),
            ("Version", "1.0.0"),
            ("GeneratedDate", .string(heading.generatedAt.description)),
            ("ReportType", ["originating-device-export"]),
            ("ReportGeneratingDeviceIds", [.string(CastVoteNames.device)]),
            (
                "ReportingDevice",
                [
                    .object([
                        ("@id", .string(CastVoteNames.device)), ("@type", "CVR.ReportingDevice"),
                        ("Application", .string(heading.software)),
                    ])
                ]
            ),
            (
                "GpUnit",
                [
                    .object([
                        ("@id", .string(CastVoteNames.electorate)), ("@type", "CVR.GpUnit"), ("Type", "other"), ("OtherType", "electorate"),
                        ("Name", .string(heading.definition.title)),
                    ])
                ]
            ),
            (
                "Notes",
                .string(
                    """
                    Election \(heading.election), from the ledger \(heading.origin) of \(heading.head.size) entries with the root hash \
                    \(heading.head.root.base64). UniqueId is the index of the ballot's entry.
                    """)
            ),
            ("Election", [names.election(heading.definition)]),
        ]
        var out = JSONValue.object(members).canonical()
        out.removeLast()
        EntryBytes.append(",\"CVR\":[\n", to: &out)
        return out
    }

    /// Appends the record of one ballot.
    ///
    /// - Parameters:
    ///   - entry: the bytes of a ballot entry, or of the opening of a sealed one.
    ///   - index: of this entry. A record of an opening is named by the index of the ballot that it opens.
    /// - Throws: when the entry is neither; nothing was appended then.
    public mutating func append(entry: UnsafeRawBufferPointer, index: UInt64, to out: inout [UInt8]) throws(RecordError) {
        let (ballot, selections): (UInt64, Range<Int>)
        if let found = BallotEntryScanner.ballot(entry) {
            (ballot, selections) = (index, found.selections)
        } else if let found = BallotEntryScanner.opening(entry) {
            (ballot, selections) = (found.index, found.selections)
        } else {
            throw RecordError(index: index, code: .malformed, message: "tells of no ballot")
        }
        let marked: MarkedBallot
        do {
            marked = try style.marked(selections: UnsafeRawBufferPointer(rebasing: entry[selections]))
        } catch {
            throw RecordError(index: index, code: .invalidBallot, message: "holds an invalid ballot: \(error.message)")
        }
        if !isFirst { EntryBytes.append(",\n", to: &out) }
        isFirst = false
        append(marked, id: String(ballot), to: &out)
    }

    /// Everything behind the last record.
    public func end() -> [UInt8] { Array("\n]}\n".utf8) }

    private func append(_ ballot: MarkedBallot, id: String, to out: inout [UInt8]) {
        EntryBytes.append("{\"@type\":\"CVR.CVR\",\"CVRSnapshot\":[{\"@id\":\"urna:ballot:", to: &out)
        out.append(contentsOf: id.utf8)
        EntryBytes.append("\",\"@type\":\"CVR.CVRSnapshot\",\"CVRContest\":[", to: &out)
        for contest in style.contests.indices {
            if contest > 0 { out.append(UInt8(ascii: ",")) }
            append(ballot.marks(in: contest, style.contests[contest].shape), contest, to: &out)
        }
        EntryBytes.append("],\"Type\":\"original\"}],\"CreatingDeviceId\":\"urna:server\",\"CurrentSnapshotId\":\"urna:ballot:", to: &out)
        out.append(contentsOf: id.utf8)
        EntryBytes.append("\",\"ElectionId\":\"urna:election\",\"UniqueId\":\"", to: &out)
        out.append(contentsOf: id.utf8)
        EntryBytes.append("\"}", to: &out)
    }

    /// One contest; every one is on every ballot, so that a blank one is told from one that was not asked.
    private func append(_ marks: [CastVoteMark], _ contest: Int, to out: inout [UInt8]) {
        EntryBytes.append("{\"@type\":\"CVR.CVRContest\"", to: &out)
        // One selection a candidate, with a position for each of its marks.
        var last: Int?
        for mark in marks {
            if mark.candidate == last {
                out.append(UInt8(ascii: ","))
            } else {
                EntryBytes.append(last == nil ? ",\"CVRContestSelection\":[" : "]},", to: &out)
                EntryBytes.append("{\"@type\":\"CVR.CVRContestSelection\",\"ContestSelectionId\":", to: &out)
                out.append(contentsOf: names.selections[contest][mark.candidate])
                EntryBytes.append(",\"SelectionPosition\":[", to: &out)
                last = mark.candidate
            }
            mark.append(to: &out)
        }
        if last != nil { EntryBytes.append("]}]", to: &out) }
        EntryBytes.append(",\"ContestId\":", to: &out)
        out.append(contentsOf: names.contests[contest])
        if last == nil { EntryBytes.append(",\"Status\":[\"not-indicated\"]", to: &out) }
        out.append(UInt8(ascii: "}"))
    }
}
