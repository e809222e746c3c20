import Ledger
import Testing

@Suite("Hashes")
struct HashTests {
    @Test("A hash is 32 bytes in line, and reads back from bytes, hex and base64")
    func roundTrips() throws {
        #expect(MemoryLayout<Hash>.size == 32)
        let bytes = (0..<32).map { UInt8($0) }
        let hash = try #require(Hash(bytes: bytes))
        #expect(hash.bytes == bytes)
        #expect(hash.hex == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
        #expect(Hash(hex: hash.hex) == hash)
        #expect(hash.base64 == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
        #expect(Hash(base64: hash.base64) == hash)
        #expect(hash.base64.utf8.count == Hash.base64Count)
        var appended: [UInt8] = [0x2A]
        hash.append(base64To: &appended)
        #expect(appended == [0x2A] + Array(hash.base64.utf8))
        #expect(Hash(bytes: AnyCollection(bytes)) == hash)
    }

    @Test("Other lengths are no hashes", arguments: [0, 1, 31, 33, 64])
    func wrongLengths(count: Int) {
        let bytes = [UInt8](repeating: 7, count: count)
        #expect(Hash(bytes: bytes) == nil)
        #expect(Hash(hex: Hex.encode(bytes)) == nil)
        #expect(Hash(base64: Base64.encode(bytes)) == nil)
    }

    @Test("Leaves, nodes and the empty tree hash as RFC 9162 says")
    func knownValues() {
        #expect(Hash.emptyTree.base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        #expect(Hash.leaf([]).hex == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
        #expect(Hash.leaf([]) != .emptyTree)
        let leaf0 = Hash.leaf(Worked.entries[0])
        let leaf1 = Hash.leaf(Worked.entries[1])
        #expect(leaf0.hex == "564327d66a662d5d9196a0f66f31b2babbcc3fa7f876668f73ba5e3b6d427193")
        #expect(leaf1.hex == "ea5327ae01f1f16d56e6af7bd13833e0f2d864d3eb103f933b6bcb4e5cd1fa86")
        #expect(Hash.node(leaf0, leaf1).hex == "43feb65504aa84186c91d50a4f123a1b288d91a8e83f9c7b236c4fcbcbd47d6a")
        #expect(Hash.sha256(Array("abc".utf8)).hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test("Hashes are ordered as their bytes")
    func order() throws {
        for place in 0..<32 {
            var low = [UInt8](repeating: 0xFF, count: 32)
            var high = [UInt8](repeating: 0, count: 32)
            for index in 0..<place {
                low[index] = 9
                high[index] = 9
            }
            low[place] = 1
            high[place] = 2
            let (left, right) = (try #require(Hash(bytes: low)), try #require(Hash(bytes: high)))
            #expect(left < right)
            #expect(!(right < left))
            #expect(!(left < left))
        }
    }
}
