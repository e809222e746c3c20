public import Ledger

/// All numbers and all money accounted for, in total and for every unit: what people are shown, and what a ``Reconciliation`` states.
public struct ReconciliationTable: Hashable, Sendable {
    /// Draw numbers there are.
    public var numbers: Int
    /// Never leased.
    public var unallocated: Int
    public var total: AccountTotals
    /// Every unit that had a lease, ascending by id.
    public var units: [Unit]
    /// Why it is accepted although units are corrupt; present exactly when one is.
    public var override: String?

    /// A unit's line.
    public struct Unit: Hashable, Sendable {
        public var rsu: RSUID
        /// False for a corrupt unit whose sales were not recovered.
        public var agrees: Bool
        public var totals: AccountTotals

        public init(rsu: RSUID, agrees: Bool, totals: AccountTotals) {
            self.rsu = rsu
            self.agrees = agrees
            self.totals = totals
        }
    }

    /// Units that a raffle can have: their lines are answered and shown in one table.
    public static let unitsMax = 10_000

    public init(numbers: Int, unallocated: Int, total: AccountTotals, units: [Unit], override: String?) {
        self.numbers = numbers
        self.unallocated = unallocated
        self.total = total
        self.units = units
        self.override = override
    }

    /// The entry that states this table.
    public var statement: Reconciliation {
        Reconciliation(
            numbers: numbers, unallocated: unallocated, total: total, units: units.count, unitsDigest: unitsDigest, override: override)
    }

    /// SHA-256 over each unit's line, in their order: canonical JSON `["RSU-A",true,300,3,0,1,0,1000,0]` (its id, whether its own count
    /// agrees, and the values in the order of ``AccountTotals``) and a line feed.
    public var unitsDigest: Hash {
        var text: [UInt8] = []
        for unit in units {
            let row = [.string(unit.rsu.text), .bool(unit.agrees)] + unit.totals.values.map { JSONValue.integer($0) }
            JSONValue.array(row).encode(canonicalInto: &text)
            text.append(0x0A)
        }
        return .sha256(text)
    }
}
