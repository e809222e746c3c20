import Draws
import Testing

@Suite("HMAC_DRBG")
struct HMACDRBGTests {
    private static let entropy = hex("ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488")
    private static let nonce = hex("659ba96c601dc69fc902940805ec0ca8")

    private func generator(requestsPerSeed: UInt64 = 1 << 48) throws -> HMACDRBG {
        try HMACDRBG(entropy: Self.entropy, nonce: Self.nonce, requestsPerSeed: requestsPerSeed)
    }

    @Test(
        "The published answers come out: alone, reseeded, with prediction resistance; each with and without its strings",
        arguments: [CAVPWithoutReseed.text, CAVPWithReseed.text, CAVPWithPredictionResistance.text])
    func published(text: String) throws {
        let vectors = CAVPVector.parse(text)
        #expect(vectors.count == 32)
        #expect(Set(vectors.map { [$0.personalization.isEmpty, $0.additional[0].isEmpty] }).count == 4)
        for (position, vector) in vectors.enumerated() {
            #expect(vector.output.count == 128)
            var generator = try HMACDRBG(entropy: vector.entropy, nonce: vector.nonce, personalization: vector.personalization)
            if !vector.reseed.entropy.isEmpty {
                try generator.reseed(entropy: vector.reseed.entropy, additional: vector.reseed.additional)
            }
            var answer: [UInt8] = []
            for (additional, fresh) in zip(vector.additional, vector.fresh) {
                answer =
                    fresh.isEmpty
                    ? try generator.generate(128, additional: additional)
                    : try generator.generate(128, entropy: fresh, additional: additional)
            }
            #expect(answer == vector.output, "vector \(position)")
        }
    }

    @Test("Filling a buffer and taking a word give what generating gives, at every length")
    func sameBytes() throws {
        var generating = try generator()
        var filling = try generator()
        for length in 0...100 {
            let expected = try generating.generate(length)
            var filled = [UInt8](repeating: 0xaa, count: length)
            try filled.withUnsafeMutableBytes { try filling.fill($0) }
            #expect(filled == expected, "\(length) bytes")
        }
        let bytes = try generating.generate(8)
        #expect(try filling.word() == bytes.reduce(0) { $0 << 8 | UInt64($1) })
        #expect(generating.stateDigest == filling.stateDigest)
    }

    @Test("A seed answers as many requests as it may, then a reseed is demanded")
    func requestLimit() throws {
        var generator = try generator(requestsPerSeed: 3)
        for _ in 0..<3 { _ = try generator.generate(1) }
        #expect(throws: HMACDRBG.Failure.reseedRequired) { try generator.generate(1) }
        #expect(throws: HMACDRBG.Failure.reseedRequired) { try generator.word() }
        try generator.reseed(entropy: Self.entropy)
        for _ in 0..<3 { _ = try generator.word() }
        #expect(throws: HMACDRBG.Failure.reseedRequired) { try generator.word() }
    }

    @Test("A refused request leaves the state as it was")
    func refusalChangesNothing() throws {
        var generator = try generator()
        let before = generator.stateDigest
        #expect(throws: HMACDRBG.Failure.tooManyBits) { try generator.generate(65_537) }
        #expect(throws: HMACDRBG.Failure.tooLittleEntropy) { try generator.reseed(entropy: [UInt8](repeating: 1, count: 31)) }
        #expect(generator.stateDigest == before)
        #expect(try generator.generate(65_536).count == 65_536)
        #expect(generator.stateDigest != before)
    }

    @Test("Too little entropy is refused at the start")
    func tooLittleEntropy() {
        #expect(throws: HMACDRBG.Failure.tooLittleEntropy) { try HMACDRBG(entropy: [UInt8](repeating: 1, count: 31), nonce: []) }
    }

    @Test("After uninstantiating the state is zero and everything is refused")
    func uninstantiated() throws {
        var generator = try generator()
        generator.uninstantiate()
        #expect(throws: HMACDRBG.Failure.notInstantiated) { try generator.generate(1) }
        #expect(throws: HMACDRBG.Failure.notInstantiated) { try generator.word() }
        #expect(throws: HMACDRBG.Failure.notInstantiated) { try generator.reseed(entropy: Self.entropy) }
        let zero = SHA256.hash(Array("raffle-rng-state-v1\n".utf8) + [UInt8](repeating: 0, count: 64))
        #expect(generator.stateDigest == zero)
    }

    @Test("Whatever sets two instances apart gives them other output")
    func instancesDiffer() throws {
        var outputs: Set<[UInt8]> = []
        let named: [([UInt8], [UInt8])] = [(Self.nonce, []), (Self.nonce, [1]), (Self.nonce, [2]), ([], [1]), ([], [])]
        for (nonce, personalization) in named {
            var generator = try HMACDRBG(entropy: Self.entropy, nonce: nonce, personalization: personalization)
            outputs.insert(try generator.generate(32))
        }
        #expect(outputs.count == 5)
    }
}
