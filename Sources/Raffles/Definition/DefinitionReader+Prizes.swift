internal import Ledger

extension DefinitionReader {
    mutating func prizes(of object: DefinitionObject) -> [Prize] {
        let elements = array("prizes", of: object, in: 1...RaffleDefinition.prizesMax)
        var ids: [PrizeID: Int] = [:]
        var prizes: [Prize] = []
        for (index, element) in elements.enumerated() {
            guard let prize = prize(element, at: FieldPath.element(index, of: "prizes"), ids: &ids, index: index) else { continue }
            prizes.append(prize)
        }
        // Of gross and of net alike: net is never more, so that all prizes together are paid out of sales.
        let shares = prizes.reduce(0) { $0 + $1.basisPoints }
        if shares > Money.basisPoints {
            report("prizes", "give \(shares) basis points of sales away, more than \(Money.basisPoints)")
        }
        return prizes
    }

    private mutating func prize(_ json: JSONValue, at path: String, ids: inout [PrizeID: Int], index: Int) -> Prize? {
        let names = ["id", "title", "rule", "minimum", "cap", "capBehaviour", "earlyBird"]
        guard let object = self.object(json, at: path, names: names) else { return nil }
        let id = identifier("id", of: object) { PrizeID($0) }
        if let id, let first = ids.updateValue(index, forKey: id) {
            report(object.path(of: "id"), "is already the id of prizes[\(first)]")
        }
        let title = text("title", of: object, default: id?.text ?? "")
        let rule = rule(of: object)
        let minimum = optionalInteger("minimum", of: object, in: 0...RaffleDefinition.amountMax)
        let cap = optionalInteger("cap", of: object, in: 0...RaffleDefinition.amountMax)
        if let minimum, let cap, minimum > cap {
            report(object.path(of: "minimum"), "must not be more than cap")
        }
        let behaviour: Prize.CapBehaviour = choice("capBehaviour", of: object, default: .clamp) ?? .clamp
        let salesBefore = earlyBird(of: object)
        if case .fixed = rule {
            for name in ["minimum", "cap", "capBehaviour"] where object[name] != nil {
                report(object.path(of: name), "is for percentages only; a fixed prize does not read it")
            }
        } else if behaviour == .stop {
            if object["cap"]?.isNull ?? true { report(object.path(of: "cap"), "is missing: \"stop\" needs one") }
            if salesBefore != nil { report(object.path(of: "capBehaviour"), "must be \"clamp\" for an early bird") }
        }
        guard let id, let rule else { return nil }
        return Prize(
            id: id, title: title, rule: rule, minimum: minimum, cap: cap, capBehaviour: behaviour, salesBefore: salesBefore)
    }

    private enum Kind: String, CaseIterable {
        case fixed
        case percentage
    }

    private mutating func rule(of object: DefinitionObject) -> Prize.Rule? {
        let names = ["kind", "amount", "of", "basisPoints", "seed"]
        guard let object = self.object("rule", of: object, names: names, isRequired: true) else { return nil }
        let kind: Kind? = choice("kind", of: object, default: nil)
        switch kind {
        case .fixed:
            for name in ["of", "basisPoints", "seed"] where object[name] != nil {
                report(object.path(of: name), "is for \"percentage\" only; \"fixed\" does not read it")
            }
            return integer("amount", of: object, in: 0...RaffleDefinition.amountMax).map { .fixed($0) }
        case .percentage:
            if object["amount"] != nil {
                report(object.path(of: "amount"), "is for \"fixed\" only; \"percentage\" does not read it")
            }
            // Gross or net has cost organisers their licence: there is no default.
            let basis: Prize.Basis? = choice("of", of: object, default: nil)
            let basisPoints = integer("basisPoints", of: object, in: 1...Int64(Money.basisPoints))
            let seed = integer("seed", of: object, in: 0...RaffleDefinition.amountMax, default: 0)
            guard let basis, let basisPoints, let seed else { return nil }
            return .percentage(of: basis, basisPoints: Int(basisPoints), seed: seed)
        case nil: return nil
        }
    }

    private mutating func earlyBird(of object: DefinitionObject) -> Instant? {
        guard let value = object["earlyBird"], !value.isNull else { return nil }
        guard let bird = self.object(value, at: object.path(of: "earlyBird"), names: ["salesBefore"]) else { return nil }
        if bird["salesBefore"]?.isNull ?? true { report(bird.path(of: "salesBefore"), "is missing") }
        return instant("salesBefore", of: bird)
    }
}

extension Prize {
    /// The share of sales that it gives away, whatever they are of; 0 for a fixed prize.
    var basisPoints: Int {
        guard case .percentage(_, let basisPoints, _) = rule else { return 0 }
        return basisPoints
    }
}
