/// A log's statement of its state (c2sp.org/tlog-checkpoint), the text of a signed note:
///
///     <origin><LF>
///     <size, decimal><LF>
///     <root, base64><LF>
///     <extension lines, if any>
///
/// There is no time in it: how fresh it is, witnesses say. Only one spelling of each value is read.
public struct Checkpoint: Sendable {
    /// The name of the log: one line; by custom a URL without scheme, and also the name of the log's key.
    public let origin: String
    public let head: TreeHead
    /// Further lines, kept as they are; non-empty each.
    public let extensions: [String]

    /// Makes a checkpoint to be signed. An empty origin, or one with a control character, is a programming error.
    public init(origin: String, head: TreeHead) {
        precondition(Self.isLine(origin.utf8), "the origin is one line of text")
        self.origin = origin
        self.head = head
        extensions = []
    }

    /// Reads the text of a note. Nothing is known about its truth until the note was verified: see ``open(_:origin:logKey:policy:)``.
    public init(parsing text: String) throws(CheckpointError) {
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 4, lines.last?.isEmpty == true else { throw .malformed("needs three lines, each with a line feed") }
        let body = lines.dropLast()
        guard body.allSatisfy(Self.isLine) else { throw .malformed("a line is empty or has a control character") }
        guard let size = Decimal.parse(lines[1]) else { throw .malformed("size") }
        guard let root = Hash(base64: String(Substring(lines[2]))) else { throw .malformed("root") }
        guard size != 0 || root == .emptyTree else { throw .malformed("root of an empty log") }
        origin = String(Substring(lines[0]))
        head = TreeHead(size: size, root: root)
        extensions = body.dropFirst(3).map { String(Substring($0)) }
    }

    /// The text that is signed.
    public var text: String {
        extensions.reduce("\(origin)\n\(head.size)\n\(head.root.base64)\n") { $0 + $1 + "\n" }
    }

    /// Verifies a signed checkpoint: the origin, the log's signature, and as many witnesses as the policy asks for.
    ///
    /// - Returns: the checkpoint; its size and root may be relied on as statements of that log.
    /// - Throws: ``CheckpointError``; the checkpoint says nothing then.
    public static func open(
        _ note: SignedNote, origin: String, logKey: NoteVerifierKey, policy: WitnessPolicy = .none
    ) throws(CheckpointError) -> Checkpoint {
        let signatures: [VerifiedSignature]
        do {
            signatures = try note.verify(keys: [logKey] + policy.witnesses)
        } catch {
            throw .note(error)
        }
        guard signatures.contains(where: { $0.key == logKey }) else { throw .note(.noKnownSignature) }
        let cosigned = signatures.count { $0.key != logKey }
        guard cosigned >= policy.quorum else { throw .quorumMissing(needed: policy.quorum, found: cosigned) }
        let checkpoint = try Checkpoint(parsing: note.text)
        guard checkpoint.origin.hasSameBytes(as: origin) else { throw .wrongOrigin(checkpoint.origin) }
        return checkpoint
    }

    private static func isLine(_ bytes: some Collection<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { $0 >= 0x20 }
    }
}

extension Checkpoint: Hashable {
    public static func == (left: Checkpoint, right: Checkpoint) -> Bool {
        left.head == right.head && left.text.hasSameBytes(as: right.text)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(head)
    }
}

/// Why a checkpoint is refused. Every case is final for these bytes.
public enum CheckpointError: Error, Hashable, Sendable {
    case note(NoteError)
    /// The text is not a checkpoint; says which part.
    case malformed(String)
    /// The checkpoint is of another log.
    case wrongOrigin(String)
    /// Fewer witnesses than needed have signed; a later copy of the checkpoint may have more.
    case quorumMissing(needed: Int, found: Int)
}

extension CheckpointError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .note(let error): error.description
        case .malformed(let part): "the checkpoint is malformed: \(part)"
        case .wrongOrigin(let origin): "the checkpoint is of the log \(origin)"
        case .quorumMissing(let needed, let found): "\(found) known witnesses signed the checkpoint, \(needed) are needed"
        }
    }
}
