internal import Synchronization

/// One line on standard error that says how far long work is, how fast it goes and when it will be done.
///
/// Silent unless standard error is a terminal. May be told from any thread; draws ten times a second at most.
final class ProgressBar: Sendable {
    private static let interval: Duration = .milliseconds(100)

    private let label: String
    private let unit: String
    private let isShown: Bool
    private let started = ContinuousClock.now
    private let drawn = Mutex<ContinuousClock.Instant?>(nil)

    /// - Parameters:
    ///   - label: what is being done: `importing`.
    ///   - unit: what is counted, in the plural: `rows`; `bytes` are shown as kB, MB, GB.
    ///   - isWanted: false for `--quiet` and its like.
    init(_ label: String, unit: String, isWanted: Bool = true) {
        self.label = label
        self.unit = unit
        isShown = isWanted && Console.errorIsTerminal
    }

    /// - Parameter total: nil when nobody knows.
    func show(_ done: Int, of total: Int?) {
        guard isShown else { return }
        let now = ContinuousClock.now
        let isDue = drawn.withLock { last -> Bool in
            if let last, now - last < Self.interval { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let line = ProgressLine(label: label, unit: unit, done: done, total: total, seconds: (now - started).inSeconds)
        Console.writeError("\r\u{1B}[K" + line.text)
    }

    /// Takes the line away.
    func clear() {
        guard isShown, drawn.withLock({ $0 != nil }) else { return }
        Console.writeError("\r\u{1B}[K")
    }
}

/// What a progress bar shows at one moment.
struct ProgressLine {
    static let cells = 24

    var label: String
    var unit: String
    var done: Int
    var total: Int?
    /// Since the work began.
    var seconds: Double

    var text: String {
        let rate = seconds > 0 ? Double(done) / seconds : 0
        let speed = "\(amount(Int(rate)))/s"
        guard let total, total > 0 else { return "\(label): \(amount(done)) \(suffix)\(speed)" }
        let fraction = min(1, max(0, Double(done) / Double(total)))
        let filled = Int(fraction * Double(Self.cells))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.cells - filled)
        var text = "\(label) \(bar) \(Int(fraction * 100))%  \(amount(done)) of \(amount(total)) \(suffix)\(speed)"
        if rate > 0, done < total { text += "  \(Self.time(Double(total - done) / rate)) left" }
        return text
    }

    private var suffix: String { unit == "bytes" ? " " : "\(unit)  " }

    private func amount(_ count: Int) -> String {
        guard unit == "bytes" else { return Self.grouped(count) }
        let scales: [(Double, String)] = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB")]
        for (size, name) in scales where Double(count) >= size {
            let tenths = Int((Double(count) / size * 10).rounded())
            return "\(tenths / 10).\(tenths % 10) \(name)"
        }
        return "\(count) B"
    }

    /// `80101` as `80,101`.
    static func grouped(_ count: some BinaryInteger) -> String {
        var text = String(count)
        var index = text.utf8.count - 3
        while index > (count < 0 ? 1 : 0) {
            text.insert(",", at: text.index(text.startIndex, offsetBy: index))
            index -= 3
        }
        return text
    }

    /// `42 s`, `3 min 20 s`, `2 h 05 min`.
    static func time(_ seconds: Double) -> String {
        // Longer than anyone waits: also keeps the conversion below in bounds.
        let whole = Int(min(seconds, 360_000).rounded(.up))
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3_600: return "\(whole / 60) min \(whole % 60) s"
        default:
            let minutes = whole / 60 % 60
            return "\(whole / 3_600) h \(minutes < 10 ? "0" : "")\(minutes) min"
        }
    }
}

extension Duration {
    /// With fractions.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
