internal import Ledger

extension DefinitionReader {
    mutating func definition(_ json: JSONValue) throws(RaffleDefinitionError) -> RaffleDefinition {
        let draft = draftDefinition(json)
        if let draft, problems.isEmpty { check(draft) }
        guard let draft, problems.isEmpty else { throw RaffleDefinitionError(problems: problems) }
        return draft
    }

    private mutating func draftDefinition(_ json: JSONValue) -> RaffleDefinition? {
        let names = [
            "title", "organisation", "location", "currency", "utcOffsetMinutes", "numbers", "allocation", "packages", "salesOpenAt",
            "salesCloseAt", "prizes", "draw", "jurisdiction", "rsu", "policies", "notice",
        ]
        guard let object = object(json, at: "", names: names) else { return nil }
        let title = text("title", of: object)
        let organisation = organisation(of: object)
        let location = text("location", of: object)
        let currency = currency(of: object)
        // From the Line Islands to Baker Island, in the world as it is.
        let utcOffsetMinutes = count("utcOffsetMinutes", of: object, in: -720...840, default: 0)
        let numbers = numbers(of: object)
        let allocation: NumberAllocation? = choice("allocation", of: object, default: .shuffled)
        let packages = packages(of: object)
        let salesOpenAt = instant("salesOpenAt", of: object)
        let salesCloseAt = instant("salesCloseAt", of: object)
        if let salesOpenAt, let salesCloseAt, salesOpenAt >= salesCloseAt {
            report("salesCloseAt", "must be later than salesOpenAt")
        }
        let prizes = prizes(of: object)
        let draw = draw(of: object)
        let jurisdiction = text("jurisdiction", of: object, default: JurisdictionProfile.gliBase.id)
        let rsu = rsu(of: object)
        let policies = policies(of: object)
        let notice = optionalText("notice", of: object)
        guard let numbers, let allocation, let organisation else { return nil }
        return RaffleDefinition(
            title: title, organisation: organisation, location: location, currency: currency, utcOffsetMinutes: utcOffsetMinutes,
            numbers: numbers, allocation: allocation, packages: packages, salesOpenAt: salesOpenAt, salesCloseAt: salesCloseAt,
            prizes: prizes, draw: draw, jurisdiction: jurisdiction, rsu: rsu, policies: policies, notice: notice)
    }

    private mutating func organisation(of object: DefinitionObject) -> Organisation? {
        let names = ["name", "licence", "contact", "website"]
        guard let object = self.object("organisation", of: object, names: names, isRequired: true) else { return nil }
        return Organisation(
            name: text("name", of: object), licence: optionalText("licence", of: object), contact: optionalText("contact", of: object),
            website: optionalText("website", of: object))
    }

    private mutating func currency(of object: DefinitionObject) -> String {
        guard let value = object["currency"] else {
            report("currency", "is missing")
            return ""
        }
        guard let text = value.stringValue, text.utf8.count == 3, text.utf8.allSatisfy(\.isUppercaseLetter) else {
            report("currency", "must be the three capital letters of a currency in ISO 4217, such as \"USD\"")
            return ""
        }
        return text
    }

    private mutating func numbers(of object: DefinitionObject) -> NumberRange? {
        guard let object = self.object("numbers", of: object, names: ["first", "last"], isRequired: true) else { return nil }
        let bounds = 1...Int64(NumberRange.numberMax)
        let first = integer("first", of: object, in: bounds, default: 1)
        let last = integer("last", of: object, in: bounds)
        guard let first, let last else { return nil }
        guard first <= last else {
            report(object.path(of: "last"), "must not be less than first")
            return nil
        }
        guard let range = NumberRange(first: UInt32(first), last: UInt32(last)) else {
            report(object.path(of: "last"), "must leave at most \(NumberRange.countMax) numbers, not \(last - first + 1)")
            return nil
        }
        return range
    }

    /// What only shows when all of it has been read.
    private mutating func check(_ definition: RaffleDefinition) {
        for (index, package) in definition.packages.enumerated() {
            let path = FieldPath.element(index, of: "packages")
            if package.numbers > definition.numbers.count {
                report(FieldPath.member("numbers", of: path), "must not be more than the \(definition.numbers.count) numbers of the raffle")
            }
            // So that no total of sales can ever leave the range of amounts: every number is sold at most once.
            let tickets = definition.numbers.count / package.numbers + 1
            if Money.product(package.price, tickets) == nil {
                let message = "is so high that all numbers together would cost more than \(Money.max)"
                report(FieldPath.member("price", of: path), message)
            }
            if let maxBuyIn = definition.policies.maxBuyIn, package.price > maxBuyIn {
                report(FieldPath.member("price", of: path), "must not be more than policies.maxBuyIn, \(maxBuyIn)")
            }
        }
        let size = definition.json().canonical().count
        if size > RaffleDefinition.bytesMax {
            report("", "takes \(size) bytes in a ledger entry, more than \(RaffleDefinition.bytesMax); use shorter ids and titles")
        }
    }
}
