internal import Foundation
internal import Ledger
internal import Raffles
internal import Selling

// What a server that was restored from a backup asks for: the numbers that the unit holds.
extension SellingDesk {
    /// Tells the server which numbers the unit holds in the raffles where the status asks for it.
    ///
    /// - Returns: the status as it came. What goes wrong here is a problem to show, and is tried again at the next contact.
    func told(_ status: JSONValue) async -> JSONValue {
        for raffle in status["raffles"]?.arrayValue ?? [] where raffle["leases"]?.stringValue == "report" {
            guard let link, let id = raffle["id"]?.stringValue.flatMap({ RaffleID($0) }) else { continue }
            do {
                let leases = try leases(in: id).map {
                    JSONValue.object([("from", .whole($0.lowerBound)), ("to", .whole($0.upperBound))])
                }
                let answer = try await link.post("/v1/rsu/raffles/\(id.text)/leases", .object([("leases", .array(leases))]))
                if answer["held"]?.boolValue != true {
                    problems.append(
                        UnitProblem(
                            "LEASE_CONFLICT", "the server was restored, and numbers of this unit are another's: sell no more with it"))
                }
            } catch {
                problems.append(
                    error as? UnitProblem ?? (error as? LinkFailure)?.problem ?? UnitProblem("LEASES_NOT_REPORTED", "\(error)"))
            }
        }
        return status
    }

    /// Positions that the unit was ever leased in a raffle.
    ///
    /// - Throws: when its journal can't say. Silence would be taken for "none", so nothing is told then, and a manager decides.
    private func leases(in raffle: RaffleID) throws -> [Range<Int>] {
        if raffle == folder.settings.raffle {
            if let damage { throw UnitProblem("CRITICAL_MEMORY_CORRUPT", damage.description) }
            if let unit { return unit.memory.leases }
        }
        let (file, copy) = try folder.journals(of: raffle)
        do {
            return try SaleJournal.open(file, copy: copy, key: folder.journalKey).memory.leases
        } catch JournalError.blank {
            return []
        }
    }
}
