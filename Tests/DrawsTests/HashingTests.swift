import Crypto
import Draws
import Testing

@Suite("SHA-256 and HMAC")
struct HashingTests {
    @Test(
        "The published digests come out",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
            (
                "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
            ),
            (String(repeating: "a", count: 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
        ])
    func published(message: String, expected: String) {
        #expect(Draws.SHA256.hash(message).hex == expected)
    }

    @Test("Every length from 0 to 300 agrees with another implementation, whole and in pieces")
    func lengths() {
        var random = SplitMix(seed: 11)
        for length in 0...300 {
            let message = random.bytes(length)
            let expected = Array(Crypto.SHA256.hash(data: message))
            #expect(Draws.SHA256.hash(message).bytes == expected, "length \(length)")
            var pieces = Draws.SHA256()
            var start = 0
            while start < length {
                let end = min(length, start + Int.random(in: 0...90, using: &random))
                pieces.update(Array(message[start..<end]))
                start = end
            }
            #expect(pieces.finalize().bytes == expected, "length \(length) in pieces, seed 11")
        }
    }

    @Test("A digest may be taken on the way without disturbing the message")
    func finalizeTwice() {
        var hash = Draws.SHA256()
        hash.update("ab")
        #expect(hash.finalize() == Draws.SHA256.hash("ab"))
        hash.update("c")
        #expect(hash.finalize() == Draws.SHA256.hash("abc"))
    }

    @Test("Codes agree with another implementation for keys from 0 to 140 bytes")
    func codes() {
        var random = SplitMix(seed: 12)
        for length in 0...140 {
            let key = random.bytes(length)
            let message = random.bytes(Int.random(in: 0...200, using: &random))
            let expected = Array(HMAC<Crypto.SHA256>.authenticationCode(for: message, using: SymmetricKey(data: key)))
            #expect(HMACSHA256(key: key).authenticate(message).bytes == expected, "key of \(length) bytes, seed 12")
        }
    }

    @Test("The published code of RFC 4231 test case 2 comes out")
    func publishedCode() {
        let code = HMACSHA256(key: Array("Jefe".utf8)).authenticate(Array("what do ya want for nothing?".utf8))
        #expect(code.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("Digests are read from their own text and from nothing else")
    func digestText() {
        let digest = Draws.SHA256.hash("abc")
        #expect(Digest256(hex: digest.hex) == digest)
        #expect(Digest256(bytes: digest.bytes) == digest)
        #expect(Digest256(bytes: Array(digest.bytes.dropLast())) == nil)
        #expect(Digest256(hex: digest.hex.uppercased()) == nil)
        #expect(Digest256(hex: String(digest.hex.dropLast())) == nil)
        #expect(Hex.decode("0g") == nil)
        var other = digest.bytes
        for position in other.indices {
            other[position] ^= 1
            #expect(Digest256(bytes: other) != digest, "byte \(position)")
            other[position] ^= 1
        }
    }
}
