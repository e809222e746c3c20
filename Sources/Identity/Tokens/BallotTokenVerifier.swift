public import Ledger

/// Checks the ballot tokens of one election, at the rate of the cast path.
///
/// Takes the characters as they lie in the request, allocates little, and costs about two compressions of SHA-256. May
/// be used from many threads at once.
public struct BallotTokenVerifier: Secret, Sendable {
    /// What came of a check. Every answer but `valid` refuses the ballot.
    public enum Outcome: Hashable, Sendable {
        /// `region` is the one that the token was issued with; 0 in elections that do not tell turnout by region.
        case valid(BallotKey, region: UInt16 = 0)
        /// Not 76 characters of base64url, or of another version than this election's.
        case malformed
        /// Not issued by this election: made up, changed, for another election, or under an earlier roll.
        case forged
        /// Issued by this election, and past its time.
        case expired
    }

    private let key: MACKey

    public init(keys: KeyRing) {
        key = keys.ballotToken
    }

    /// Checks a token.
    ///
    /// - Parameters:
    ///   - characters: the token alone, without `Bearer`.
    ///   - roll: leaf hash of the roll entry, in an election that tells turnout by region; nil in others.
    ///   - now: seconds since 1970 UTC.
    public func verify(_ characters: UnsafeRawBufferPointer, roll: Hash? = nil, now: Int64) -> Outcome {
        guard characters.count == BallotToken.characterCount else { return .malformed }
        return withUnsafeTemporaryAllocation(byteCount: BallotToken.byteCount, alignment: 8) { bytes in
            guard decodeBase64URL(characters, into: bytes) else { return .malformed }
            let signed = UnsafeRawBufferPointer(rebasing: bytes[..<BallotToken.signedByteCount])
            let tag = UnsafeRawBufferPointer(rebasing: bytes[BallotToken.signedByteCount...])
            if let roll { return verify(regional: signed, tag, roll, now) }
            return verify(plain: signed, tag, now)
        }
    }

    /// Checks a token.
    public func verify(_ text: String, roll: Hash? = nil, now: Int64) -> Outcome {
        var text = text
        return text.withUTF8 { verify(UnsafeRawBufferPointer($0), roll: roll, now: now) }
    }

    private func verify(plain signed: UnsafeRawBufferPointer, _ tag: UnsafeRawBufferPointer, _ now: Int64) -> Outcome {
        guard signed[0] == BallotToken.version else { return .malformed }
        guard isGenuine(signed, tag) else { return .forged }
        let expiresAt = Int64(bigEndian: signed.loadUnaligned(fromByteOffset: 33, as: Int64.self))
        return now < expiresAt ? .valid(ballotKey(in: signed)) : .expired
    }

    private func verify(
        regional signed: UnsafeRawBufferPointer, _ tag: UnsafeRawBufferPointer, _ roll: Hash, _ now: Int64
    ) -> Outcome {
        guard signed[0] == BallotToken.regionalVersion else { return .malformed }
        let byteCount = signed.count + BallotToken.rollByteCount
        let matches = withUnsafeTemporaryAllocation(byteCount: byteCount, alignment: 8) { message in
            message.copyMemory(from: signed)
            roll.withUnsafeBytes { hash in
                for index in 0..<BallotToken.rollByteCount { message[signed.count + index] = hash[index] }
            }
            return isGenuine(UnsafeRawBufferPointer(message), tag)
        }
        guard matches else { return .forged }
        let last = UInt64(bigEndian: signed.loadUnaligned(fromByteOffset: 33, as: UInt64.self))
        return now < Int64(last >> 16) ? .valid(ballotKey(in: signed), region: UInt16(truncatingIfNeeded: last)) : .expired
    }

    private func ballotKey(in signed: UnsafeRawBufferPointer) -> BallotKey {
        BallotKey(Hash(copying: UnsafeRawBufferPointer(rebasing: signed[1..<33])))
    }

    private func isGenuine(_ message: UnsafeRawBufferPointer, _ tag: UnsafeRawBufferPointer) -> Bool {
        key.authenticate(message).withUnsafeBytes { genuine in
            equalInConstantTime(UnsafeRawBufferPointer(rebasing: genuine[..<BallotToken.tagByteCount]), tag)
        }
    }
}

/// Decodes base64url without padding, four characters to three bytes.
///
/// - Parameters:
///   - characters: a multiple of 4.
///   - bytes: room for three quarters of that, exactly.
/// - Returns: false, with `bytes` in any state, when a character is none of the alphabet.
func decodeBase64URL(_ characters: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer) -> Bool {
    precondition(characters.count % 4 == 0 && bytes.count == characters.count / 4 * 3, "whole groups of four")
    return base64URLValues.withUnsafeBufferPointer { values in
        var seen: UInt8 = 0
        var out = 0
        for index in stride(from: 0, to: characters.count, by: 4) {
            let first = values[Int(characters[index])]
            let second = values[Int(characters[index + 1])]
            let third = values[Int(characters[index + 2])]
            let fourth = values[Int(characters[index + 3])]
            seen |= first | second | third | fourth
            bytes[out] = first << 2 | second >> 4
            bytes[out + 1] = second << 4 | third >> 2
            bytes[out + 2] = third << 6 | fourth
            out += 3
        }
        return seen < 64
    }
}

/// The value of each character of base64url; 255 for the others.
private let base64URLValues: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, character) in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8.enumerated() {
        values[Int(character)] = UInt8(value)
    }
    return values
}()
