public import ArgumentParser
internal import Foundation
internal import Ledger
internal import Randomness

/// `urna rng test`
struct RngTestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Test the random number generator's final outcomes: fifteen statistical tests at 99 % confidence.",
        discussion: """
            Exit status 0 when the generator passes, 1 when it does not. --control tests a generator with a known fault instead: it must fail, \
            or the tests are worth nothing.

            Passing never shows that a generator cannot be predicted: that rests on how it is built and seeded.
            """)

    @Option(help: "smoke (seconds, finds gross faults) or full (minutes, for a report; words are fetched one by one as a draw does it).")
    var size: Battery.Size = .smoke

    @Option(help: "Test a bad generator: modulo-bias, lcg31, naive-shuffle or no-repeat.")
    var control: BadGenerator?

    @Option(help: ArgumentHelp("Seed of a bad generator.", valueName: "n"))
    var seed: UInt64 = 1

    @Flag(inversion: .prefixedNo, help: "Show progress, when there is a terminal.")
    var progress = true

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let bar = ProgressBar("testing", unit: "tests", isWanted: progress)
        let verdict = try RandomnessVerdict(battery: battery, control: control?.control, seed: seed) { bar.show($0, of: $1) }
        bar.clear()
        if output.isJSON { Console.print(try verdict.json()) } else { Console.write(verdict.text) }
        guard verdict.report.passes else { throw ExitCode(CommandFailure.failedStatus) }
    }

    private var battery: Battery {
        Battery(size: size, poolSizes: control?.control.poolSizes ?? Battery.poolSizes)
    }
}

extension Battery.Size: ExpressibleByArgument {}

/// The bad generators as the requirements name them.
enum BadGenerator: String, ExpressibleByArgument, CaseIterable {
    case moduloBias = "modulo-bias"
    case lcg31
    case naiveShuffle = "naive-shuffle"
    case noRepeat = "no-repeat"

    var control: NegativeControl {
        switch self {
        case .moduloBias: .moduloBias
        case .lcg31: .linearCongruential
        case .naiveShuffle: .naiveShuffle
        case .noRepeat: .neverRepeats
        }
    }
}

/// What the tests say about the product's generator, or about a bad one.
struct RandomnessVerdict {
    let report: BatteryReport
    let control: NegativeControl?

    /// Runs the tests.
    ///
    /// - Parameter progress: tests done, and how many there are.
    init(battery: Battery, control: NegativeControl?, seed: UInt64, progress: (Int, Int) -> Void = { _, _ in }) throws(CommandFailure) {
        let total = battery.poolSizes.count * fifteenTests.count + battery.drawShapes.count * drawTests.count
        var done = 0
        func count(_ line: BatteryReport.Line) {
            done += 1
            progress(done, total)
        }
        self.control = control
        if let control {
            var source = control.makeSource(seed: seed)
            report = battery.run(&source, progress: count)
        } else {
            let words = try GeneratorWords(use: "rng test", fetching: battery.size == .full ? .oneByOne : .inBulk)
            var source = GeneratorOutcomes(words)
            report = battery.run(&source, progress: count)
            if let failure = source.failure { throw failure }
        }
    }

    var subject: String { control?.summary ?? "HMAC_DRBG (SHA-256), fed by the operating system, scaled by rejection" }

    var text: String {
        (["Tested: \(subject)", ""] + report.table).joined(separator: "\n") + "\n"
    }

    func json() throws -> JSONValue {
        let encoder = JSONEncoder()
        encoder.nonConformingFloatEncodingStrategy = .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        let members = try JSONValue.parse([UInt8](encoder.encode(report)), limits: JSONLimits(bytesMax: 64 << 20)).objectValue ?? []
        let head = [
            JSONMember("subject", .string(subject)), JSONMember("control", control.map { .string($0.rawValue) } ?? .null),
            JSONMember("verdict", .string(report.verdict)),
        ]
        return .object(head + members)
    }
}
