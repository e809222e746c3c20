internal import Elections
internal import Ledger

/// Replays a ledger from its source and checks everything that can be known from it.
///
/// The checkpoint is read once, at the start, and everything is checked against it, so a running election can be audited while it grows.
/// Memory holds a few bundles, the ballot keys (about 60 bytes a ballot) and, for sealed elections, the commitments; of a raffle its record
/// (about 300 bytes a ticket).
public struct LedgerAudit: Sendable {
    private let reader: TreeReader
    private let options: AuditOptions

    public init(source: any LedgerSource, options: AuditOptions = AuditOptions()) {
        reader = TreeReader(source)
        self.options = options
    }

    /// Runs every check.
    ///
    /// - Returns: the report, passed or failed.
    /// - Throws: when there is nothing to judge: no ledger, a source that fails, options that can't be used.
    public func run() async throws(AuditError) -> AuditReport {
        let policy = try witnessPolicy()
        var options = options
        options.verifierKeys += policy.logKeys
        var findings = AuditFindings()
        do {
            switch try await LogIdentity.read(reader, options) {
            case .failure(let failure): findings.fail(failure)
            case .success(let identity): try await audit(identity, options, policy.policy, into: &findings)
            }
        } catch let error as TreeReadError {
            // What was found before the source failed stands; without a finding nothing can be said.
            guard case .unreachable(let reason) = error, findings.failures.isEmpty else {
                findings.report.notes.append("the audit broke off: \(error)")
                return findings.finished(reader)
            }
            throw .unreachable(reason)
        } catch let error as AuditError {
            throw error
        } catch {
            throw .unreachable("\(error)")
        }
        return findings.finished(reader)
    }

    private func witnessPolicy() throws(AuditError) -> WitnessPolicyText {
        guard let file = options.witnessPolicy else { return WitnessPolicyText() }
        do {
            return try WitnessPolicyText(parsing: file.bytes)
        } catch {
            throw .badOptions("\(file.name): \(error.message)")
        }
    }

    private func audit(
        _ identity: LogIdentity, _ options: AuditOptions, _ policy: WitnessPolicy, into findings: inout AuditFindings
    ) async throws(TreeReadError) {
        findings.report.keyTrust = identity.trust
        findings.report.notes += identity.notes
        guard let pinned = try await pin(identity, policy, into: &findings) else { return }
        let head = pinned.head
        // Read right after the checkpoint, so that it stands for the same size as often as can be.
        let published = identity.kind == .election ? try await results() : nil

        let evidence = AuditEvidence(options, identity: identity, into: &findings)
        var tree = TreeCheck(sizes: evidence.sizes.union([head.size]), indices: evidence.indices)
        let publishedSize = identity.document?["log"]?["size"]?.integerValue.flatMap { UInt64(exactly: $0) }
        var replay = EntryReplay(kind: identity.kind, origin: pinned.origin, options: options, publishedSize: publishedSize)
        let broken = try await walk(head, &tree, &replay, findings.failures.isEmpty) { replay, first in
            replay.recognise(first, kind: identity.kind, origin: pinned.origin, options: options)
        }

        findings.checkTree(tree, signed: head, broken: broken, options: options)
        findings.checkEvidence(evidence, tree, pinned: head)
        replay.conclude(into: &findings, isWhole: broken == nil)
        if case .election(let record) = replay, record.failure == nil, broken == nil {
            findings.check(
                PublicationCheck(record: record.record, head: head, election: identity.document, results: published),
                documentProblem: identity.documentProblem)
        }
        if case .raffle(let raffle) = replay, raffle.failure == nil, broken == nil {
            let check = RafflePublicationCheck(replay: raffle, head: head, identity: identity, isExport: options.isExport)
            findings.conclude(try await check.check(reader), documentProblem: identity.documentProblem)
        }
    }

    /// Reads and verifies the checkpoint that everything else is checked against.
    private func pin(
        _ identity: LogIdentity, _ policy: WitnessPolicy, into findings: inout AuditFindings
    ) async throws(TreeReadError) -> Checkpoint? {
        let bytes: [UInt8]?
        do {
            bytes = try await reader.read(.checkpoint, limit: LedgerItemLimit.checkpoint)
        } catch {
            guard case .malformed(let reason) = error else { throw error }
            findings.fail(AuditFailure(check: .checkpoint, reason: reason))
            return nil
        }
        guard let bytes else {
            findings.fail(AuditFailure(check: .checkpoint, reason: "there is no checkpoint"))
            return nil
        }
        let (checkpoint, note): (Checkpoint, SignedNote)
        do {
            (checkpoint, note) = try identity.open(bytes)
        } catch {
            findings.fail(AuditFailure(check: .checkpoint, reason: "\(error)"))
            return nil
        }
        findings.report.origin = checkpoint.origin
        findings.report.head = checkpoint.head
        let size = grouped(checkpoint.head.size)
        findings.pass(.checkpoint, "signed by \(printable(checkpoint.origin)) at \(size) entries", count: 1)
        if options.witnessPolicy != nil { findings.checkWitnesses(note, policy) }
        return checkpoint
    }

    private func results() async throws(TreeReadError) -> [UInt8]? {
        do {
            return try await reader.read(.document(.results), limit: LedgerItemLimit.document)
        } catch {
            guard case .malformed = error else { throw error }
            return []
        }
    }

    /// Streams all entries into the tree and the replay.
    ///
    /// - Returns: why the entries broke off, or nil when all were there.
    private func walk(
        _ head: TreeHead, _ tree: inout TreeCheck, _ replay: inout EntryReplay, _ hasNoFailure: Bool,
        recognise: (inout EntryReplay, UnsafeRawBufferPointer) -> Void
    ) async throws(TreeReadError) -> TreeReadError? {
        let tileReader = options.checksTiles ? reader : nil
        let walk = BundleWalk(reader: reader, size: head.size, readsTiles: options.checksTiles)
        var check = tree
        var entries = replay
        defer {
            tree = check
            replay = entries
        }
        do {
            try await walk.run { piece throws(TreeReadError) in
                let before = check.range
                try await check.append(piece, tilesFrom: tileReader)
                piece.bundle.withEntries { position, entry in
                    if piece.first == 0, position == 0 { recognise(&entries, entry) }
                    entries.apply(entry, index: piece.first + UInt64(position)) {
                        piece.leaves[...position].reduce(into: before) { $0.append($1) }.root
                    }
                }
                options.progress?(AuditProgress(entries: check.head.size, size: head.size))
            }
            try await check.finish(tilesFrom: tileReader)
            return nil
        } catch {
            if case .unreachable = error, hasNoFailure, entries.failure == nil { throw error }
            return error
        }
    }
}
