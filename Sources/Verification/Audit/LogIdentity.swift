internal import Ledger

/// Which log is meant and whose signatures count.
struct LogIdentity {
    /// What the ledger's entries are about, by the document beside it.
    enum Kind {
        case election
        case raffle
        /// Entries that this program judges by their form alone, unless the first creates an election or a raffle.
        case other
        /// Nothing describes the ledger: its first entry decides, and has to create something.
        case unknown
    }

    var keys: [NoteVerifierKey]
    var trust: AuditReport.KeyTrust
    var kind: Kind
    /// The document that named the log, parsed; nil when there is none or it can't be read.
    var document: JSONValue?
    var notes: [String] = []
    /// What is wrong with the document; an audit with a given key goes on.
    var documentProblem: String?

    /// Opens a signed checkpoint of this log. The origin has to be the name of the key that signed.
    ///
    /// - Throws: what is wrong, for the key that came closest.
    func open(_ bytes: [UInt8]) throws(CheckpointError) -> (Checkpoint, SignedNote) {
        let note: SignedNote
        do {
            note = try SignedNote(parsing: bytes)
        } catch {
            throw .note(error)
        }
        var problem = CheckpointError.note(.noKnownSignature)
        for key in keys {
            do {
                return (try Checkpoint.open(note, origin: key.name, logKey: key), note)
            } catch {
                if case .note(.noKnownSignature) = error { continue }
                problem = error
            }
        }
        throw problem
    }
}

extension LogIdentity {
    /// Asks the source, and the options, which log this is.
    ///
    /// - Returns: the identity, or a failure when what the source says can't be used.
    static func read(_ reader: TreeReader, _ options: AuditOptions) async throws(AuditError) -> Result<LogIdentity, AuditFailure> {
        let candidates: [(Kind, ExportLayout.Document)] = [(.election, .election), (.raffle, .raffle), (.other, .ledger)]
        var found: (kind: Kind, bytes: [UInt8])?
        for (kind, name) in candidates where found == nil {
            found = try await document(name, reader).map { (kind, $0) }
        }
        guard let (kind, bytes) = found else {
            guard !options.verifierKeys.isEmpty else {
                throw .noLedger("there is no election and no raffle here; to check a bare ledger, give its key")
            }
            return .success(LogIdentity(keys: options.verifierKeys, trust: .given, kind: options.isSystem ? .other : .unknown))
        }

        var identity = LogIdentity(keys: options.verifierKeys, trust: .given, kind: kind)
        let offered: NoteVerifierKey
        switch parse(bytes) {
        case .failure(let failure):
            guard !options.verifierKeys.isEmpty else { return .failure(failure) }
            identity.documentProblem = failure.reason
            return .success(identity)
        case .success(let (json, key)):
            identity.document = json
            offered = key
        }
        if options.verifierKeys.isEmpty {
            identity.keys = [offered]
            identity.trust = .fromSource
            identity.notes.append(
                "the log's key came from the source itself: \(offered.text). Compare it with one that you trust, or give that one.")
        } else if !options.verifierKeys.contains(offered) {
            identity.notes.append("the source names another key than the one given: \(offered.text)")
        }
        return .success(identity)
    }

    private static func document(_ document: ExportLayout.Document, _ reader: TreeReader) async throws(AuditError) -> [UInt8]? {
        do {
            return try await reader.read(.document(document), limit: LedgerItemLimit.document)
        } catch {
            switch error {
            case .unreachable(let reason), .malformed(let reason), .missing(let reason): throw .unreachable(reason)
            }
        }
    }

    private static func parse(_ bytes: [UInt8]) -> Result<(JSONValue, NoteVerifierKey), AuditFailure> {
        func fail(_ reason: String) -> Result<(JSONValue, NoteVerifierKey), AuditFailure> {
            .failure(AuditFailure(check: .checkpoint, reason: "what the source says about the ledger can't be used: \(reason)"))
        }
        let json: JSONValue
        do {
            json = try JSONValue.parse(bytes, limits: JSONLimits(bytesMax: LedgerItemLimit.document))
        } catch {
            return fail("it isn't JSON: \(error)")
        }
        guard let origin = json["log"]?["origin"]?.stringValue, let vkey = json["log"]?["verifierKey"]?.stringValue else {
            return fail("log.origin or log.verifierKey is missing")
        }
        do {
            let key = try NoteVerifierKey(parsing: vkey)
            guard key.name.utf8.elementsEqual(origin.utf8) else { return fail("the key is of \(key.name), the origin is \(origin)") }
            return .success((json, key))
        } catch {
            return fail("log.verifierKey: \(error)")
        }
    }
}

extension AuditFailure: Error {}
