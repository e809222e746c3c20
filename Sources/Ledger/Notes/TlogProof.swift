/// Everything needed to show offline that an entry is in a log, as text (c2sp.org/tlog-proof):
///
///     c2sp.org/tlog-proof@v1
///     extra <base64>                     if any
///     index <decimal>
///     <base64 hash>                      one line for each hash of the path
///     <blank line>
///     <signed checkpoint>
///
/// Files of it end in `.tlog-proof`.
public struct TlogProof: Hashable, Sendable {
    /// Bytes that travel along; nothing protects them. Never trust them.
    public var extra: [UInt8]?
    public var index: UInt64
    public var path: [Hash]
    /// The signed checkpoint whose tree the path leads to.
    public var checkpoint: SignedNote

    static let header = "c2sp.org/tlog-proof@v1"
    /// A tree of 2^64 leaves has paths of 64 hashes.
    static let pathMax = 64

    public init(index: UInt64, path: [Hash], checkpoint: SignedNote, extra: [UInt8]? = nil) {
        self.extra = extra
        self.index = index
        self.path = path
        self.checkpoint = checkpoint
    }

    /// Reads a proof; nothing is verified yet.
    public init(parsing bytes: [UInt8]) throws(TlogProofError) {
        guard bytes.count <= SignedNote.bytesMax else { throw .malformed("too long") }
        var rest = bytes[...]
        guard Self.nextLine(of: &rest)?.elementsEqual(Self.header.utf8) == true else { throw .malformed("first line") }
        var line = Self.nextLine(of: &rest)
        if let value = line?.value(after: "extra ") {
            guard let extra = Base64.decode(Array(value)) else { throw .malformed("extra line") }
            self.extra = extra
            line = Self.nextLine(of: &rest)
        }
        guard let value = line?.value(after: "index "), let index = Decimal.parse(value) else { throw .malformed("index line") }
        self.index = index
        path = []
        while let line = Self.nextLine(of: &rest), !line.isEmpty {
            guard path.count < Self.pathMax, let decoded = Base64.decode(Array(line)), let hash = Hash(bytes: decoded) else {
                throw .malformed("hash \(path.count)")
            }
            path.append(hash)
        }
        do {
            checkpoint = try SignedNote(parsing: Array(rest))
        } catch {
            throw .checkpoint(.note(error))
        }
        do {
            _ = try Checkpoint(parsing: checkpoint.text)
        } catch {
            throw .checkpoint(error)
        }
    }

    /// Reads a proof; nothing is verified yet.
    public init(parsing text: String) throws(TlogProofError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// The proof as it is stored; reading a proof and writing it gives the same bytes.
    public var encoded: String {
        var text = Self.header + "\n"
        if let extra { text += "extra \(Base64.encode(extra))\n" }
        text += "index \(index)\n"
        for hash in path {
            text += hash.base64 + "\n"
        }
        return text + "\n" + checkpoint.encoded
    }

    /// Checks that the entry is in the log: origin, the log's signature, the witnesses, then the path.
    ///
    /// - Parameters:
    ///   - leaf: computed by the caller from the entry it holds.
    ///   - logKey: from a source other than whoever gave the proof.
    ///   - origin: the log that the entry should be in.
    /// - Returns: the verified checkpoint.
    /// - Throws: ``TlogProofError``; the proof shows nothing then.
    @discardableResult
    public func verify(
        leaf: Hash, origin: String, logKey: NoteVerifierKey, policy: WitnessPolicy = .none
    ) throws(TlogProofError) -> Checkpoint {
        let opened: Checkpoint
        do {
            opened = try Checkpoint.open(checkpoint, origin: origin, logKey: logKey, policy: policy)
        } catch {
            throw .checkpoint(error)
        }
        do {
            try InclusionProof(index: index, size: opened.head.size, path: path).verify(leaf: leaf, root: opened.head.root)
        } catch {
            throw .inclusion(error)
        }
        return opened
    }

    /// Takes the line up to the next line feed off the front; nil when there is none.
    private static func nextLine(of rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }
}

/// Why a proof file shows nothing. Every case is final for these bytes.
public enum TlogProofError: Error, Hashable, Sendable {
    /// The text is not in the form of the format; says which part.
    case malformed(String)
    case checkpoint(CheckpointError)
    case inclusion(ProofError)
}

extension TlogProofError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let part): "the proof is malformed: \(part)"
        case .checkpoint(let error): error.description
        case .inclusion(let error): error.description
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func value(after prefix: StaticString) -> ArraySlice<UInt8>? {
        let prefixBytes = UnsafeBufferPointer(start: prefix.utf8Start, count: prefix.utf8CodeUnitCount)
        return starts(with: prefixBytes) ? dropFirst(prefixBytes.count) : nil
    }
}
