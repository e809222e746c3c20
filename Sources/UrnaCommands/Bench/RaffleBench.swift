internal import AuditService
internal import Auditing
internal import Draws
internal import Foundation
internal import Ledger
internal import RaffleService
internal import Raffles

/// The measurements of `urna bench raffles`.
struct RaffleBench {
    typealias Figure = (String, JSONValue)

    let tickets: Int

    private static let bulkBytes = 128 << 20
    private static let words = 1_000_000

    // MARK: Generator

    func generator() throws -> [Figure] {
        let seed = [UInt8](repeating: 1, count: HMACDRBG.entropyBytesMin)
        var drbg = try HMACDRBG(entropy: seed, nonce: Array(seed.prefix(16)))
        var buffer = [UInt8](repeating: 0, count: HMACDRBG.requestBytesMax)
        let requests = Self.bulkBytes / buffer.count
        let filling = try ContinuousClock().measure {
            for _ in 0..<requests { try buffer.withUnsafeMutableBytes { try drbg.fill($0) } }
        }
        var mixed: UInt64 = 0
        let taking = try ContinuousClock().measure {
            for _ in 0..<Self.words { mixed ^= try drbg.word() }
        }
        precondition(mixed != 0, "a million words do not cancel out")
        var generator = try Self.started()
        let generating = try ContinuousClock().measure {
            for _ in 0..<requests { buffer = try generator.bytes(HMACDRBG.requestBytesMax) }
        }
        return [
            ("drbgBytesPerSecond", Self.perSecond(Self.bulkBytes, filling)), ("drbgWordsPerSecond", Self.perSecond(Self.words, taking)),
            ("generatorBytesPerSecond", Self.perSecond(Self.bulkBytes, generating)),
        ]
    }

    private static func started() throws -> RandomGenerator {
        var generator = RandomGenerator()
        try generator.start(source: OSEntropy(), nonce: Array("bench".utf8), personalization: Array("urna bench".utf8))
        return generator
    }

    // MARK: Raffle

    /// Sells, closes, draws and reports, as a server does it with the same entries.
    func raffle() throws -> [Figure] {
        var raffle = try LargeRaffle(tickets: tickets)
        let folding = try raffle.sell()
        try raffle.close()
        let sold: [Figure] = [
            ("tickets", .whole(raffle.record.ticketCount)), ("poolNumbers", .whole(raffle.record.totals.inPlay)),
            ("salesFoldedPerSecond", Self.perSecond(raffle.record.ticketCount, folding)),
        ]
        let drawn = try draw(&raffle)
        let reported = try reports(raffle)
        return sold + drawn + reported
    }

    private func draw(_ raffle: inout LargeRaffle) throws -> [Figure] {
        var generator = try Self.started()
        let digesting = ContinuousClock().measure { raffle.digestPool() }
        let freezing = try ContinuousClock().measure { try raffle.freeze() }
        let drawing = try ContinuousClock().measure { try raffle.draw(&generator) }
        return [
            ("poolDigestMilliseconds", Self.milliseconds(digesting)), ("drawMicroseconds", .whole(Int(drawing.inSeconds * 1e6))),
            ("poolAndDrawMilliseconds", Self.milliseconds(freezing + drawing)),
        ]
    }

    private func reports(_ raffle: LargeRaffle) throws -> [Figure] {
        let identity = try SoftwareIdentity(programID: "urna", version: UrnaVersion.text, aggregate: Hash.sha256([1]))
        let origin = ReportOrigin(generatedAt: LargeRaffle.now.text, generatedBy: "bench", software: identity)
        let builder = try ReportBuilder(raffle.books(), origin: origin)
        ResidentMemory.forgetPeak()
        let before = ResidentMemory.now
        var times: [Figure] = []
        var all = Duration.zero
        var bytes = 0
        for kind in ReportKind.allCases {
            let time = try ContinuousClock().measure { try builder.write(kind, format: .json) { bytes += $0.count } }
            times.append((kind.rawValue, Self.milliseconds(time)))
            all += time
        }
        return [
            ("reports", .object(times)), ("reportsMilliseconds", Self.milliseconds(all)), ("reportBytes", .whole(bytes)),
            ("residentBytesBefore", .whole(before)), ("residentBytesPeak", .whole(ResidentMemory.peak)),
        ]
    }

    private static func perSecond(_ count: Int, _ duration: Duration) -> JSONValue { .whole(Int(Double(count) / duration.inSeconds)) }
    private static func milliseconds(_ duration: Duration) -> JSONValue { .whole(Int(duration.inSeconds * 1000)) }
}

/// What the kernel says of this process; zero where it has no such file.
enum ResidentMemory {
    static var now: Int { bytes("VmRSS:") }
    static var peak: Int { bytes("VmHWM:") }

    /// Lets the peak begin anew at what is resident now.
    static func forgetPeak() {
        guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
        try? file.write(contentsOf: Data("5".utf8))
        try? file.close()
    }

    private static func bytes(_ name: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
        let kilobytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }
        return (kilobytes ?? 0) * 1024
    }
}
