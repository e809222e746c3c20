public import Ledger

extension RaffleDefinition {
    /// The definition with every rule written out, whether it was given or is a default.
    ///
    /// `parse(json())` is the identity. This is what the first ledger entry holds and hashes.
    public func json() -> JSONValue {
        .object([
            ("title", .string(title)),
            ("organisation", organisation.json()),
            ("location", .string(location)),
            ("currency", .string(currency)),
            ("utcOffsetMinutes", .integer(Int64(utcOffsetMinutes))),
            ("numbers", .object([("first", .integer(Int64(numbers.first))), ("last", .integer(Int64(numbers.last)))])),
            ("allocation", .string(allocation.rawValue)),
            ("packages", .array(packages.map { $0.json() })),
            ("salesOpenAt", JSONValue(salesOpenAt)),
            ("salesCloseAt", JSONValue(salesCloseAt)),
            ("prizes", .array(prizes.map { $0.json() })),
            ("draw", draw.json()),
            ("jurisdiction", .string(jurisdiction)),
            ("rsu", rsu.json()),
            ("policies", policies.json()),
            ("notice", JSONValue(notice)),
        ])
    }

    /// SHA-256 of the canonical bytes of ``json()``: two raffles with the same digest have the same rules.
    public var digest: Hash { Hash.sha256(json().canonical()) }
}

extension Organisation {
    /// The organisation; null for what was not given.
    public func json() -> JSONValue {
        .object([
            ("name", .string(name)),
            ("licence", JSONValue(licence)),
            ("contact", JSONValue(contact)),
            ("website", JSONValue(website)),
        ])
    }
}

extension TicketPackage {
    public func json() -> JSONValue {
        .object([
            ("id", .string(id.text)),
            ("title", .string(title)),
            ("numbers", .integer(Int64(numbers))),
            ("price", .integer(price)),
            ("validFrom", JSONValue(validFrom)),
            ("validTo", JSONValue(validTo)),
        ])
    }
}

extension Prize {
    /// The prize; `minimum`, `cap` and `capBehaviour` are written for percentages only, which alone read them.
    public func json() -> JSONValue {
        var members: [(String, JSONValue)] = [("id", .string(id.text)), ("title", .string(title)), ("rule", rule.json())]
        if case .percentage = rule {
            members.append(("minimum", JSONValue(minimum)))
            members.append(("cap", JSONValue(cap)))
            members.append(("capBehaviour", .string(capBehaviour.rawValue)))
        }
        members.append(("earlyBird", salesBefore.map { .object([("salesBefore", JSONValue($0))]) } ?? .null))
        return .object(members)
    }
}

extension Prize.Rule {
    public func json() -> JSONValue {
        switch self {
        case .fixed(let amount):
            .object([("kind", "fixed"), ("amount", .integer(amount))])
        case .percentage(let basis, let basisPoints, let seed):
            .object([
                ("kind", "percentage"),
                ("of", .string(basis.rawValue)),
                ("basisPoints", .integer(Int64(basisPoints))),
                ("seed", .integer(seed)),
            ])
        }
    }
}

extension DrawRules {
    /// The rules; `beacon` and `delaySeconds` are written for `verifiable` only, which alone reads them.
    public func json() -> JSONValue {
        var members: [(String, JSONValue)] = [("mode", .string(mode.rawValue)), ("replacement", .bool(replacement))]
        if mode == .verifiable {
            members.append(("beacon", .object([("chain", .string(chain.rawValue))])))
            members.append(("delaySeconds", .integer(Int64(delaySeconds))))
        }
        return .object(members)
    }
}

extension RSURules {
    public func json() -> JSONValue {
        .object([
            ("bufferLimit", .integer(Int64(bufferLimit))),
            ("reauthenticateSeconds", .integer(Int64(reauthenticateSeconds))),
            ("failedValidationLimit", .integer(Int64(failedValidationLimit))),
            ("maxClockSkewMilliseconds", .integer(Int64(maxClockSkewMilliseconds))),
        ])
    }
}

extension Policies {
    public func json() -> JSONValue {
        .object([
            ("voidsAllowed", .string(voidsAllowed.rawValue)),
            ("lateUploadsUntilReconciliation", .bool(lateUploadsUntilReconciliation)),
            ("documentsAbove", JSONValue(documentsAbove)),
            ("claimDays", .integer(Int64(claimDays))),
            ("redrawUnclaimed", .bool(redrawUnclaimed)),
            ("twoPersonDraw", .bool(twoPersonDraw)),
            ("remoteAccess", .string(remoteAccess.rawValue)),
            ("closeExtension", .bool(closeExtension)),
            ("onlineSales", .bool(onlineSales)),
            ("unattendedSales", .bool(unattendedSales)),
            ("maxBuyIn", JSONValue(maxBuyIn)),
            ("retentionDays", .integer(Int64(retentionDays))),
        ])
    }
}

extension JSONValue {
    fileprivate init(_ text: String?) { self = text.map { .string($0) } ?? .null }
    fileprivate init(_ amount: Int64?) { self = amount.map { .integer($0) } ?? .null }
    fileprivate init(_ time: Instant?) { self = time.map { .string($0.text) } ?? .null }
}
