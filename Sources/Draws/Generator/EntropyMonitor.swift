/// Reads an entropy source and lets nothing through that fails a health test.
///
/// Samples are bytes and the claim is one bit of min-entropy each: far below what a good source gives, so what is read is eight times
/// what would do. The tests run on from one read to the next.
struct EntropyMonitor: Sendable {
    /// Samples that must pass before the first one is used (SP 800-90B section 4.3 asks for 1,024).
    static let startUpSamples = 1024
    /// The claim.
    static let claim = ClaimedMinEntropy.one
    /// Samples that hold 256 bits under the claim.
    static let seedSamples = 256

    private let source: any EntropySource
    private var repetition = RepetitionCountTest(claim: EntropyMonitor.claim)
    private var proportion = AdaptiveProportionTest(claim: EntropyMonitor.claim)
    /// Samples that have passed since the start.
    private(set) var samplesPassed = 0

    init(_ source: any EntropySource) {
        self.source = source
    }

    /// The start-up test: samples that are read, checked and thrown away.
    mutating func startUp() throws(RandomFailure) {
        _ = try read(Self.startUpSamples)
    }

    /// The next `count` bytes, all of them checked.
    mutating func read(_ count: Int) throws(RandomFailure) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        do {
            try bytes.withUnsafeMutableBytes { try source.read(into: $0) }
        } catch {
            throw .source(String(describing: error))
        }
        for byte in bytes {
            guard repetition.accepts(byte) else { throw .repetitionCount }
            guard proportion.accepts(byte) else { throw .adaptiveProportion }
            samplesPassed += 1
        }
        return bytes
    }
}
