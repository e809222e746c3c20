internal import Ledger

/// A report while it is being made.
struct AuditFindings {
    var report = AuditReport()
    private(set) var failures: [AuditFailure] = []

    /// Adds a failure and the check that failed.
    mutating func fail(_ failure: AuditFailure, count: UInt64 = 0) {
        note(failure)
        report.checks.append(AuditCheck(failure.check, .failed, failure.description, count: count))
    }

    /// Adds a failure whose check is added later.
    mutating func note(_ failure: AuditFailure) {
        failures.append(failure)
    }

    mutating func pass(_ kind: AuditCheck.Kind, _ detail: String, count: UInt64) {
        report.checks.append(AuditCheck(kind, .passed, detail, count: count))
    }

    mutating func skip(_ kind: AuditCheck.Kind, _ detail: String) {
        report.checks.append(AuditCheck(kind, .skipped, detail))
    }

    mutating func add(_ checks: [AuditCheck], failure: AuditFailure?) {
        report.checks += checks
        if let failure { note(failure) }
    }

    /// The report, with its checks in order and the first failure named: that of the lowest entry, else the first there was.
    func finished(_ reader: TreeReader) -> AuditReport {
        var report = report
        let order = Dictionary(uniqueKeysWithValues: AuditCheck.Kind.allCases.enumerated().map { ($1, $0) })
        report.checks.sort { order[$0.kind, default: 0] < order[$1.kind, default: 0] }
        var ordered = failures.sorted { order[$0.check, default: 0] < order[$1.check, default: 0] }
        // A changed entry changes the seed of lots too: when the tree is wrong, a wrong certification follows and isn't the cause.
        if ordered.contains(where: { $0.check == .tree && $0.index == nil }) { ordered.removeAll { $0.check == .certification } }
        report.firstFailure = ordered.filter { $0.index != nil }.min { ($0.index ?? 0) < ($1.index ?? 0) } ?? ordered.first
        report.fetchedBytes = reader.fetchedBytes
        return report
    }
}

// MARK: - Checks over the tree

extension AuditFindings {
    mutating func checkWitnesses(_ note: SignedNote, _ policy: WitnessPolicy) {
        let cosigned: Int
        do {
            cosigned = policy.witnesses.isEmpty ? 0 : try note.verify(keys: policy.witnesses).count
        } catch {
            guard case .noKnownSignature = error else { return fail(AuditFailure(check: .witnesses, reason: "\(error)")) }
            cosigned = 0
        }
        let detail = "\(cosigned) of \(policy.witnesses.count) witnesses cosigned, \(policy.quorum) are needed"
        if cosigned >= policy.quorum {
            pass(.witnesses, detail, count: UInt64(cosigned))
        } else {
            fail(AuditFailure(check: .witnesses, reason: detail))
        }
    }

    /// Compares the entries' root with the signed one and names the entry at fault where the tiles tell it.
    mutating func checkTree(_ tree: TreeCheck, signed: TreeHead, broken: TreeReadError?, options: AuditOptions) {
        let size = tree.head.size
        if let broken {
            fail(AuditFailure(check: .tree, index: size, reason: "can't be read: \(broken)"), count: size)
        } else if tree.head == signed {
            pass(.tree, "\(grouped(size)) entries hash to the signed root", count: size)
        } else if tree.servedHead == signed, let index = tree.firstDifference {
            let reason = "isn't the entry that was signed: its hash isn't the one in the signed tree"
            fail(AuditFailure(check: .tree, index: index, entryType: tree.firstDifferenceType, reason: reason), count: size)
        } else {
            let hint = options.checksTiles ? "" : "; without --skip-tiles the entry could be named"
            let reason = "the entries give the root \(tree.head.root.base64), signed is \(signed.root.base64)\(hint)"
            fail(AuditFailure(check: .tree, reason: reason), count: size)
        }
        checkTiles(tree, signed: signed, isWhole: broken == nil, options: options)
    }

    private mutating func checkTiles(_ tree: TreeCheck, signed: TreeHead, isWhole: Bool, options: AuditOptions) {
        guard options.checksTiles else { return skip(.tiles, "not fetched") }
        let differs = tree.firstDifference.map { index -> AuditFailure in
            let reason = "its hash isn't the one that its tile has"
            return AuditFailure(check: .tiles, index: index, entryType: tree.firstDifferenceType, reason: reason)
        }
        // When the entry is to blame, higher tiles differ because of it.
        if let failure = tree.servedHead == signed ? differs : tree.tileFailure ?? differs {
            fail(failure, count: tree.tilesChecked)
        } else if isWhole {
            pass(.tiles, "\(grouped(tree.tilesChecked)) tiles hold the hashes of the entries", count: tree.tilesChecked)
        } else {
            skip(.tiles, "not judged beyond entry \(tree.head.size)")
        }
    }

    /// Compares what the caller brought along with the tree.
    mutating func checkEvidence(_ evidence: AuditEvidence, _ tree: TreeCheck, pinned: TreeHead) {
        for known in evidence.heads {
            if let reason = known.contradiction(to: pinned, roots: tree.heads) { note(AuditFailure(check: .consistency, reason: reason)) }
        }
        for claim in evidence.receipts {
            let known = KnownHead(name: claim.name, head: claim.head)
            if let reason = known.contradiction(to: pinned, roots: tree.heads) {
                note(AuditFailure(check: .receipts, index: claim.index, reason: reason))
            } else if let failure = claim.contradiction(to: tree.leaves[claim.index]) {
                note(failure)
            }
        }
        conclude(.consistency, evidence.checkpointCount, "earlier states of this ledger", "no other checkpoint was given")
        conclude(.receipts, evidence.receiptCount, "receipts that the ledger honours", "no receipt was given")
    }

    private mutating func conclude(_ kind: AuditCheck.Kind, _ count: Int, _ passed: String, _ none: String) {
        let failed = failures.filter { $0.check == kind }
        if let first = failed.first {
            let more = failed.count > 1 ? " (and \(failed.count - 1) more)" : ""
            report.checks.append(AuditCheck(kind, .failed, first.description + more, count: UInt64(count)))
        } else if count == 0 {
            skip(kind, none)
        } else {
            pass(kind, "\(passed): \(count) of \(count)", count: UInt64(count))
        }
    }

    mutating func check(_ publication: PublicationCheck, documentProblem: String?) {
        conclude(publication.check(), documentProblem: documentProblem)
    }

    /// Adds the check of what is published, unless the document could not even be read.
    mutating func conclude(_ check: AuditCheck, documentProblem: String?) {
        if let documentProblem {
            fail(AuditFailure(check: .publication, reason: documentProblem))
        } else if check.outcome == .failed {
            fail(AuditFailure(check: .publication, reason: check.detail))
        } else {
            report.checks.append(check)
        }
    }
}
