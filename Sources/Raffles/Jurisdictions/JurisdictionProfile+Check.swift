internal import Ledger

extension JurisdictionProfile {
    /// What of a definition this profile forbids; empty when it may be sold under it.
    public func check(_ definition: RaffleDefinition) -> [RaffleDefinitionError.Problem] {
        var findings = Findings(profile: id)
        checkSelling(definition, &findings)
        checkPrizes(definition, &findings)
        checkDraw(definition, &findings)
        return findings.problems
    }

    private func checkSelling(_ definition: RaffleDefinition, _ findings: inout Findings) {
        let policies = definition.policies
        if let currency, definition.currency != currency { findings.add("currency", "is \"\(currency)\"") }
        if licenceRequired, definition.organisation.licence == nil { findings.add("organisation.licence", "is printed on tickets") }
        if contactRequired {
            if definition.organisation.contact == nil { findings.add("organisation.contact", "is printed on tickets") }
            if definition.organisation.website == nil { findings.add("organisation.website", "is printed on tickets") }
        }
        if !onlineSalesAllowed, policies.onlineSales { findings.add("policies.onlineSales", "is false") }
        if !unattendedSalesAllowed, policies.unattendedSales { findings.add("policies.unattendedSales", "is false") }
        if policies.voidsAllowed.extent > voids.extent { findings.add("policies.voidsAllowed", "is at most \"\(voids.rawValue)\"") }
        if !closeExtensionAllowed, policies.closeExtension { findings.add("policies.closeExtension", "is false") }
        if let maxBuyIn, policies.maxBuyIn ?? .max > maxBuyIn { findings.add("policies.maxBuyIn", "is at most \(maxBuyIn)") }
        guard !timedPackagesAllowed else { return }
        for (index, package) in definition.packages.enumerated() where package.validFrom != nil || package.validTo != nil {
            let path = FieldPath.element(index, of: "packages")
            let field = FieldPath.member(package.validFrom == nil ? "validTo" : "validFrom", of: path)
            findings.add(field, "is null: prices stay the same while tickets are sold")
        }
    }

    private func checkPrizes(_ definition: RaffleDefinition, _ findings: inout Findings) {
        // A percentage without a cap counts for nothing here; a profile with a highest sum has a highest prize, which asks for the cap.
        let highest = definition.prizes.reduce(0) { $0 + ($1.cap ?? $1.fixedAmount ?? 0) }
        for (index, prize) in definition.prizes.enumerated() {
            let path = FieldPath.element(index, of: "prizes")
            check(prize, at: path, &findings)
        }
        let share = definition.prizes.filter { $0.salesBefore == nil }.reduce(0) { $0 + $1.basisPoints }
        if !prizeShare.contains(share) {
            let range = prizeShare.lowerBound == prizeShare.upperBound ? "\(prizeShare.lowerBound)" : "\(prizeShare.lowerBound) or more"
            findings.add("prizes", "give \(range) basis points of sales, not \(share)")
        }
        if let prizeTotalMax, highest > prizeTotalMax {
            findings.add("prizes", "are \(prizeTotalMax) at most, all caps and fixed amounts together")
        }
    }

    private func check(_ prize: Prize, at path: String, _ findings: inout Findings) {
        switch prize.rule {
        case .fixed(let amount):
            guard let prizeMax, amount > prizeMax else { return }
            findings.add(FieldPath.member("rule.amount", of: path), "is at most \(prizeMax)")
        case .percentage(let basis, _, _):
            if !percentageBases.contains(basis) {
                let allowed = percentageBases.map { "\"\($0.rawValue)\"" }.sorted().joined(separator: " or ")
                findings.add(FieldPath.member("rule.of", of: path), "is \(allowed)")
            }
            guard let prizeMax else { return }
            if prize.cap ?? .max > prizeMax { findings.add(FieldPath.member("cap", of: path), "is at most \(prizeMax)") }
            // A prize that stays at its cap while sales go on would fall below the least share.
            if prizeShare.lowerBound > 0, prize.salesBefore == nil, prize.capBehaviour != .stop {
                findings.add(FieldPath.member("capBehaviour", of: path), "is \"stop\"")
            }
        }
    }

    private func checkDraw(_ definition: RaffleDefinition, _ findings: inout Findings) {
        let policies = definition.policies
        if !rngDrawAllowed, definition.draw.mode != .manual { findings.add("draw.mode", "is \"manual\"") }
        if twoPersonDrawRequired, !policies.twoPersonDraw { findings.add("policies.twoPersonDraw", "is true") }
        if policies.claimDays < claimDaysMin { findings.add("policies.claimDays", "is at least \(claimDaysMin)") }
        if policies.retentionDays < retentionDaysMin { findings.add("policies.retentionDays", "is at least \(retentionDaysMin)") }
    }
}

/// The problems found, each saying whose rule it is.
private struct Findings {
    let profile: String
    var problems: [RaffleDefinitionError.Problem] = []

    mutating func add(_ field: String, _ rule: String) {
        problems.append(.init(field: field, message: "\(rule) under \(profile)"))
    }
}

extension Policies.Voids {
    /// How much may be voided, to compare.
    fileprivate var extent: Int {
        switch self {
        case .none: 0
        case .misprintOnly: 1
        case .any: 2
        }
    }
}

extension Prize {
    fileprivate var fixedAmount: Int64? {
        guard case .fixed(let amount) = rule else { return nil }
        return amount
    }
}
