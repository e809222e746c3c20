/// A voter's id as two sources can agree on it: the roll and, say, an identity provider's claim. Prints as `[redacted]`.
///
/// Two ids name the same voter when they are equal after normalisation:
///
/// 1. white space at both ends is dropped;
/// 2. letters become lower case (by Unicode's full mapping, without regard to language);
/// 3. the text takes Unicode's form NFC, so that `é` is the same however it was typed.
///
/// What could make two different people look the same is refused rather than folded: compatibility characters
/// (full-width letters, ligatures, `ⓐ`), the Kelvin sign and its like, which turn into ASCII; also controls, invisible
/// format characters, private-use and unassigned code points, and any space inside other than U+0020. This follows
/// RFC 8265's `UsernameCaseMapped` profile, with refusal in place of its width mapping. `ß` and `ss`, `ı` and `i`, `ς`
/// and `σ` stay different.
///
/// The normalised id has 1 to 128 bytes of UTF-8.
public struct VoterID: Secret, Hashable, Sendable {
    /// Longest normalised id: an e-mail address of usual length, a UUID, a URN.
    public static let byteCountMax = 128

    /// Longest input that is looked at; white space and decomposed letters make it longer than what it stands for.
    static let inputByteCountMax = 512

    /// The normalised id. For the roll's owner only: it belongs in no ballot, log line or metric.
    public let text: String

    public init(_ text: String) throws(VoterIDError) {
        var text = text
        let outcome: Result<VoterID, VoterIDError> = text.withUTF8 { bytes in
            do throws(VoterIDError) {
                return .success(try VoterID(bytes))
            } catch {
                return .failure(error)
            }
        }
        self = try outcome.get()
    }

    /// Reads an id from bytes that need not be valid UTF-8.
    public init(_ bytes: UnsafeBufferPointer<UInt8>) throws(VoterIDError) {
        guard bytes.count <= Self.inputByteCountMax else { throw .tooLong }
        if bytes.allSatisfy({ $0 < 0x80 }) {
            text = try Self.normalised(ascii: bytes)
        } else {
            guard let decoded = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
            text = try Self.normalised(unicode: decoded)
        }
        guard !text.isEmpty else { throw .empty }
        guard text.utf8.count <= Self.byteCountMax else { throw .tooLong }
    }

    // By bytes, as the hash of the roll sees it; the same as String's own equality, for text in NFC.
    public static func == (left: VoterID, right: VoterID) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    private static func normalised(ascii bytes: UnsafeBufferPointer<UInt8>) throws(VoterIDError) -> String {
        var start = 0
        var end = bytes.count
        while start < end, isASCIISpace(bytes[start]) { start += 1 }
        while start < end, isASCIISpace(bytes[end - 1]) { end -= 1 }
        let trimmed = UnsafeBufferPointer(rebasing: bytes[start..<end])
        guard trimmed.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { throw .forbiddenCharacter }
        return String(unsafeUninitializedCapacity: trimmed.count) { out in
            for (index, byte) in trimmed.enumerated() {
                out[index] = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            }
            return trimmed.count
        }
    }

    private static func isASCIISpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}

/// Why a text is no voter's id.
public enum VoterIDError: Error, Hashable, Sendable {
    case empty
    case tooLong
    case notUTF8
    case forbiddenCharacter

    /// For the organiser; says nothing of the id itself.
    public var message: String {
        switch self {
        case .empty: "the voter's id is missing"
        case .tooLong: "the voter's id is longer than \(VoterID.byteCountMax) bytes"
        case .notUTF8: "the voter's id is not valid UTF-8"
        case .forbiddenCharacter: "the voter's id holds a character that ids may not have (a control, an invisible or a look-alike one)"
        }
    }
}
