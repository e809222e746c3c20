internal import Identity
internal import NIOConcurrencyHelpers
internal import Raffles

/// What selling units told last of themselves: how full their buffer is, and which program they run.
///
/// A unit says it in the query of `GET /v1/rsu/status`, which its signature covers. It is for people to look at and decides nothing, so it
/// is in memory alone, and what cannot be read is passed over: no unit is to stop for it. One item for each registered unit at most.
final class UnitNews: Sendable {
    /// Sales that wait for the server, of those that the unit can hold.
    struct Buffer: Hashable, Sendable {
        var raffle: RaffleID
        var waiting: Int
        var capacity: Int
        var toldAt: Instant
    }

    struct Item: Hashable, Sendable {
        var buffer: Buffer?
        var version: String?
    }

    /// More than any unit holds.
    static let salesMax = 1_000_000_000
    static let versionBytesMax = 64

    private let items = NIOLockedValueBox<[DeviceID: Item]>([:])

    /// All that was told. For every unit the newest counts.
    var all: [DeviceID: Item] { items.withLockedValue { $0 } }

    /// Takes in what a unit that was let in says of itself.
    func take(_ parameters: [(name: Substring, value: Substring)], of unit: DeviceID, at now: Instant) {
        guard !parameters.isEmpty else { return }
        func value(_ name: String) -> String? {
            let all = parameters.filter { $0.name == name }
            return all.count == 1 ? String(all[0].value) : nil
        }
        func whole(_ name: String, from least: Int) -> Int? {
            value(name).flatMap { Int($0) }.flatMap { (least...Self.salesMax).contains($0) ? $0 : nil }
        }
        let version = value("version").flatMap { Self.isVersion($0) ? $0 : nil }
        var buffer: Buffer?
        if let raffle = value("raffle").flatMap({ RaffleID($0) }), let waiting = whole("waiting", from: 0),
            let capacity = whole("capacity", from: 1)
        {
            buffer = Buffer(raffle: raffle, waiting: waiting, capacity: capacity, toldAt: now)
        }
        guard version != nil || buffer != nil else { return }
        items.withLockedValue { items in
            if let version { items[unit, default: Item()].version = version }
            if let buffer { items[unit, default: Item()].buffer = buffer }
        }
    }

    private static func isVersion(_ text: String) -> Bool {
        (1...versionBytesMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || [0x2B, 0x2D, 0x2E].contains(byte)
            }
    }
}
