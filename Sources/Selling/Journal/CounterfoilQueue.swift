/// Whether a unit prints counterfoils.
public enum CounterfoilPrinter: String, Sendable, CaseIterable {
    /// It has no printer for them: nothing waits for one.
    case none
    case on
    /// Taken out by its operator: counterfoils wait.
    case off
}

/// The counterfoils of sales that are not all on paper, in the order of the sales. Part of ``UnitMemory``, so it outlives a restart.
public struct CounterfoilQueue: Hashable, Sendable {
    /// Those of one sale.
    public struct Job: Hashable, Sendable {
        public let sequence: UInt64
        /// How many there are, one for each number of the ticket.
        public let count: Int
        /// How many came out.
        public internal(set) var printed = 0
        /// The rest went to the printer, and its answer is not in the journal.
        public internal(set) var isAtPrinter = false
    }

    public private(set) var printer = CounterfoilPrinter.none
    public private(set) var jobs: [Job] = []

    mutating func set(_ printer: CounterfoilPrinter) { self.printer = printer }

    /// A sale's counterfoils wait from the moment that the sale is written, so that a crash before printing loses none.
    mutating func add(_ sequence: UInt64, count: Int) {
        guard printer != .none else { return }
        jobs.append(Job(sequence: sequence, count: count))
    }

    mutating func begin(_ sequence: UInt64) throws(FormatError) {
        guard let place = jobs.firstIndex(where: { $0.sequence == sequence && !$0.isAtPrinter }) else {
            throw FormatError(field: "", message: "counterfoils printed that were not due")
        }
        jobs[place].isAtPrinter = true
    }

    mutating func end(_ sequence: UInt64, printed count: Int, isWhole: Bool) throws(FormatError) {
        guard let place = jobs.firstIndex(where: { $0.sequence == sequence && $0.isAtPrinter }), count >= 0,
            isWhole ? jobs[place].printed + count == jobs[place].count : jobs[place].printed + count < jobs[place].count
        else { throw FormatError(field: "", message: "more or fewer counterfoils than the ticket has numbers") }
        jobs[place].printed += count
        jobs[place].isAtPrinter = false
        if isWhole { jobs.remove(at: place) }
    }
}
