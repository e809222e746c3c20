internal import Elections
internal import Ledger

/// What a receipt file claims, once everything is checked that the file alone can tell.
struct ReceiptClaim {
    var name: String
    var index: UInt64
    /// The head that the receipt's checkpoint has; the audited tree has to contain it.
    var head: TreeHead
    private var content: Content

    private enum Content {
        case entry(leaf: Hash)
        case proof(TlogProof)
    }

    struct ReadError: Error {
        var message: String
    }

    /// Reads a voter's receipt, a ledger's proof of an entry (both JSON) or a tlog-proof, and verifies its signature; of JSON also the
    /// path and the entry, and of a voter's receipt the opening.
    init(_ file: AuditOptions.File, identity: LogIdentity) throws(ReadError) {
        name = file.name
        if file.bytes.starts(with: "c2sp.org/tlog-proof".utf8) {
            do {
                let proof = try TlogProof(parsing: file.bytes)
                head = try identity.open(Array(proof.checkpoint.encoded.utf8)).0.head
                index = proof.index
                content = .proof(proof)
            } catch {
                throw ReadError(message: "\(name): \(error)")
            }
            return
        }
        if let json = try? JSONValue.parse(file.bytes), json.objectValue != nil, json["election"] == nil {
            do {
                let proof = try LedgerProof(parsing: json)
                head = try proof.verify(identity)
                index = proof.index
                content = .entry(leaf: proof.leafHash)
            } catch {
                throw ReadError(message: "\(name): \(error)")
            }
            return
        }
        do {
            let receipt = try Receipt.parse(file.bytes)
            head = try Self.verify(receipt, identity.keys)
            index = receipt.index
            content = .entry(leaf: receipt.leafHash)
        } catch {
            throw ReadError(message: "\(name): \(error)")
        }
    }

    private static func verify(_ receipt: Receipt, _ keys: [NoteVerifierKey]) throws(ReceiptError) -> TreeHead {
        var problem = ReceiptError(.badCheckpoint, "there is no key to check the receipt with")
        for key in keys {
            do {
                return try receipt.verify(key: key, origin: key.name).head
            } catch {
                problem = error
            }
        }
        throw problem
    }

    /// Why the audited tree doesn't honour the receipt; nil when it does.
    ///
    /// - Parameter leaf: the leaf hash of the ledger's entry at `index`; nil when the ledger has none there.
    func contradiction(to leaf: Hash?) -> AuditFailure? {
        guard let leaf else {
            return AuditFailure(check: .receipts, index: index, reason: "\(name): the ledger has no such entry")
        }
        switch content {
        case .entry(let promised):
            guard promised != leaf else { return nil }
            return AuditFailure(check: .receipts, index: index, reason: "\(name): the ledger has another entry there than the receipt")
        case .proof(let proof):
            do {
                try InclusionProof(index: index, size: head.size, path: proof.path).verify(leaf: leaf, root: head.root)
                return nil
            } catch {
                return AuditFailure(check: .receipts, index: index, reason: "\(name): \(error)")
            }
        }
    }
}
