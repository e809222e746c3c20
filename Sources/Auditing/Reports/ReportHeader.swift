/// What a report is about; the same however often and by whomever it is made.
public struct ReportSubject: Hashable, Sendable {
    public var raffle: String
    /// The raffle's consecutive number.
    public var eventNumber: Int64
    public var organisation: String
    public var licence: String?
    public var currency: ReportCurrency

    public init(raffle: String, eventNumber: Int64, organisation: String, licence: String? = nil, currency: ReportCurrency) {
        self.raffle = raffle
        self.eventNumber = eventNumber
        self.organisation = organisation
        self.licence = licence
        self.currency = currency
    }
}

/// How minor units are shown to people.
public struct ReportCurrency: Hashable, Sendable {
    /// ISO 4217.
    public var code: String
    /// Digits after the point: 2 for most, 0 for some.
    public var decimals: Int

    public init(code: String, decimals: Int = 2) {
        precondition((0...4).contains(decimals), "currencies have at most four decimals")
        self.code = code
        self.decimals = decimals
    }

    /// `85.00` for 8,500 minor units; without the code.
    public func text(_ minorUnits: Int64) -> String {
        guard decimals > 0 else { return String(minorUnits) }
        let digits = String(minorUnits.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
        return "\(minorUnits < 0 ? "-" : "")\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }
}

/// Who made a report, when, and with what: shown in it, but not part of its digest.
public struct ReportOrigin: Hashable, Sendable {
    /// RFC 3339.
    public var generatedAt: String
    /// A user's login.
    public var generatedBy: String
    public var software: SoftwareIdentity

    public init(generatedAt: String, generatedBy: String, software: SoftwareIdentity) {
        self.generatedAt = generatedAt
        self.generatedBy = generatedBy
        self.software = software
    }
}
