import Foundation
import Identity
import Ledger
import LedgerService
import NIOConcurrencyHelpers
import Testing

@testable import HTTPAPI

extension TestHouse {
    static let password = "a rather long passphrase 9"

    /// A request on a connection of its own, from an address.
    func call(from address: String, _ method: String, _ path: String, token: String? = nil, body: String? = nil) async throws -> Answer {
        let wire = try await Wire.open(port: port, from: address)
        defer { wire.close() }
        try await wire.send(Self.request(method, path, token: token, body: body))
        return try await wire.answer()
    }

    /// Adds a person. - Returns: the answer's JSON.
    @discardableResult
    func add(_ id: String, _ roles: String..., more: String = "") async throws -> JSONValue {
        let list = roles.map { "\"\($0)\"" }.joined(separator: ",")
        let body = "{\"id\":\"\(id)\",\"name\":\"\(id)\",\"roles\":[\(list)],\"password\":\"\(Self.password)\"\(more)}"
        let answer = try await call("POST", "/v1/staff", token: owner, body: body)
        guard answer.status == 201 else { throw WireError(description: "add \(id): \(answer.text)") }
        return try answer.json
    }

    func tryLogOn(_ id: String, password: String = TestHouse.password, code: String? = nil, from address: String? = nil) async throws
        -> Answer
    {
        let totp = code.map { ",\"totp\":\"\($0)\"" } ?? ""
        let body = "{\"user\":\"\(id)\",\"password\":\"\(password)\"\(totp)}"
        guard let address else { return try await call("POST", "/v1/sessions", body: body) }
        return try await call(from: address, "POST", "/v1/sessions", body: body)
    }

    /// - Returns: the session's token.
    func logOn(_ id: String, password: String = TestHouse.password, code: String? = nil, from address: String? = nil) async throws
        -> String
    {
        let answer = try await tryLogOn(id, password: password, code: code, from: address)
        guard answer.status == 201, let token = try answer.json["token"]?.stringValue else {
            throw WireError(description: "log on \(id): \(answer.text)")
        }
        return token
    }

    /// The code that an authenticator app shows now.
    func code(of person: JSONValue, ahead steps: Int64 = 0) throws -> String {
        guard let text = person["totp"]?["secret"]?.stringValue else { throw WireError(description: "no secret") }
        var bits = 0
        var value: UInt32 = 0
        var secret: [UInt8] = []
        for symbol in text.utf8 {
            guard let digit = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8).firstIndex(of: symbol) else {
                throw WireError(description: "not base32")
            }
            value = (value << 5 | UInt32(digit)) & 0xFFFF
            bits += 5
            if bits >= 8 {
                bits -= 8
                secret.append(UInt8(truncatingIfNeeded: value >> UInt32(bits)))
            }
        }
        return TOTP(secret: secret).code(atStep: TOTP.step(atSeconds: now) + steps)
    }

    /// Every entry of the system ledger, as JSON.
    func entries(_ type: String? = nil, code: String? = nil) throws -> [JSONValue] {
        var entries: [JSONValue] = []
        try system.readAll { entry, _ in entries.append(entry.json()) }
        return entries.filter {
            (type == nil || $0["type"]?.stringValue == type) && (code == nil || $0["code"]?.stringValue == code)
        }
    }
}

extension Answer {
    /// The stable code of a problem.
    var code: String? { try? json["code"]?.stringValue }
}

/// A selling unit that talks to a house.
final class TestUnit: Sendable {
    private struct State {
        var counter: UInt64 = UInt64(Date().timeIntervalSince1970 * 1000)
        var session: DeviceSessionID?
    }

    let id: DeviceID
    let key: DeviceKey
    let pin = "471193"
    private let state = NIOLockedValueBox(State())

    init(_ id: String = "RSU-A", seed: UInt8 = 1) throws {
        self.id = try #require(DeviceID(id))
        key = try #require(DeviceKey(seed: [UInt8](repeating: seed, count: 32)))
    }

    /// A signed request as text.
    func request(_ method: String, _ path: String, body: String = "", clock: Int64 = 0, key other: DeviceKey? = nil, to house: TestHouse)
        -> String
    {
        let (counter, session) = state.withLockedValue { state in
            state.counter += 1
            return (state.counter, state.session)
        }
        let request = DeviceRequest(
            method: method, path: path, bodyDigest: .sha256(Array(body.utf8)), device: id,
            milliseconds: house.now * 1000 + clock, counter: counter, session: session)
        let header = (other ?? key).sign(request).header
        return TestHouse.request(
            method, path, body: method == "GET" ? nil : body, headers: "\(DeviceRequest.headerName): \(header)\r\n")
    }

    func call(_ method: String, _ path: String, body: String = "", to house: TestHouse) async throws -> Answer {
        try await house.raw(request(method, path, body: body, to: house))
    }

    func status(_ house: TestHouse) async throws -> Answer { try await call("GET", "/v1/rsu/status", to: house) }

    func register(at house: TestHouse) async throws -> Answer {
        let body = "{\"id\":\"\(id)\",\"name\":\"North stand\",\"publicKey\":\"\(key.publicKey)\"}"
        return try await house.call("POST", "/v1/rsus", token: house.owner, body: body)
    }

    /// Registers the unit and enrols it for a person. - Returns: the code that was used.
    func enrol(for person: String, at house: TestHouse) async throws -> String {
        _ = try await register(at: house)
        let issued = try await house.call(
            "POST", "/v1/rsus/\(id)/enrolment", token: house.owner, body: "{\"operator\":\"\(person)\"}")
        guard let code = try issued.json["code"]?.stringValue else { throw WireError(description: "enrolment: \(issued.text)") }
        let answer = try await call(
            "POST", "/v1/rsu/enrolment", body: "{\"code\":\"\(code.lowercased())\",\"operator\":\"\(person)\",\"pin\":\"\(pin)\"}",
            to: house)
        guard answer.status == 200 else { throw WireError(description: "enrolment: \(answer.text)") }
        return code
    }

    func change(_ change: String, at house: TestHouse, token: String? = nil) async throws -> Answer {
        try await house.call("POST", "/v1/rsus/\(id)/\(change)", token: token ?? house.owner)
    }

    /// Asks for a challenge and answers it.
    func authenticate(as person: String, pin: String? = nil, at house: TestHouse) async throws -> Answer {
        let challenge = try await call("POST", "/v1/rsu/challenge", to: house)
        guard let text = try challenge.json["challenge"]?.stringValue else { return challenge }
        let body = "{\"challenge\":\"\(text)\",\"operator\":\"\(person)\",\"pin\":\"\(pin ?? self.pin)\"}"
        let answer = try await call("POST", "/v1/rsu/session", body: body, to: house)
        if let session = try answer.json["session"]?.stringValue.flatMap({ DeviceSessionID($0) }) {
            state.withLockedValue { $0.session = session }
        }
        return answer
    }
}
