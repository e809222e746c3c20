internal import Ledger
internal import NIOCore

/// What the connections of one event loop share: the time, told once a second, and the list by which slow ones are found.
///
/// One timer a loop, never one a connection. Used on its loop only.
final class LoopDoor {
    /// Seconds since 1970.
    private(set) var now: Int64
    /// `Date: …\r\n` for responses.
    private(set) var dateLine: [UInt8]
    private var connections: [ObjectIdentifier: FrontDoorHandler] = [:]
    private var timer: RepeatedTask?
    private let clock: @Sendable () -> Int64

    init(clock: @escaping @Sendable () -> Int64) {
        self.clock = clock
        now = clock()
        dateLine = Self.dateLine(at: now)
    }

    var connectionCount: Int { connections.count }

    func start(on loop: any EventLoop) {
        let box = NIOLoopBound(self, eventLoop: loop)
        timer = loop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in box.value.tick() }
    }

    func stop() {
        timer?.cancel()
        timer = nil
    }

    func add(_ connection: FrontDoorHandler) {
        connections[ObjectIdentifier(connection)] = connection
    }

    func remove(_ connection: FrontDoorHandler) {
        connections[ObjectIdentifier(connection)] = nil
    }

    private func tick() {
        let second = clock()
        if second != now {
            now = second
            dateLine = Self.dateLine(at: second)
        }
        for connection in connections.values where connection.isOverdue(at: now) { connection.giveUp() }
    }

    /// IMF-fixdate (RFC 9110, 5.6.7).
    static func dateLine(at seconds: Int64) -> [UInt8] {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        // YYYY-MM-DDThh:mm:ssZ
        let text = Array(Timestamp(seconds: seconds).description.utf8)
        func part(_ range: Range<Int>) -> String { String(decoding: text[range], as: UTF8.self) }
        let month = months[(Int(part(5..<7)) ?? 1) - 1]
        let day = days[Int(seconds / 86_400 % 7)]
        return Array("Date: \(day), \(part(8..<10)) \(month) \(part(0..<4)) \(part(11..<19)) GMT\r\n".utf8)
    }
}

/// Bounds on what one connection may ask for.
struct DoorLimits: Sendable {
    /// Body of a ballot.
    var bodyBytesMax = 64 * 1024
    /// From the first byte of a request to its last: a slow client costs a slot for this long.
    var requestSeconds: Int64 = 10
    /// Between requests.
    var idleSeconds: Int64 = 75
}
