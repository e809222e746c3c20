internal import Elections
internal import Ledger

/// Compares what the operator publishes beside the ledger with what the ledger says.
struct PublicationCheck {
    let record: ElectionRecord
    let head: TreeHead
    /// The election's document; nil when there is none.
    let election: JSONValue?
    /// The published results; nil when there are none.
    let results: [UInt8]?

    func check() -> AuditCheck {
        if let problem = electionProblem() ?? resultsProblem() {
            return AuditCheck(.publication, .failed, problem, count: 0)
        }
        guard results != nil else { return AuditCheck(.publication, .skipped, "no results are published beside the ledger") }
        guard isComparable else {
            return AuditCheck(.publication, .skipped, "the published results stand for another size than \(grouped(head.size))")
        }
        let contests = UInt64(record.tallies.count)
        return AuditCheck(.publication, .passed, "the published definition and results are those of the ledger", count: contests)
    }

    private func electionProblem() -> String? {
        guard let election else { return nil }
        for name in ["definition", "id", "state"] where election[name] == nil {
            return "the published election has no \(name)"
        }
        if let problem = finalProblem(election) { return problem }
        if let published = election["definition"] {
            do {
                guard try ElectionDefinition.parse(published) == record.definition else {
                    return "the published definition isn't the one in the ledger"
                }
            } catch {
                return "the published definition is invalid: \(error)"
            }
        }
        if let id = election["id"]?.stringValue, let election = record.election, !id.utf8.elementsEqual(election.text.utf8) {
            return "the published id is \(id), in the ledger it is \(election)"
        }
        return nil
    }

    /// Of a certified election nothing changes any more, so state and size have to be the last ones.
    private func finalProblem(_ election: JSONValue) -> String? {
        guard record.state == .certified else { return nil }
        guard election["state"]?.stringValue == ElectionState.certified.rawValue else {
            return "the published state isn't certified, in the ledger it is"
        }
        guard let size = election["log"]?["size"]?.integerValue, UInt64(exactly: size) == head.size else {
            return "the published size isn't that of the ledger"
        }
        return nil
    }

    private func resultsProblem() -> String? {
        guard let results else { return nil }
        guard let published = Self.parse(results) else { return "the published results aren't JSON" }
        guard isComparable else { return nil }
        guard let expected = ElectionResults(record: record, head: head)?.json() else { return nil }
        for name in ["election", "state", "turnout", "asOf"] where !Self.same(published[name], expected[name]) {
            return "the published \(name) isn't what the ledger gives"
        }
        return contestsProblem(published["contests"]?.arrayValue ?? [], expected["contests"]?.arrayValue ?? [])
    }

    private func contestsProblem(_ published: [JSONValue], _ expected: [JSONValue]) -> String? {
        guard published.count == expected.count else {
            return "\(published.count) contests are published, the definition has \(expected.count)"
        }
        for (published, expected) in zip(published, expected) {
            for member in expected.objectValue ?? [] where !Self.same(published[member.name], member.value) {
                return "contest \(expected["id"]?.stringValue ?? ""): the published \(member.name) isn't what the ledger gives"
            }
        }
        return nil
    }

    /// Results are compared when they stand for the audited size. They also have to when both are certified: nothing follows then.
    private var isComparable: Bool {
        guard let results, let published = Self.parse(results) else { return true }
        guard let size = published["asOf"]?["size"]?.integerValue else { return true }
        return UInt64(clamping: size) == head.size
            || (record.state == .certified && published["state"]?.stringValue == ElectionState.certified.rawValue)
    }

    private static func parse(_ bytes: [UInt8]) -> JSONValue? {
        try? JSONValue.parse(bytes, limits: JSONLimits(bytesMax: LedgerItemLimit.document))
    }

    /// Equal as JSON, whatever the order of members.
    private static func same(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        guard let left, let right else { return left == nil && right == nil }
        return left.canonical() == right.canonical()
    }
}
