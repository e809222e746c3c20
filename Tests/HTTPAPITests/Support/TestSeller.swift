import Foundation
import Identity
import Ledger
import NIOConcurrencyHelpers
import Raffles
import Testing

@testable import HTTPAPI

/// A selling unit with numbers to sell in a raffle, over real HTTP.
final class TestSeller: Sendable {
    private struct State {
        var numbers: [UInt32] = []
        var key: UnitValidationKey?
        var sales: [SaleUpload] = []
    }

    let unit: TestUnit
    let raffle: String
    let house: TestHouse
    private let person: String
    private let state = NIOLockedValueBox(State())

    /// Enrols, enables and authenticates a unit, and leases numbers.
    init(_ id: String, seed: UInt8, raffle: String, person: String, numbers: Int, at house: TestHouse) async throws {
        unit = try TestUnit(id, seed: seed)
        self.raffle = raffle
        self.house = house
        self.person = person
        if raffle.isEmpty { return }
        try await house.add(person, "operator")
        _ = try await unit.enrol(for: person, at: house)
        try expect(try await unit.change("enable", at: house), 200)
        try expect(try await unit.authenticate(as: person, at: house), 200)
        let answer = try await call("lease", "{\"count\":\(numbers)}")
        try expect(answer, 200)
        let json = try answer.json
        let list = (json["numbers"]?.arrayValue ?? []).compactMap { $0.integerValue.flatMap { UInt32(exactly: $0) } }
        let bytes = json["validationKey"]?.stringValue.flatMap { Base64URL.decode($0) } ?? []
        let raffleID = try #require(RaffleID(raffle))
        let rsu = try #require(RSUID(id))
        let key = try #require(UnitValidationKey(raffle: raffleID, rsu: rsu, bytes: bytes))
        state.withLockedValue { state in
            state.numbers = list
            state.key = key
        }
    }

    private func expect(_ answer: Answer, _ status: Int) throws {
        guard answer.status == status else { throw WireError(description: "\(answer.status): \(answer.text)") }
    }

    func call(_ name: String, _ body: String) async throws -> Answer {
        try await unit.call("POST", "/v1/rsu/raffles/\(raffle)/\(name)", body: body, to: house)
    }

    var sales: [SaleUpload] { state.withLockedValue { $0.sales } }

    func validation(of sequence: UInt64) -> String {
        state.withLockedValue { $0.key?.number(sequence: sequence).text } ?? ""
    }

    /// Makes a sale and keeps it; nothing is sent.
    func sell(_ package: String, _ count: Int, _ price: Int64, at time: Instant? = nil) throws {
        let now = time ?? Instant(milliseconds: house.now * 1_000)
        try state.withLockedValue { state in
            let sequence = UInt64(state.sales.count + 1)
            let rsu = try #require(RSUID(unit.id.text))
            let raffle = try #require(RaffleID(raffle))
            let ticket = try #require(TicketID(rsu: rsu, sequence: sequence))
            let commitment = try #require(state.key).number(sequence: sequence).commitment(raffle: raffle, ticket: ticket)
            let id = [UInt8](unit.id.text.utf8.prefix(8)) + [UInt8](repeating: 0, count: max(0, 8 - unit.id.text.utf8.count))
            let tail = (0..<8).map { UInt8(truncatingIfNeeded: sequence >> (56 - 8 * UInt64($0))) }
            state.sales.append(
                SaleUpload(
                    rsu: rsu, sequence: sequence, sale: try #require(SaleID(bytes: id + tail)),
                    numbers: Array(state.numbers.prefix(count)), package: try #require(PackageID(package)), price: price,
                    payment: Payment(method: .cash), operator: try #require(UserID(person)), soldAt: now, offline: false,
                    commitment: commitment))
            state.numbers.removeFirst(count)
        }
    }

    static func body(_ sales: [SaleUpload]) -> String {
        "{\"sales\":[" + sales.map { String(decoding: $0.canonical(), as: UTF8.self) }.joined(separator: ",") + "]}"
    }

    func upload(_ sales: [SaleUpload]? = nil) async throws -> Answer { try await call("sales", Self.body(sales ?? self.sales)) }

    func close() async throws -> Answer {
        let statement = UnitStatement(
            raffle: try #require(RaffleID(raffle)), rsu: try #require(RSUID(unit.id.text)),
            sales: sales.map { (sequence: $0.sequence, digest: $0.digest) })
        return try await call("closing", "{\"sales\":\(statement.sales),\"digest\":\"\(statement.digest.base64URL)\"}")
    }
}

extension TestHouse {
    /// The raffle of the acceptance scenarios.
    static let rivertown = """
        {"title":"Home game 50/50","organisation":{"name":"Rivertown Youth Hockey","licence":"L-1234"},"location":"Rivertown Arena",\
        "currency":"CAD","numbers":{"first":1,"last":1000},"allocation":"sequential","packages":[\
        {"id":"P1","numbers":1,"price":500},{"id":"P2","numbers":3,"price":1000},{"id":"P3","numbers":10,"price":2000}],\
        "prizes":[{"id":"half","title":"Half of the pot","rule":{"kind":"percentage","of":"net","basisPoints":5000}}],\
        "draw":{"mode":"MODE"},"rsu":{},"policies":{}}
        """

    /// Creates and activates a raffle.
    ///
    /// - Parameters:
    ///   - rsu: members of the definition's rules for units.
    ///   - policies: members of its policies.
    func raffle(
        _ id: String = "game-1", mode: String = "certified-rng", rsu: String = "", policies: String = ""
    ) async throws {
        let definition = Self.rivertown.replacingOccurrences(of: "MODE", with: mode)
            .replacingOccurrences(of: #""rsu":{}"#, with: #""rsu":{\#(rsu)}"#)
            .replacingOccurrences(of: #""policies":{}"#, with: #""policies":{\#(policies)}"#)
        let created = try await call("POST", "/v1/raffles?id=\(id)", token: owner, body: definition)
        guard created.status == 201 else { throw WireError(description: "create: \(created.text)") }
        let activated = try await call("POST", "/v1/raffles/\(id)/activate", token: owner)
        guard activated.status == 200 else { throw WireError(description: "activate: \(activated.text)") }
    }

    func post(_ path: String, _ body: String? = nil, as token: String? = nil) async throws -> Answer {
        try await call("POST", "/v1/raffles/\(path)", token: token ?? owner, body: body)
    }

    func get(_ path: String, as token: String? = nil) async throws -> Answer {
        try await call("GET", "/v1/raffles/\(path)", token: token ?? owner)
    }
}

/// The three units of the acceptance scenarios, with all their sales made and uploaded, and two tickets voided.
struct RivertownGame: Sendable {
    let a: TestSeller
    let b: TestSeller
    let k: TestSeller

    init(at house: TestHouse, mode: String = "certified-rng", policies: String = "") async throws {
        try await house.raffle(mode: mode, policies: policies)
        a = try await TestSeller("RSU-A", seed: 1, raffle: "game-1", person: "op-a", numbers: 300, at: house)
        b = try await TestSeller("RSU-B", seed: 2, raffle: "game-1", person: "op-b", numbers: 300, at: house)
        k = try await TestSeller("RSU-K", seed: 3, raffle: "game-1", person: "op-k", numbers: 300, at: house)
        for _ in 0..<4 { try a.sell("P1", 1, 500) }
        for _ in 0..<3 { try a.sell("P2", 3, 1_000) }
        for _ in 0..<2 { try a.sell("P3", 10, 2_000) }
        for _ in 0..<5 { try b.sell("P2", 3, 1_000) }
        try b.sell("P3", 10, 2_000)
        for _ in 0..<2 { try k.sell("P3", 10, 2_000) }
        for unit in [a, b, k] {
            let answer = try await unit.upload()
            guard answer.status == 200, try answer.json["upTo"]?.integerValue == Int64(unit.sales.count) else {
                throw WireError(description: "upload: \(answer.text)")
            }
        }
        for (ticket, reason) in [("RSU-A-8", "misprint"), ("RSU-B-1", "customer")] {
            let answer = try await house.post("game-1/voids", "{\"ticket\":\"\(ticket)\",\"reason\":\"\(reason)\"}")
            guard answer.status == 201 else { throw WireError(description: "void: \(answer.text)") }
        }
    }

    /// The game when nothing is left but to draw.
    static func finished(at house: TestHouse, mode: String = "certified-rng", policies: String = "") async throws -> RivertownGame {
        let game = try await RivertownGame(at: house, mode: mode, policies: policies)
        try await game.finish(at: house)
        return game
    }

    /// Closes the raffle and the units, reconciles and acknowledges.
    func finish(at house: TestHouse) async throws {
        guard try await house.post("game-1/close").status == 200 else { throw WireError(description: "close") }
        for unit in [a, b, k] {
            let answer = try await unit.close()
            guard answer.status == 200 else { throw WireError(description: "closing: \(answer.text)") }
        }
        for step in ["reconcile", "acknowledge"] {
            let answer = try await house.post("game-1/\(step)")
            guard answer.status == 200 else { throw WireError(description: "\(step): \(answer.text)") }
        }
    }

    struct Drawn: Sendable {
        var draw: String
        var number: Int64
        var ticket: String
    }

    /// Draws the prize `half` as the owner.
    func draw(at house: TestHouse) async throws -> Drawn {
        let answer = try await house.post("game-1/draws", #"{"prize":"half","officials":["owner"]}"#)
        let json = try answer.json
        guard answer.status == 201, let draw = json["draw"]?.stringValue, let number = json["number"]?.integerValue,
            let ticket = json["ticket"]?.stringValue
        else { throw WireError(description: "drawing: \(answer.text)") }
        return Drawn(draw: draw, number: number, ticket: ticket)
    }

    /// Claims what was drawn, with what stands on the ticket.
    func claim(_ drawn: Drawn, at house: TestHouse) async throws -> Answer {
        let parts = drawn.ticket.split(separator: "-")
        guard let seller = [a, b, k].first(where: { drawn.ticket.hasPrefix($0.unit.id.text + "-") }),
            let sequence = parts.last.flatMap({ UInt64($0) })
        else { throw WireError(description: "nobody sold \(drawn.ticket)") }
        let validation = seller.validation(of: sequence)
        return try await house.post("game-1/claims", "{\"prize\":\"half\",\"number\":\(drawn.number),\"validation\":\"\(validation)\"}")
    }
}
