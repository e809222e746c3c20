internal import Foundation
internal import Raffles
internal import Selling

/// The machine's two clocks.
///
/// For tests only, and in debug builds only, the environment can have a wall clock that is wrong: ``shiftVariable`` holds seconds, or the path
/// of a file with them that is read at every reading, so that the clock can be set while the unit runs. The monotonic clock cannot be shifted.
struct UnitClock: Sendable {
    static let shiftVariable = "URNA_RSU_CLOCK_SHIFT_SECONDS"

    private let shift: String?

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        #if DEBUG
            shift = environment[Self.shiftVariable]
        #else
            shift = nil
        #endif
    }

    func reading() -> ClockReading {
        ClockReading(wall: wall, monotonicMilliseconds: Self.milliseconds(in: .now - Self.start))
    }

    var wall: Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)) + shiftSeconds * 1000)
    }

    /// The continuous clock counts the time that the machine sleeps: `CLOCK_BOOTTIME` on Linux.
    private static let start = ContinuousClock.now

    private var shiftSeconds: Int64 {
        guard let shift else { return 0 }
        if let seconds = Int64(shift) { return seconds }
        let text = FileManager.default.contents(atPath: shift).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Int64(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }

    private static func milliseconds(in duration: Duration) -> Int64 {
        duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    }
}
