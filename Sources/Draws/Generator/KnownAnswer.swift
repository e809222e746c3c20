/// What a generator must answer before it is trusted: NIST CAVP, HMAC_DRBG with SHA-256, without reseeding, COUNT = 0.
struct KnownAnswer: Sendable {
    var entropy: String
    var nonce: String
    var answer: String

    /// The published vector: of two requests of 128 bytes, the second one's answer.
    static let published = KnownAnswer(
        entropy: "ca851911349384bffe89de1cbdc46e6831e44d34a4fb935ee285dd14b71a7488",
        nonce: "659ba96c601dc69fc902940805ec0ca8",
        answer: """
            e528e9abf2dece54d47c7e75e5fe302149f817ea9fb4bee6f4199697d04d5b89\
            d54fbb978a15b5c443c9ec21036d2460b6f73ebad0dc2aba6e624abf07745bc1\
            07694bb7547bb0995f70de25d6b29e2d3011bb19d27676c07162c8b5ccde0668\
            961df86803482cb37ed6d5c0bb8d50cf1f50d476aa0458bdaba806f48be9dcb8
            """)

    /// Whether this build's generator gives the answer.
    func holds() -> Bool {
        guard let entropy = Hex.decode(entropy), let nonce = Hex.decode(nonce),
            var generator = try? HMACDRBG(entropy: entropy, nonce: nonce),
            (try? generator.generate(128)) != nil, let second = try? generator.generate(128)
        else { return false }
        return Hex.encode(second) == answer
    }
}
