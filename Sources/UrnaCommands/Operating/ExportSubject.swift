internal import Ledger
internal import Verification

/// What is exported: the ledger of an election or of a raffle.
enum ExportSubject: Sendable {
    case election(String)
    case raffle(String)

    var id: String {
        switch self {
        case .election(let id), .raffle(let id): id
        }
    }

    /// Where it is on the server.
    var base: String {
        switch self {
        case .election(let id): "/v1/elections/\(id)"
        case .raffle(let id): "/v1/raffles/\(id)"
        }
    }

    /// What lies beside the ledger in the folder, for entries that are still to come.
    ///
    /// - Parameters:
    ///   - document: what the server says about the election or the raffle.
    ///   - key: the log's, which it names.
    func files(document: JSONValue, key: NoteVerifierKey) -> Files {
        switch self {
        case .election: .election(base: base, document: document)
        case .raffle: .raffle(RaffleExport(), key: key)
        }
    }

    /// The files beside the ledger while its entries go by.
    enum Files {
        /// As the server publishes them.
        case election(base: String, document: JSONValue)
        /// As the entries have it, so that they stand for the very checkpoint of the folder.
        case raffle(RaffleExport, key: NoteVerifierKey)

        mutating func take(_ entry: [UInt8]) throws {
            guard case .raffle(var export, let key) = self else { return }
            // Out of the enum while it changes, or all of it would be copied.
            self = .election(base: "", document: .null)
            do {
                try export.apply(entry)
            } catch {
                throw CommandFailure.failed("the server's ledger breaks a rule of the raffle: \(error)")
            }
            self = .raffle(export, key: key)
        }

        /// All files, once every entry was there.
        func finished(_ client: ServerClient) async throws -> [RaffleExport.File] {
            switch self {
            case .raffle(let export, let key): return export.files(key: key)
            case .election(let base, let document):
                let election = RaffleExport.File(
                    path: ExportLayout.Document.election.rawValue, bytes: document.canonical() + [UInt8(ascii: "\n")])
                guard let bytes = try await client.bytes(base + "/results", limit: LedgerItemLimit.document) else { return [election] }
                return [election, RaffleExport.File(path: ExportLayout.Document.results.rawValue, bytes: bytes)]
            }
        }
    }
}

// MARK: - README.txt

extension ExportSubject {
    func readme(_ key: NoteVerifierKey, _ head: TreeHead) -> String {
        switch self {
        case .election(let id): ExportReadme.text(of: .election(id), key: key, head: head)
        case .raffle(let id): ExportReadme.text(of: .raffle(id), key: key, head: head)
        }
    }
}
