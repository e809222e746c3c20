public import Ledger

/// Why a receipt proves nothing.
public struct ReceiptError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable, CaseIterable {
        case malformed
        /// The checkpoint is not signed by the given key, or is of another log.
        case badCheckpoint = "bad-checkpoint"
        /// The entry is not what `leafHash` says.
        case wrongLeaf = "wrong-leaf"
        /// The path does not lead from the entry to the checkpoint's root.
        case wrongProof = "wrong-proof"
        /// The opening is not what the sealed ballot committed to.
        case wrongOpening = "wrong-opening"
    }

    public var code: Code
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}

/// What a voter takes home: an entry and the proof that it is in the ledger.
///
///     {"checkpoint":"<signed note>","election":"…","entry":"<the entry's bytes>","index":<n>,"leafHash":"…",
///      "opening":{"salt":"…","selections":{…}},"proof":["…"]}
///
/// `opening` is there for a sealed ballot only: with it the voter can check what was committed to, and so can whoever is shown it.
/// Hashes are base64url without padding.
public struct Receipt: Hashable, Sendable {
    /// What turns a commitment back into a ballot.
    public struct Opening: Hashable, Sendable {
        public var salt: Salt
        /// Canonical, as in `Ballot.selections`.
        public var selections: [UInt8]

        public init(salt: Salt, selections: [UInt8]) {
            self.salt = salt
            self.selections = selections
        }
    }

    /// A label for people; what ties the receipt to an election is the origin in its checkpoint.
    public var election: ElectionID
    public var index: UInt64
    public var leafHash: Hash
    /// Inclusion path, sibling of the leaf first.
    public var proof: [Hash]
    /// Signed note.
    public var checkpoint: String
    /// The entry's exact bytes.
    public var entry: [UInt8]
    public var opening: Opening?

    public init(
        election: ElectionID, index: UInt64, leafHash: Hash, proof: [Hash], checkpoint: String, entry: [UInt8],
        opening: Opening? = nil
    ) {
        self.election = election
        self.index = index
        self.leafHash = leafHash
        self.proof = proof
        self.checkpoint = checkpoint
        self.entry = entry
        self.opening = opening
    }

    /// Checks that the entry is in the log, using nothing but the log's key and origin.
    ///
    /// - Returns: the checkpoint that covers the entry: a later one has to be consistent with it.
    /// - Throws: the first check that fails.
    @discardableResult
    public func verify(key: NoteVerifierKey, origin: String) throws(ReceiptError) -> Checkpoint {
        let checkpoint = try verifiedCheckpoint(key, origin)
        let leaf = Hash.leaf(entry)
        guard leaf == leafHash else { throw ReceiptError(.wrongLeaf, "leafHash is not the hash of the entry") }
        do {
            let path = InclusionProof(index: index, size: checkpoint.head.size, path: proof)
            try path.verify(leaf: leaf, root: checkpoint.head.root)
        } catch {
            throw ReceiptError(.wrongProof, "the proof does not lead from the entry to the checkpoint's root")
        }
        if let opening { try verify(opening) }
        return checkpoint
    }

    private func verifiedCheckpoint(_ key: NoteVerifierKey, _ origin: String) throws(ReceiptError) -> Checkpoint {
        let note: SignedNote
        do {
            note = try SignedNote(parsing: checkpoint)
        } catch {
            throw ReceiptError(.badCheckpoint, "\(error)")
        }
        do {
            return try Checkpoint.open(note, origin: origin, logKey: key)
        } catch {
            throw ReceiptError(.badCheckpoint, "\(error)")
        }
    }

    private func verify(_ opening: Opening) throws(ReceiptError) {
        let sealed = entry.withUnsafeBytes { BallotEntryScanner.sealed($0) }
        guard let sealed else { throw ReceiptError(.wrongOpening, "there is an opening, but the entry is not a sealed ballot") }
        guard opening.salt.commitment(to: opening.selections) == sealed.commitment else {
            throw ReceiptError(.wrongOpening, "the opening is not what the entry committed to")
        }
    }
}
