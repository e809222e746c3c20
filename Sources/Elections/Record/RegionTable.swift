public import Ledger

/// The regions of a roll, as ballot tokens number them and ballot entries name them.
///
/// Made from one roll entry, and of use with that one alone: `roll` tells it from every other. Position 0 stands for the voters without a
/// region, positions from 1 on for the regions in the order of canonical JSON. A class, so that handing it around the cast path costs one
/// reference count.
public final class RegionTable: Sendable {
    /// Fewest voters of a region whose turnout is told, and of those without one, when there are any.
    ///
    /// A region on a ballot says that one of its voters cast it. With a handful of voters that is as good as a name, and one common opinion
    /// tells how each of them voted. 20 is twice the 10 below which statistical offices commonly suppress a count: about half of a region
    /// may stay at home without its ballots becoming such a cell.
    public static let votersMin: UInt64 = 20
    /// Regions named in one message, at most.
    private static let namedMax = 5

    public struct Group: Hashable, Sendable {
        /// Nil for the voters without a region.
        public var name: String?
        public var voters: UInt64
    }

    /// By position.
    public let groups: [Group]
    /// Leaf hash of the roll entry.
    public let roll: Hash

    /// By position: `,"region":"North"`, as it stands in an entry; empty at 0.
    private let members: [[UInt8]]
    /// By position from 1 on, less 1: `"North"`.
    private let spellings: [[UInt8]]
    /// Positions in the order of the bytes of their spelling.
    private let bySpelling: [Int]

    public init(_ roll: RollEntry) {
        self.roll = Hash.leaf(ElectionEntry.roll(roll).encoded())
        let named = roll.regions.reduce(0) { $0 + $1.voters }
        groups = [Group(name: nil, voters: roll.eligible - named)] + roll.regions.map { Group(name: $0.name, voters: $0.voters) }
        members = [[]] + roll.regions.map { Self.member($0.name) }
        spellings = roll.regions.map { Self.spelling($0.name) }
        bySpelling = spellings.indices.sorted { [spellings] in spellings[$0].lexicographicallyPrecedes(spellings[$1]) }.map { $0 + 1 }
    }

    // MARK: Looking up

    /// Position of a region by its name; "" is none. Nil when the roll does not have it.
    public func position(of name: String) -> Int? {
        name.isEmpty ? 0 : Self.spelling(name).withUnsafeBytes { position(spelled: $0) }
    }

    /// Position of a region by the bytes between its quotation marks and these, as in an entry. Nil when the roll does not have it, and
    /// for every other spelling than the canonical one.
    func position(spelled text: UnsafeRawBufferPointer) -> Int? {
        var low = 0
        var high = bySpelling.count
        while low < high {
            let middle = (low + high) / 2
            let order = Self.compare(text, spellings[bySpelling[middle] - 1])
            if order == 0 { return bySpelling[middle] }
            if order < 0 { high = middle } else { low = middle + 1 }
        }
        return nil
    }

    /// What a ballot entry holds for the region at a position: for `BallotEntryEncoder`.
    public func member(at position: Int) -> [UInt8] { members[position] }

    static func member(_ name: String) -> [UInt8] { Array(",\"region\":".utf8) + spelling(name) }

    private static func spelling(_ name: String) -> [UInt8] {
        var bytes: [UInt8] = []
        CanonicalJSON.append(string: name, to: &bytes)
        return bytes
    }

    /// Less than, equal to or greater than 0, as the first is ordered before, with or after the second.
    private static func compare(_ left: UnsafeRawBufferPointer, _ right: [UInt8]) -> Int {
        for index in 0..<min(left.count, right.count) where left[index] != right[index] {
            return left[index] < right[index] ? -1 : 1
        }
        return left.count - right.count
    }

    // MARK: Whether turnout may be told

    /// Why the turnout of these regions can't be told, and what to do; nil when it can.
    public var problem: String? {
        let advice = "import another roll, or make the election without turnoutByRegion"
        guard groups.count > 1 else {
            return "the definition asks for turnout by region, and the roll has no regions: \(advice)"
        }
        let small = groups.enumerated().filter { $1.voters < Self.votersMin && ($0 > 0 || $1.voters > 0) }.map(\.element)
        guard !small.isEmpty else { return nil }
        var list = small.prefix(Self.namedMax).map { "\($0.name ?? "no region") (\($0.voters))" }
        if small.count > Self.namedMax { list.append("\(small.count - Self.namedMax) more") }
        return "turnout is told of regions of \(Self.votersMin) voters or more, and these have fewer: \(list.joined(separator: ", ")). "
            + "Join them with others: \(advice)"
    }
}

/// How many of a region's voters have cast.
public struct RegionTurnout: Hashable, Sendable {
    /// Nil for the voters without a region.
    public var name: String?
    public var eligible: UInt64
    public var cast: UInt64
}
