internal import Ledger
internal import Raffles
internal import Selling

// Void requests, reprints and significant events on their way to the server.
extension SellingDesk {
    /// Sends notes. The server takes each once, by its number, however often it is sent.
    ///
    /// A refusal is on record at the server, and settles the note: sending it again would be refused again.
    /// - Parameter notes: consecutive; none to ask how far the server has them.
    /// - Returns: the number up to which the server has them.
    /// - Throws: `LinkFailure`, or `UnitProblem`.
    func upload(_ notes: [UnitNote], over link: UnitLink, of raffle: RaffleID) async throws -> UInt64 {
        let answer = try await link.post("/v1/rsu/raffles/\(raffle.text)/notes", .object([("notes", .array(notes.map { $0.json() }))]))
        guard let upTo = answer["upTo"]?.integerValue, upTo >= 0 else {
            throw UnitProblem("MALFORMED_ANSWER", "the server's answer does not say what it has")
        }
        for refusal in answer["refused"]?.arrayValue ?? [] {
            problems.append(UnitProblem(refusal["code"]?.stringValue ?? "REFUSED", refusal["message"]?.stringValue ?? "refused"))
        }
        return UInt64(upTo)
    }

    /// Tells the server that the unit's memory is damaged: its id, its operator and the money that it collected.
    func report(_ damage: JournalDamage, of raffle: RaffleID) async throws {
        _ = try await openSession()
        let event = JSONValue.object([
            ("code", .string(UnitEvent.memoryCorrupt.rawValue)), ("at", .string(clock.wall.text)), ("data", damage.json()),
            ("raffle", .string(raffle.text)),
        ])
        _ = try await link?.post("/v1/rsu/events", .object([("events", .array([event]))]))
    }
}
