import Foundation
import Ledger
import TestSupport
import Testing

@Suite("Base64 and hexadecimal")
struct CodecTests {
    @Test("Every length encodes as Foundation does, and reads back", arguments: [1, 2] as [UInt64])
    func roundTrips(seed: UInt64) {
        var random = Dice(seed: seed)
        for count in 0...100 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            let expected = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes) == expected, "seed \(seed)")
            #expect(Base64.decode(expected) == bytes)
            #expect(Base64.count(encoding: count) == expected.utf8.count)
            let url = expected.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
            #expect(Base64URL.encode(bytes) == url, "seed \(seed)")
            #expect(Base64URL.decode(url) == bytes)
            #expect(Base64URL.count(encoding: count) == url.utf8.count)
            var appended: [UInt8] = [0]
            Base64URL.encode(bytes, into: &appended)
            #expect(appended.dropFirst().elementsEqual(url.utf8))
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    @Test(
        "A text that encoding would not give is refused",
        arguments: [
            "QR==", "QQ=", "QQ", "Q", "=", "==", "====", "QUI", "QUJ=", "QUJD=", "QUJDR", "QQ==\n", "QQ==QQ==", "QU I=", "Q===", "QUI==",
            "QQ--", "QQ__", "é===",
            "Q\0==",
        ])
    func malleable(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(
        "A URL-safe text that encoding would not give is refused",
        arguments: ["QR", "QQ==", "Q", "QUJ", "QUI=", "QQ+", "QQ/", "Q Q", "QUJDR", "QUI\n"])
    func malleableURL(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test("Of all texts of four characters that decode to a byte, one is accepted")
    func oneTextEach() {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var accepted = 0
        for first in letters {
            for second in letters where Base64.decode([first, second] + Array("==".utf8)) != nil { accepted += 1 }
        }
        #expect(accepted == 256)
    }

    @Test("Hexadecimal is lower case and even", arguments: ["A0", "0", "0g", "0x00", "a0 ", "é"])
    func hex(text: String) {
        #expect(Hex.decode(text) == nil)
    }
}
