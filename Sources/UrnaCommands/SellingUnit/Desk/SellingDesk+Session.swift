internal import Foundation
internal import Identity
internal import Ledger
internal import Raffles
internal import Selling

// Log-on, raffles, numbers, the connection.
extension SellingDesk {
    /// Wrong PINs in a row without a connection, after which only the server can let somebody in.
    private static let offlineTriesMax = 5

    /// The server checks the PIN; without a connection the unit does, against a hash of the last PIN that the server took.
    func logon(_ command: JSONValue) async throws -> [(String, JSONValue)] {
        guard let enrolled = folder.settings.operatorID else { throw UnitProblem("NOT_ENROLLED", "the unit is not enrolled") }
        guard let typed = command["pin"]?.stringValue else { throw UnitProblem.usage("`pin` is missing") }
        guard command["operator"]?.stringValue ?? enrolled.text == enrolled.text, let user = UserID(enrolled.text) else {
            throw UnitProblem("OPERATOR_NOT_ALLOWED", "the unit is enrolled for \(enrolled.text)")
        }
        pin = typed
        var isConnected = true
        do {
            // A session from before says nothing about who stands at the unit now.
            keepSession(nil)
            _ = try await openSession()
            try keepPin(typed, of: enrolled)
        } catch LinkFailure.unreachable {
            isConnected = false
            guard isRight(typed, of: enrolled) else {
                pin = nil
                tell(.logon(user, accepted: false))
                throw UnitProblem("PIN_INVALID", "the PIN is wrong, or can only be checked with a connection")
            }
        } catch {
            pin = nil
            tell(.logon(user, accepted: false))
            throw error
        }
        if let damage, let raffle = folder.settings.raffle {
            if isConnected { try await report(damage, of: raffle) }
            throw UnitProblem("CRITICAL_MEMORY_CORRUPT", damage.description)
        }
        if isConnected {
            if unit?.isLinked == true { tell(.linkLost) }
            await drive(.linkRestored)
        }
        tell(.logon(user, accepted: true))
        try folder.write(user.text, to: "seller")
        return [("operator", .string(user.text)), ("online", .bool(isConnected))] + standing()
    }

    private func keepPin(_ pin: String, of person: StaffID) throws {
        if let hash = folder.text("pin").flatMap({ PinHash($0) }), hash.matches(pin, operator: person, device: folder.settings.id) {
            return
        }
        let hash = PinHash(of: pin, operator: person, device: folder.settings.id, salt: RandomBytes.make(16))
        try folder.write(hash?.text, to: "pin")
    }

    private func isRight(_ pin: String, of person: StaffID) -> Bool {
        let notes = unit?.memory.notes ?? []
        let events = notes.reversed().lazy.compactMap { if case .event(let event, _) = $0.body { event } else { nil as UnitEvent? } }
        let failures = events.prefix { $0 != .logon }.count { $0 == .logonFailed }
        guard failures < Self.offlineTriesMax, let hash = folder.text("pin").flatMap({ PinHash($0) }) else { return false }
        return hash.matches(pin, operator: person, device: folder.settings.id)
    }

    func logoff() throws -> [(String, JSONValue)] {
        pin = nil
        keepSession(nil)
        try folder.write(nil, to: "seller")
        tell(.logoff)
        if unit?.isLinked == true { tell(.linkLost) }
        return []
    }

    func raffles() async throws -> [(String, JSONValue)] {
        let status = try await openSession()
        for input in inputs(from: status) { tell(input) }
        return [("raffles", status["raffles"] ?? .array([])), ("state", status["state"] ?? .null)]
    }

    func choose(_ command: JSONValue) throws -> [(String, JSONValue)] {
        guard let raffle = command["raffle"]?.stringValue.flatMap({ RaffleID($0) }) else {
            throw UnitProblem.usage("`raffle` is missing or no raffle's id")
        }
        if folder.settings.raffle != raffle || (runner == nil && damage == nil) {
            try folder.change { $0.raffle = raffle }
            try open(raffle)
        }
        let unit = try working()
        // Whoever logged on before the raffle was chosen sells in it.
        if unit.memory.seller == nil, let user = folder.text("seller").flatMap({ UserID($0) }) { tell(.logon(user, accepted: true)) }
        return standing()
    }

    func lease(_ command: JSONValue) async throws -> [(String, JSONValue)] {
        if command["raffle"] != nil { _ = try choose(command) }
        let raffle = try working().memory.header.raffle
        let count = command["count"]?.integerValue ?? 1000
        guard (1...Int64(Selling.Lease.numbersMax)).contains(count) else {
            throw UnitProblem.usage("`count` is 1 to \(Selling.Lease.numbersMax)")
        }
        if unit?.isLinked == false { await drive(.linkRestored) }
        guard let link, unit?.isOnline == true else { throw problems.last ?? UnitProblem("OFFLINE", "there is no connection") }
        let answer: JSONValue
        do {
            answer = try await link.post("/v1/rsu/raffles/\(raffle.text)/lease", .object([("count", .whole(count))]))
        } catch {
            let inputs = note(error)
            for input in inputs { tell(input) }
            throw error
        }
        let (definition, event, lease) = try Self.read(answer, raffle, folder.settings.rsu)
        try require(tell(.standing(.enabled)))
        try require(tell(.configured(definition, eventNumber: event)))
        try require(tell(.leased(lease)))
        return [("raffle", .string(raffle.text)), ("from", .whole(lease.from)), ("to", .whole(lease.to))] + standing()
    }

    private static func read(
        _ answer: JSONValue, _ raffle: RaffleID, _ rsu: RSUID
    ) throws(UnitProblem) -> (RaffleDefinition, UInt64, Selling.Lease) {
        let bytes = answer["validationKey"]?.stringValue.flatMap { Base64URL.decode($0) } ?? []
        let numbers = (answer["numbers"]?.arrayValue ?? []).compactMap { $0.integerValue.flatMap { UInt32(exactly: $0) } }
        guard let json = answer["definition"], let definition = try? RaffleDefinition.parse(json),
            let from = answer["from"]?.integerValue, let to = answer["to"]?.integerValue,
            let event = answer["eventNumber"]?.integerValue, event >= 0,
            let key = UnitValidationKey(raffle: raffle, rsu: rsu, bytes: bytes),
            let lease = Selling.Lease(raffle: raffle, rsu: rsu, from: Int(from), to: Int(to), numbers: numbers, key: key)
        else { throw UnitProblem("MALFORMED_ANSWER", "the server's answer is no lease") }
        return (definition, UInt64(event), lease)
    }

    func connect() async throws -> [(String, JSONValue)] {
        link?.isCut = false
        if unit?.isLinked == false { await drive(.linkRestored) }
        guard unit?.isOnline ?? true else { throw problems.last ?? UnitProblem("OFFLINE", "there is no connection") }
        return standing()
    }

    func disconnect() -> [(String, JSONValue)] {
        link?.isCut = true
        keepSession(nil)
        tell(.linkLost)
        return standing()
    }
}
