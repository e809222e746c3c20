internal import Foundation
internal import Raffles
internal import Selling

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

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
        ClockReading(wall: wall, monotonicMilliseconds: Self.milliseconds(of: Self.monotonic))
    }

    var wall: Instant {
        Instant(milliseconds: Self.milliseconds(of: CLOCK_REALTIME) + shiftSeconds * 1000)
    }

    /// Counts the time that the machine sleeps.
    #if os(Linux)
        private static let monotonic = CLOCK_BOOTTIME
    #else
        private static let monotonic = CLOCK_MONOTONIC
    #endif

    private var shiftSeconds: Int64 {
        guard let shift else { return 0 }
        if let seconds = Int64(shift) { return seconds }
        let text = FileManager.default.contents(atPath: shift).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Int64(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    }

    private static func milliseconds(of clock: clockid_t) -> Int64 {
        var time = timespec()
        guard clock_gettime(clock, &time) == 0 else { preconditionFailure("the machine has no clock \(clock)") }
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
