internal import AsyncHTTPClient
internal import Foundation
internal import Identity
internal import Ledger
internal import NIOCore
internal import NIOHTTP1
internal import Raffles

/// What came of a request, when it was not what was asked for.
enum LinkFailure: Error {
    /// Nobody knows whether the server got it.
    case unreachable(String)
    /// The server said no. `code` is its stable code, or the last part of the problem's type.
    case refused(status: Int, code: String, message: String)

    var problem: UnitProblem {
        switch self {
        case .unreachable(let reason): UnitProblem("OFFLINE", "the server cannot be reached: \(reason)")
        case .refused(_, let code, let message): UnitProblem(code, message)
        }
    }
}

/// The unit's line to its server: every request is signed with the device key.
final class UnitLink {
    /// Set to cut the line, as a test and a demonstration do.
    var isCut = false
    var session: DeviceSessionID?

    private let address: ServerAddress
    /// Why nothing may be sent there; nil when it may.
    private let refusal: String?
    private let id: DeviceID
    private let key: DeviceKey
    private let counter: RequestCounter
    private let clock: UnitClock
    /// Server time less the unit's clock: a unit whose clock is wrong can still say who it is.
    private var offsetMilliseconds: Int64 = 0

    private static let answerBytesMax = 64 << 20
    private static let timeout = TimeAmount.seconds(30)

    /// One for the process, in use until it ends.
    private static let http: HTTPClient = {
        let configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow, timeout: HTTPClient.Configuration.Timeout(connect: .seconds(5), read: timeout))
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// - Parameter isInsecureAllowed: whether the address may be plain http to another machine; as the folder says when left out.
    init(_ folder: UnitFolder, to address: ServerAddress, isInsecureAllowed: Bool? = nil, clock: UnitClock) throws {
        self.address = address
        refusal = address.refusalForUnit(isInsecureAllowed: isInsecureAllowed ?? folder.settings.isInsecureAllowed)
        self.clock = clock
        id = folder.settings.id
        key = folder.deviceKey
        counter = try RequestCounter(folder, floor: UInt64(max(0, clock.wall.milliseconds)))
        session = folder.text("session").flatMap { $0.split(separator: " ").first }.flatMap { DeviceSessionID(String($0)) }
    }

    func post(_ path: String, _ body: JSONValue = .object([JSONMember]())) async throws -> JSONValue {
        try await call(.POST, path, body.canonical())
    }

    func delete(_ path: String) async throws -> JSONValue { try await call(.DELETE, path, []) }

    func get(_ path: String) async throws -> JSONValue { try await call(.GET, path, []) }

    /// - Throws: `LinkFailure`.
    private func call(_ method: HTTPMethod, _ path: String, _ body: [UInt8]) async throws -> JSONValue {
        do {
            return try await send(method, path, body)
        } catch LinkFailure.refused(_, "CLOCK_SKEW", _) {
            // The answer brought the server's time.
            return try await send(method, path, body)
        }
    }

    private func send(_ method: HTTPMethod, _ path: String, _ body: [UInt8]) async throws -> JSONValue {
        guard !isCut else { throw LinkFailure.unreachable("the line is cut") }
        if let refusal { throw LinkFailure.unreachable(refusal) }
        let signed = key.sign(
            DeviceRequest(
                method: method.rawValue, path: path, bodyDigest: Hash.sha256(body), device: id,
                milliseconds: clock.wall.milliseconds + offsetMilliseconds, counter: try counter.next(), session: session))
        var request = HTTPClientRequest(url: address.text + path)
        request.method = method
        request.headers.add(name: DeviceRequest.headerName, value: signed.header)
        if !body.isEmpty {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body)
        } else if method != .GET {
            request.headers.add(name: "Content-Length", value: "0")
        }
        let (status, date, bytes): (Int, String?, [UInt8])
        do {
            let response = try await Self.http.execute(request, timeout: Self.timeout)
            status = Int(response.status.code)
            date = response.headers.first(name: "Date")
            bytes = Array(buffer: try await response.body.collect(upTo: Self.answerBytesMax))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw LinkFailure.unreachable((error as? HTTPClientError)?.shortDescription ?? "\(error)")
        }
        let json = try? JSONValue.parse(bytes, limits: JSONLimits(bytesMax: Self.answerBytesMax))
        guard status >= 400 else {
            guard let json = bytes.isEmpty ? .null : json else { throw LinkFailure.unreachable("the answer is no JSON") }
            if let time = json["serverTime"]?.stringValue.flatMap({ Instant(parsing: $0) }) { setTime(time.milliseconds) }
            return json
        }
        if let date, let time = Self.dateFormat().date(from: date) { setTime(Int64(time.timeIntervalSince1970 * 1000)) }
        let name = json?["type"]?.stringValue.flatMap { $0.split(separator: "/").last.map(String.init) }
        let code = json?["code"]?.stringValue ?? name ?? "HTTP_\(status)"
        throw LinkFailure.refused(
            status: status, code: code,
            message: json?["detail"]?.stringValue ?? json?["title"]?.stringValue ?? "the server answered \(status)")
    }

    private func setTime(_ milliseconds: Int64) { offsetMilliseconds = milliseconds - clock.wall.milliseconds }

    /// RFC 9110, 5.6.7.
    private static func dateFormat() -> DateFormatter {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(secondsFromGMT: 0)
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format
    }
}

/// Numbers requests upwards, over restarts too.
///
/// Only every ``step``th number is written down: after a restart counting goes on behind all that may have been used.
final class RequestCounter {
    private static let step: UInt64 = 1000

    private let folder: UnitFolder
    private var last: UInt64
    private var ceiling: UInt64

    init(_ folder: UnitFolder, floor: UInt64) throws {
        self.folder = folder
        last = max(floor, folder.text("counter").flatMap { UInt64($0) } ?? 0)
        ceiling = last
    }

    func next() throws -> UInt64 {
        last += 1
        if last >= ceiling {
            ceiling = last + Self.step
            try folder.write("\(ceiling)", to: "counter")
        }
        return last
    }
}
