internal import Foundation
internal import NIOConcurrencyHelpers

/// The `Date` header of responses, made once a second.
enum HTTPDate {
    private static let cached = NIOLockedValueBox<(second: Int64, text: String)>((0, ""))

    static var now: String {
        let second = Int64(Date().timeIntervalSince1970)
        return cached.withLockedValue { cached in
            if cached.second != second { cached = (second, text(at: second)) }
            return cached.text
        }
    }

    /// IMF-fixdate (RFC 9110, 5.6.7).
    static func text(at second: Int64) -> String {
        let line = String(decoding: LoopDoor.dateLine(at: second), as: UTF8.self)
        return String(line.dropFirst("Date: ".count).dropLast())
    }
}
