internal import Ledger

extension DefinitionReader {
    mutating func packages(of object: DefinitionObject) -> [TicketPackage] {
        let elements = array("packages", of: object, in: 1...RaffleDefinition.packagesMax)
        var ids: [PackageID: Int] = [:]
        var packages: [TicketPackage] = []
        for (index, element) in elements.enumerated() {
            let path = FieldPath.element(index, of: "packages")
            let names = ["id", "title", "numbers", "price", "validFrom", "validTo"]
            guard let object = self.object(element, at: path, names: names) else { continue }
            let id = identifier("id", of: object) { PackageID($0) }
            if let id, let first = ids.updateValue(index, forKey: id) {
                report(object.path(of: "id"), "is already the id of packages[\(first)]")
            }
            let title = text("title", of: object, default: id?.text ?? "")
            let numbers = integer("numbers", of: object, in: 1...Int64(RaffleDefinition.packageNumbersMax))
            let price = integer("price", of: object, in: 0...RaffleDefinition.amountMax)
            let validFrom = instant("validFrom", of: object)
            let validTo = instant("validTo", of: object)
            if let validFrom, let validTo, validFrom >= validTo {
                report(object.path(of: "validTo"), "must be later than validFrom")
            }
            guard let id, let numbers, let price else { continue }
            packages.append(
                TicketPackage(id: id, title: title, numbers: Int(numbers), price: price, validFrom: validFrom, validTo: validTo))
        }
        return packages
    }

    mutating func draw(of object: DefinitionObject) -> DrawRules {
        let standard = DrawRules()
        let names = ["mode", "replacement", "beacon", "delaySeconds"]
        guard let object = self.object("draw", of: object, names: names) else { return standard }
        let mode = choice("mode", of: object, default: standard.mode) ?? standard.mode
        let replacement = flag("replacement", of: object, default: standard.replacement)
        guard mode == .verifiable else {
            for name in ["beacon", "delaySeconds"] where object[name] != nil {
                report(object.path(of: name), "is for \"verifiable\" only; \"\(mode.rawValue)\" does not read it")
            }
            return DrawRules(mode: mode, replacement: replacement)
        }
        var chain: DrawRules.BeaconChain?
        if let beacon = self.object("beacon", of: object, names: ["chain"]) {
            chain = choice("chain", of: beacon, default: standard.chain)
        }
        // A week: who waits longer has forgotten the raffle.
        let delay = count("delaySeconds", of: object, in: 60...604_800, default: standard.delaySeconds)
        return DrawRules(mode: mode, replacement: replacement, chain: chain ?? standard.chain, delaySeconds: delay)
    }

    mutating func rsu(of object: DefinitionObject) -> RSURules {
        let standard = RSURules()
        let names = ["bufferLimit", "reauthenticateSeconds", "failedValidationLimit", "maxClockSkewMilliseconds"]
        guard let object = self.object("rsu", of: object, names: names) else { return standard }
        return RSURules(
            bufferLimit: count("bufferLimit", of: object, in: 0...100_000, default: standard.bufferLimit),
            reauthenticateSeconds: count("reauthenticateSeconds", of: object, in: 60...604_800, default: standard.reauthenticateSeconds),
            failedValidationLimit: count("failedValidationLimit", of: object, in: 1...100, default: standard.failedValidationLimit),
            maxClockSkewMilliseconds: count(
                "maxClockSkewMilliseconds", of: object, in: 100...600_000, default: standard.maxClockSkewMilliseconds))
    }

    mutating func policies(of object: DefinitionObject) -> Policies {
        var policies = Policies()
        let names = [
            "voidsAllowed", "lateUploadsUntilReconciliation", "documentsAbove", "claimDays", "redrawUnclaimed", "twoPersonDraw",
            "remoteAccess", "closeExtension", "onlineSales", "unattendedSales", "maxBuyIn", "retentionDays",
        ]
        guard let object = self.object("policies", of: object, names: names) else { return policies }
        policies.voidsAllowed = choice("voidsAllowed", of: object, default: policies.voidsAllowed) ?? policies.voidsAllowed
        policies.lateUploadsUntilReconciliation = flag(
            "lateUploadsUntilReconciliation", of: object, default: policies.lateUploadsUntilReconciliation)
        policies.documentsAbove = optionalInteger("documentsAbove", of: object, in: 0...RaffleDefinition.amountMax)
        policies.claimDays = count("claimDays", of: object, in: 0...3650, default: policies.claimDays)
        policies.redrawUnclaimed = flag("redrawUnclaimed", of: object, default: policies.redrawUnclaimed)
        policies.twoPersonDraw = flag("twoPersonDraw", of: object, default: policies.twoPersonDraw)
        policies.remoteAccess = choice("remoteAccess", of: object, default: policies.remoteAccess) ?? policies.remoteAccess
        policies.closeExtension = flag("closeExtension", of: object, default: policies.closeExtension)
        policies.onlineSales = flag("onlineSales", of: object, default: policies.onlineSales)
        policies.unattendedSales = flag("unattendedSales", of: object, default: policies.unattendedSales)
        policies.maxBuyIn = optionalInteger("maxBuyIn", of: object, in: 0...RaffleDefinition.amountMax)
        policies.retentionDays = count("retentionDays", of: object, in: 1...36_500, default: policies.retentionDays)
        return policies
    }
}
