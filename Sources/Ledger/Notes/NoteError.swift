/// Why a signed note is refused. Every case is final: the same bytes are never accepted later.
public enum NoteError: Error, Hashable, Sendable {
    /// More than ``SignedNote/bytesMax`` bytes.
    case tooLong(bytes: Int)
    case notUTF8
    /// A control character other than LF.
    case controlCharacter
    /// The text does not end with a line feed.
    case textWithoutLineFeed
    /// There is no blank line with signature lines after it.
    case unsigned
    case tooManySignatures
    /// The signature line at this position, from 0, is not in the form of the format.
    case malformedSignature(line: Int)
    /// A key name is empty or has a space, a `+` or a control character.
    case invalidName
    /// A verifier key is not in the form of the format; the reason says which part.
    case malformedKey(reason: String)
    /// A signature that names a known key does not verify: the note was changed, or somebody else made it.
    case invalidSignature(name: String)
    /// No signature is by a known key.
    case noKnownSignature
}

extension NoteError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong(let bytes): "the note has \(bytes) bytes, the most is \(SignedNote.bytesMax)"
        case .notUTF8: "the note is not UTF-8"
        case .controlCharacter: "the note has a control character"
        case .textWithoutLineFeed: "the text of the note does not end with a line feed"
        case .unsigned: "the note has no signature lines"
        case .tooManySignatures: "the note has more than \(SignedNote.signaturesMax) signatures"
        case .malformedSignature(let line): "signature line \(line) of the note is malformed"
        case .invalidName: "the key name is empty or has a space, a plus sign or a control character"
        case .malformedKey(let reason): "the verifier key is malformed: \(reason)"
        case .invalidSignature(let name): "the signature of \(name) does not verify"
        case .noKnownSignature: "the note has no signature by a known key"
        }
    }
}
