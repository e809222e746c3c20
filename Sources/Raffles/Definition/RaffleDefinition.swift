public import Ledger

/// What is raffled, at what price, for which prizes, and every rule by which it is sold, drawn and paid.
///
/// There is no way to make one but ``parse(_:)`` and ``admit(_:)``, so a definition at hand is a valid one. Nothing in it can be
/// changed after the first sale, but the closing time where ``Policies/closeExtension`` allows it.
public struct RaffleDefinition: Hashable, Sendable {
    public let title: String
    public let organisation: Organisation
    /// Where the draw is held, as printed on tickets.
    public let location: String
    /// ISO 4217: three capital letters.
    public let currency: String
    /// Minutes east of UTC at the venue, for the times printed on tickets and reports.
    public let utcOffsetMinutes: Int
    public let numbers: NumberRange
    public let allocation: NumberAllocation
    /// 1…``packagesMax``, their ids distinct.
    public let packages: [TicketPackage]
    /// When selling begins and ends; nil means by hand. At `salesCloseAt` selling is over.
    public let salesOpenAt: Instant?
    public let salesCloseAt: Instant?
    /// 1…``prizesMax`` in the order in which they are drawn, their ids distinct.
    public let prizes: [Prize]
    public let draw: DrawRules
    /// The regulator's rules that this raffle keeps: the id of a ``JurisdictionProfile``.
    public let jurisdiction: String
    public let rsu: RSURules
    public let policies: Policies
    /// A line that the regulator wants on every ticket, such as "You need not be present to win".
    public let notice: String?
}

// MARK: - Parts

/// Who runs the raffle, as printed on tickets.
public struct Organisation: Hashable, Sendable {
    public var name: String
    public var licence: String?
    public var contact: String?
    public var website: String?

    public init(name: String, licence: String? = nil, contact: String? = nil, website: String? = nil) {
        self.name = name
        self.licence = licence
        self.contact = contact
        self.website = website
    }
}

/// In which order draw numbers are handed to selling units.
public enum NumberAllocation: String, Sendable, CaseIterable {
    /// 1, 2, 3: a number tells roughly when it was sold.
    case sequential
    /// By a keyed permutation, so that a number tells nothing.
    case shuffled
}

/// So many numbers for so much money.
public struct TicketPackage: Hashable, Sendable {
    public var id: PackageID
    public var title: String
    /// Draw numbers on the ticket, 1…``RaffleDefinition/packageNumbersMax``.
    public var numbers: Int
    /// For the whole package, 0…``RaffleDefinition/amountMax``.
    public var price: Int64
    /// When it can be bought; nil means as long as the raffle sells. At `validTo` it no longer can.
    public var validFrom: Instant?
    public var validTo: Instant?

    public init(id: PackageID, title: String, numbers: Int, price: Int64, validFrom: Instant? = nil, validTo: Instant? = nil) {
        self.id = id
        self.title = title
        self.numbers = numbers
        self.price = price
        self.validFrom = validFrom
        self.validTo = validTo
    }

    /// Whether the package can be bought at `time`, the raffle's own times aside.
    public func isValid(at time: Instant) -> Bool {
        if let validFrom, time < validFrom { return false }
        if let validTo, time >= validTo { return false }
        return true
    }
}

/// How winners are drawn.
public struct DrawRules: Hashable, Sendable {
    public enum Mode: String, Sendable, CaseIterable {
        /// The server's generator picks at once.
        case certifiedRNG = "certified-rng"
        /// Committed secret and public beacon; anyone can recompute it.
        case verifiable
        /// Counterfoils in a drum; people enter what they pull.
        case manual
    }

    /// A public source of randomness.
    public enum BeaconChain: String, Sendable, CaseIterable {
        /// drand's chain with a round every 3 seconds.
        case quicknet
    }

    public var mode: Mode
    /// Whether a number that has won stays in the pool for the next prize.
    public var replacement: Bool
    /// Read by `verifiable` only.
    public var chain: BeaconChain
    /// Seconds from publishing the frozen pool to the beacon round at least, 60 or more. Read by `verifiable` only.
    public var delaySeconds: Int

    public init(mode: Mode = .certifiedRNG, replacement: Bool = false, chain: BeaconChain = .quicknet, delaySeconds: Int = 60) {
        self.mode = mode
        self.replacement = replacement
        self.chain = chain
        self.delaySeconds = delaySeconds
    }
}

/// What selling units have to keep to.
public struct RSURules: Hashable, Sendable {
    /// Sales that a unit may hold that the server has not confirmed; 0 forbids selling offline.
    public var bufferLimit: Int
    /// After so long a unit has to prove itself again.
    public var reauthenticateSeconds: Int
    /// Failed validations after which a unit is disabled.
    public var failedValidationLimit: Int
    /// A unit whose clock is further off is refused.
    public var maxClockSkewMilliseconds: Int

    public init(
        bufferLimit: Int = 200, reauthenticateSeconds: Int = 3600, failedValidationLimit: Int = 3, maxClockSkewMilliseconds: Int = 5000
    ) {
        self.bufferLimit = bufferLimit
        self.reauthenticateSeconds = reauthenticateSeconds
        self.failedValidationLimit = failedValidationLimit
        self.maxClockSkewMilliseconds = maxClockSkewMilliseconds
    }
}

// MARK: - Bounds

extension RaffleDefinition {
    /// Longest title, name or notice, in Unicode scalars: a few lines on a ticket.
    public static let textCharactersMax = 200
    public static let packagesMax = 64
    public static let prizesMax = 64
    /// Draw numbers on one ticket: with ten digits each they are a sixth of a ledger entry.
    public static let packageNumbersMax = 1000
    /// Highest price and highest prize: a million million minor units.
    public static let amountMax: Int64 = 1_000_000_000_000
    /// Canonical size of a definition in bytes: it has to fit in the first ledger entry.
    public static let bytesMax = 56_000
    /// Problems reported for one definition; beyond this the document is something else altogether.
    public static let problemsMax = 100
}

// MARK: - Reading

extension RaffleDefinition {
    /// Reads a definition and fills in defaults; whether the regulator's profile allows it is not asked.
    ///
    /// For definitions that are in a ledger already. New ones go through ``admit(_:)``.
    /// - Throws: every problem found, each with its place. Nothing is corrected silently: unknown members are refused by name.
    public static func parse(_ json: JSONValue) throws(RaffleDefinitionError) -> RaffleDefinition {
        var reader = DefinitionReader()
        return try reader.definition(json)
    }

    /// Reads the definition of a new raffle: ``parse(_:)``, and refuses what its jurisdiction's profile forbids.
    public static func admit(_ json: JSONValue) throws(RaffleDefinitionError) -> RaffleDefinition {
        let definition = try parse(json)
        guard let profile = JurisdictionProfile.find(definition.jurisdiction) else {
            let known = JurisdictionProfile.all.map { "\"\($0.id)\"" }.joined(separator: ", ")
            throw RaffleDefinitionError(problems: [.init(field: "jurisdiction", message: "must be one of \(known)")])
        }
        let problems = profile.check(definition)
        guard problems.isEmpty else { throw RaffleDefinitionError(problems: problems) }
        return definition
    }
}

// MARK: - Times

extension RaffleDefinition {
    /// Whether a time lies in the sales period.
    public enum SalesPeriod: Hashable, Sendable {
        case early
        case open
        /// At `salesCloseAt` and after.
        case over
    }

    /// Where `time` lies, by the definition's times alone; people open and close by hand besides.
    public func salesPeriod(at time: Instant) -> SalesPeriod {
        if let salesCloseAt, time >= salesCloseAt { return .over }
        if let salesOpenAt, time < salesOpenAt { return .early }
        return .open
    }

    public func package(_ id: PackageID) -> TicketPackage? { packages.first { $0.id == id } }

    public func prize(_ id: PrizeID) -> Prize? { prizes.first { $0.id == id } }
}
