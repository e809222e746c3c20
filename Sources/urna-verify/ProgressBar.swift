internal import Foundation
internal import Synchronization
internal import Verification

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// One line on standard error that says how far the audit is; silent when standard error is no terminal.
final class ProgressBar: Sendable {
    private static let cells = 30
    private static let interval: Duration = .milliseconds(100)

    private let isShown: Bool
    private let started = ContinuousClock.now
    private let drawn = Mutex<ContinuousClock.Instant?>(nil)

    init(isWanted: Bool) {
        isShown = isWanted && isatty(STDERR_FILENO) == 1
    }

    func show(_ progress: AuditProgress) {
        guard isShown else { return }
        let now = ContinuousClock.now
        let isDue = drawn.withLock { last -> Bool in
            if let last, now - last < Self.interval { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let filled = Int(progress.fraction * Double(Self.cells))
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.cells - filled)
        let seconds = max(0.001, Double((now - started).components.seconds) + Double((now - started).components.attoseconds) / 1e18)
        let rate = Int(Double(progress.entries) / seconds)
        write("\r\u{1B}[K\(bar) \(progress.entries) of \(progress.size) entries, \(rate)/s")
    }

    /// Takes the line away.
    func clear() {
        guard isShown, drawn.withLock({ $0 != nil }) else { return }
        write("\r\u{1B}[K")
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
