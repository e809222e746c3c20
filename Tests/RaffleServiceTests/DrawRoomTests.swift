import Draws
import Foundation
import Identity
import Ledger
import LedgerService
import Logging
import Ports
import Raffles
import Testing

@testable import RaffleService

/// A source that gives one byte for ever.
struct StuckEntropy: EntropySource {
    func read(into buffer: UnsafeMutableRawBufferPointer) throws {
        for index in buffer.indices { buffer[index] = 7 }
    }
}

@Suite("The draw room", .timeLimit(.minutes(3)))
struct DrawRoomTests {
    private func ready(_ house: TestHouse, _ definition: JSONValue? = nil) async throws -> Scene {
        var scene = try await Scene(house, definition: definition)
        try await scene.sellAll()
        try await scene.finish()
        return scene
    }

    @Test("Requests at once give one winner")
    func oneWinner() async throws {
        let house = try TestHouse()
        let scene = try await ready(house)
        let results = await withTaskGroup(of: Result<DrawnNumber, DeskFailure>.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do {
                        return .success(try await scene.draw())
                    } catch {
                        return .failure(DeskFailure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let drawn = results.compactMap { try? $0.get() }
        #expect(drawn.count == 1)
        for case .failure(let failure) in results { #expect(failure.refusal?.code == .alreadyDrawn) }
        let attempts = try #require(scene.raffle.reading { $0.prizes.first?.attempts })
        #expect(attempts.count == 1 && attempts.first?.number == drawn.first?.number)
        let number = try #require(drawn.first?.number)
        #expect(scene.raffle.reading { $0.numbersInPlay() }.contains(number))
        #expect(house.generator.status.draws == 1)
        try await house.end()
    }

    @Test("A stuck entropy source refuses every draw, on record, with no other generator")
    func stuck() async throws {
        let house = try TestHouse(entropy: StuckEntropy())
        #expect(house.generator.status.state == .error)
        #expect(house.generator.status.failure == .repetitionCount)
        let scene = try await ready(house)
        #expect(try await refusal { _ = try await scene.draw() } == .rngError)
        #expect(scene.raffle.reading { $0.prizes.first?.attempts.isEmpty } == true)
        #expect(scene.raffle.reading { $0.exceptions.last?.kind } == "refused/RNG_ERROR")
        var codes: [String] = []
        try house.system.readAll { entry, _ in
            if case .event(let event, _) = entry { codes.append(event.code.text) }
        }
        #expect(codes.contains("RNG_REPETITION_COUNT"))
        let healthy = try await house.restarted()
        let again = try Scene(healthy, continuing: scene)
        _ = try await again.draw()
        try await healthy.end()
    }

    @Test("A crash between start and number is on record, and the draw goes on from its start")
    func interrupted() async throws {
        let house = try TestHouse()
        let scene = try await ready(house)
        // The start is stored; then the process is gone.
        let prize = try scene.main
        let setting = try house.setting()
        try await house.desk.inTurn {
            let draw = try house.room.frozenDraw(for: prize, scene.raffle, setting, isFallback: false)
            let start = DrawStart(
                draw: draw, prize: prize, method: .certifiedRNG, officials: [setting.actor.user], software: setting.software)
            try house.room.carryOut([.startDraw(start, setting.conditions)], on: scene.raffle, by: setting.actor)
        }
        let next = try await house.crashed()
        let again = try Scene(next, continuing: scene)
        try await next.room.noteInterruptions(in: next.directory.all)
        #expect(again.raffle.reading { $0.prizes.first?.phase } == .started)
        let drawn = try await again.draw()
        #expect(drawn.attempt == 1)
        #expect(try await refusal { _ = try await again.draw() } == .alreadyDrawn)
        let codes = try again.events()
        #expect(codes == ["DRAW_INTERRUPTED", "DRAW_RESUMED"])
        try await next.end()
    }

    @Test("A number that could not be stored stands, and is stored when that works again")
    func unstored() async throws {
        let house = try TestHouse()
        let scene = try await ready(house)
        _ = try await house.room.freeze(for: try scene.main, on: scene.raffle, try house.setting())
        // The start passes; the number does not.
        house.store.fail(StoreError(.unavailable, "the disk is full"), after: 1)
        await #expect(throws: DeskFailure.self) { _ = try await scene.draw() }
        #expect(scene.raffle.reading { $0.prizes.first?.phase } == .started)
        #expect(scene.raffle.reading { $0.prizes.first?.attempts.isEmpty } == true, "nobody sees what is not durable")
        house.store.fail(nil)
        #expect(await house.desk.checkHealth())
        let drawn = try await scene.draw()
        #expect(house.generator.status.draws == 1, "nothing was drawn a second time")
        #expect(scene.raffle.reading { $0.prizes.first?.attempts.map(\.number) } == [drawn.number])
        try await house.end()
    }

    @Test("The generator's carry is private, read once, and not used when it is forged")
    func generatorLife() async throws {
        let house = try TestHouse()
        #expect(!house.generator.status.hasUsedCarry)
        house.generator.stop()
        let path = house.folder + "/rng.carry"
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let next = try await house.crashed()
        #expect(next.generator.status.hasUsedCarry && !FileManager.default.fileExists(atPath: path))
        let turn = try #require(next.generator.nextTurn(BackgroundCycling()))
        next.generator.cycle(turn)
        #expect(next.generator.status.cycles == 1 && next.generator.status.blocksDiscarded == UInt64(turn.blocks))
        next.generator.stop()
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
        let third = try await next.crashed()
        #expect(!third.generator.status.hasUsedCarry && third.generator.status.state == .ready, "a forged carry is not used")
        try await third.end()
    }

    @Test("A verifiable draw is committed, frozen, drawn after the round, and revealed; anyone repeats it")
    func verifiable() async throws {
        let house = try TestHouse()
        var scene = try await Scene(house, definition: try Scene.definition(mode: "verifiable"))
        let official = try TestHouse.official
        let commitment = try await house.room.commit(on: scene.raffle, by: official)
        try await scene.sellAll()
        try await scene.finish()
        #expect(try await refusal { _ = try await scene.draw() } == .notFrozen)
        let frozen = try await house.room.freeze(for: try scene.main, on: scene.raffle, try house.setting())
        #expect(frozen.draw == commitment.draw)
        let round = try #require(frozen.beacon?.round)
        let signature = [UInt8](repeating: 5, count: 48)
        let beacon = BeaconRecord(
            chain: BeaconChain.quicknet.hash, round: round, signature: signature, randomness: Draws.SHA256.hash(signature))
        let request = DrawRequest(prize: try scene.main, beacon: beacon)
        func draw(_ request: DrawRequest) async throws -> DrawnNumber {
            try await house.room.draw(request, on: scene.raffle, try house.setting())
        }
        #expect(try await refusal { _ = try await draw(request) } == .badBeacon, "the round has not come")
        house.pass(seconds: 90)
        let other = BeaconRecord(chain: beacon.chain, round: round + 1, signature: signature, randomness: beacon.randomness)
        #expect(try await refusal { _ = try await draw(DrawRequest(prize: scene.main, beacon: other)) } == .badBeacon)
        #expect(try await refusal { _ = try await draw(DrawRequest(prize: scene.main)) } == .badBeacon, "no beacon is configured")
        let next = try await house.restarted()
        let again = try Scene(next, continuing: scene)
        let drawn = try await next.room.draw(request, on: again.raffle, try next.setting())
        #expect(try await refusal { _ = try await next.room.reveal(drawn.draw, on: again.raffle, by: official) } == .badReveal)
        _ = try await again.perform(.verifyWinner(prize: try again.main, number: drawn.number), by: official)
        let reveal = try await next.room.reveal(drawn.draw, on: again.raffle, by: official)
        // As somebody outside would: from what is published alone.
        let text = String(decoding: try #require(again.raffle.poolText(of: drawn.draw)), as: UTF8.self)
        let pool = try #require(Digest256(bytes: Hash.sha256(Array(text.utf8)).bytes))
        #expect(pool.bytes == frozen.digest.bytes)
        let numbers = text.split(separator: "\n").dropFirst(3).compactMap { UInt32($0.prefix { $0 != "," }) }
        let seed = VerifiableDraw.seed(
            draw: drawn.draw.text, secret: reveal.secret, pool: pool, round: reveal.round, randomness: beacon.randomness)
        let repeated = try VerifiableDraw.run(
            draw: drawn.draw.text, seed: seed, pool: NumberPool(numbers), prizes: 1, .without)
        #expect(repeated.numbers == [drawn.number])
        try await next.end()
    }

    @Test("Scenario S7 by hand: a void number is an attempt, an unknown one is none, a sold one wins")
    func manual() async throws {
        let house = try TestHouse()
        let scene = try await ready(house, try Scene.definition(mode: "manual"))
        let setting = try house.setting()
        func enter(_ number: UInt32, again: UInt32? = nil) async throws -> EnteredNumber {
            try await house.room.enter(number, again: again ?? number, for: try scene.main, on: scene.raffle, setting)
        }
        let (void, sold) = scene.raffle.reading { record in
            let tickets = (0..<record.ticketCount).map { record.ticket(at: $0) }
            return (tickets.first { $0.status == .void }?.numbers.first, tickets.first { $0.status == .sold }?.numbers.first)
        }
        #expect(try await refusal { _ = try await scene.draw() } == .wrongMethod)
        #expect(try await refusal { _ = try await enter(1, again: 2) } == .numberMismatch)
        let voided = try #require(void)
        #expect(try await enter(voided).verdict == .void)
        #expect(try await enter(1_001).verdict == .unknown)
        let valid = try #require(sold)
        let won = try await enter(valid)
        #expect(won.verdict == .valid && won.attempt == 2)
        #expect(try await refusal { _ = try await enter(won.number) } == .alreadyDrawn)
        try await house.end()
    }
}

extension Scene {
    /// The codes of the raffle's events, oldest first.
    func events() throws -> [String] {
        let run = try raffle.ledger.entries(in: 0..<raffle.ledger.published.head.size)
        return try (0..<run.count).compactMap { offset in
            if case .event(let event) = try RaffleEntry(decoding: run.entry(at: offset)).body { event.code } else { nil }
        }
    }
}
