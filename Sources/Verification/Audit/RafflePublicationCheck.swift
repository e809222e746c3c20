internal import Ledger
internal import Raffles

/// Compares what is published beside a raffle's ledger with what the ledger says.
struct RafflePublicationCheck {
    let replay: RaffleReplay
    let head: TreeHead
    let identity: LogIdentity
    let isExport: Bool

    private var publication: RafflePublication { RafflePublication(replay.record) }

    /// - Throws: only `.unreachable`.
    func check(_ reader: TreeReader) async throws(TreeReadError) -> AuditCheck {
        let problem = isExport ? try await exportProblem(reader) : try await serverProblem(reader)
        if let problem { return AuditCheck(.publication, .failed, problem) }
        guard let document = identity.document else { return AuditCheck(.publication, .skipped, "nothing is published beside the ledger") }
        guard isExport || replay.published != nil else {
            let size = document["log"]?["size"]?.integerValue.map { String($0) } ?? "no size"
            return AuditCheck(.publication, .skipped, "the published raffle stands for \(size), the checkpoint for \(grouped(head.size))")
        }
        let draws = publication.draws.count
        let detail = "the published raffle and \(draws) draws are those of the ledger"
        return AuditCheck(.publication, .passed, detail, count: UInt64(1 + draws))
    }

    // MARK: - An exported folder: every byte

    private func exportProblem(_ reader: TreeReader) async throws(TreeReadError) -> String? {
        guard let document = identity.document else { return nil }
        let named = document["log"]?["verifierKey"]?.stringValue
        guard let key = identity.keys.first(where: { $0.text == named }) else {
            return "raffle.json names another key than the one given"
        }
        if let problem = try await difference(.document(.raffle), from: publication.document(key: key), reader) { return problem }
        for state in publication.draws {
            let record = publication.record(of: state)
            if let problem = try await difference(.drawRecord(state.draw.text), from: record, reader) { return problem }
            guard let pool = publication.pool(of: state.draw) else { continue }
            if let problem = try await difference(.drawPool(state.draw.text), from: pool, reader) { return problem }
        }
        return nil
    }

    // MARK: - A server: what it says, in whatever spelling

    private func serverProblem(_ reader: TreeReader) async throws(TreeReadError) -> String? {
        if let document = identity.document, let expected = replay.published {
            for (name, value) in expected where !Self.says(document[name] ?? .null, value) {
                return "the published \(name) isn't what the ledger gives"
            }
        }
        if let problem = finalProblem { return problem }
        guard identity.document != nil else { return nil }
        for state in publication.draws {
            guard let pool = publication.pool(of: state.draw) else { continue }
            if let problem = try await difference(.drawPool(state.draw.text), from: pool, reader) { return problem }
        }
        return nil
    }

    /// Of a settled raffle nothing changes any more, so the size has to be the last one.
    private var finalProblem: String? {
        guard replay.record.state == .settled, let document = identity.document else { return nil }
        guard let size = document["log"]?["size"]?.integerValue, UInt64(exactly: size) == head.size else {
            return "the published size isn't that of the ledger, which is settled"
        }
        return nil
    }

    private func difference(
        _ item: LedgerItem, from expected: [UInt8], _ reader: TreeReader
    ) async throws(TreeReadError) -> String? {
        let found: [UInt8]?
        do {
            found = try await reader.read(item, limit: max(expected.count, 1))
        } catch {
            guard case .malformed = error else { throw error }
            return "\(item) is longer than what the ledger gives"
        }
        guard let found else { return "\(item) isn't there" }
        guard found != expected else { return nil }
        let place = zip(found, expected).enumerated().first { $1.0 != $1.1 }?.offset ?? min(found.count, expected.count)
        return "\(item) isn't what the ledger gives, from byte \(place) on"
    }

    /// Whether what is published says what is expected. It may say more, in members that this version does not know.
    private static func says(_ published: JSONValue, _ expected: JSONValue) -> Bool {
        if let members = expected.objectValue {
            return published.objectValue != nil && members.allSatisfy { says(published[$0.name] ?? .null, $0.value) }
        }
        if let elements = expected.arrayValue {
            guard let found = published.arrayValue, found.count == elements.count else { return false }
            return zip(found, elements).allSatisfy { says($0, $1) }
        }
        return published.canonical() == expected.canonical()
    }
}
