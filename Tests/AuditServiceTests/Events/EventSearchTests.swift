import Auditing
import Identity
import Ledger
import LedgerService
import Raffles
import TestSupport
import Testing

@testable import AuditService

@Suite("Searching events")
struct EventSearchTests {
    private func time(_ clock: String) -> EventTime { EventTime(milliseconds: AuditHouse.milliseconds("2026-01-15T\(clock):00Z")) }

    private func codes(_ query: EventQuery, _ house: AuditHouse) throws -> [String] {
        try house.reader.page(query).events.map(\.event)
    }

    @Test("time, component and code each find what they should over real ledgers, and together they must all hold")
    func search() throws {
        let house = try AuditHouse()
        var scene = try RaffleScene()
        scene.now = known(Instant("2026-01-15T18:05:00.000Z"))
        let connected = known(Raffles.SignificantEvent(code: "RSU_CONNECTED"))
        scene.perform(.record(connected), RaffleActor(unit: RaffleScene.a))
        scene.now = known(Instant("2026-01-15T18:06:00.000Z"))
        let alteration = RaffleCommand.alter(element: .collected(RaffleScene.a), before: "", after: "200", reason: "counted")
        #expect(scene.perform(alteration, RaffleScene.manager).refusal == nil)
        scene.sell(RaffleScene.a, ["P1", "P2"])
        try house.append(scene.entries)

        #expect(try codes(EventQuery(from: time("18:04"), to: time("18:06")), house) == ["RSU_CONNECTED"])
        #expect(try codes(EventQuery(component: "RSU-A"), house) == ["RSU_CONNECTED"])
        #expect(try codes(EventQuery(events: ["DATA_ALTERED"]), house) == ["DATA_ALTERED"])
        #expect(try codes(EventQuery(component: "RSU-A", events: ["DATA_ALTERED"]), house).isEmpty)
        #expect(try codes(EventQuery(from: time("18:04"), component: "RSU-A", events: ["RSU_CONNECTED"]), house) == ["RSU_CONNECTED"])
        let found = try house.reader.page(EventQuery(events: ["DATA_ALTERED"])).events
        #expect(found.first?.actor == "mgr1")
        #expect(found.first?.data["after"] == "200")
        #expect(try house.reader.page(EventQuery(ledger: "system")).events.map(\.event) == ["SYSTEM_INITIALISED", "SYSTEM_STARTED"])
        // The sales are no events, and the rest of the raffle's ledger is.
        #expect(try house.reader.page(EventQuery(ledger: AuditHouse.raffleID)).events.count == scene.entries.count - 2)
        try house.end()
    }

    @Test("pages of any size give all events once, merged by time, in each ledger's order")
    func pages() throws {
        let seed: UInt64 = 20_260_115
        print("seed \(seed)")
        var dice = Dice(seed: seed)
        let house = try AuditHouse()
        var milliseconds = AuditHouse.start
        // The system's clock steps back now and then; the raffle's ledger never does.
        var systemEntries: [(text: Int64, entry: SystemEntry)] = []
        for _ in 0..<1100 {
            milliseconds += Int64(dice.roll(20_000)) - (dice.oneIn(10) ? 30_000 : 0)
            let seconds = milliseconds / 1000
            systemEntries.append((seconds * 1000, .started(at: Timestamp(seconds: seconds), version: "1")))
        }
        var scene = try RaffleScene()
        for number in 0..<1100 {
            scene.now = scene.now.adding(milliseconds: Int64(dice.roll(9_000)))
            if dice.oneIn(3) { scene.sell(RaffleScene.a, ["P1"].filter { _ in scene.used[RaffleScene.a, default: 0] < 300 }) }
            let event = known(Raffles.SignificantEvent(code: "X_\(number)"))
            scene.perform(.record(event), RaffleActor(unit: RaffleScene.b))
        }
        try house.append(scene.entries)
        _ = try systemEntries.map { try house.system.append($0.entry) }

        let reader = house.reader
        func pages(limit: Int, after first: EventCursor? = nil, order: EventOrder = .oldestFirst) throws -> [Auditing.SignificantEvent] {
            var events: [Auditing.SignificantEvent] = []
            var after = first
            repeat {
                let page = try reader.page(EventQuery(), after: after, limit: limit, order: order)
                #expect(page.events.count == limit || page.next == nil)
                events += page.events
                after = try page.next.map { try #require(EventCursor($0.text)) }
            } while after != nil
            return events
        }
        let all = try pages(limit: 1000)
        #expect(try pages(limit: 97) == all)
        let late = try #require(reader.page(EventQuery(), limit: 1000).next)
        let later = try #require(reader.page(EventQuery(), after: late, limit: 1000).next)
        #expect(try pages(limit: 7, after: later) == Array(all[2000...]))
        // Newest first is exactly the other way round, from the end and from any place on.
        for limit in [1000, 97] { #expect(try pages(limit: limit, order: .newestFirst) == Array(all.reversed())) }
        #expect(try pages(limit: 13, after: later, order: .newestFirst) == Array(all[..<1999].reversed()))
        let some = EventQuery(from: all[700].moment, to: all[900].moment, events: ["X_400", "X_401", "SYSTEM_STARTED"])
        let found = try reader.page(some, limit: 1000).events
        #expect(try !found.isEmpty && reader.page(some, limit: 1000, order: .newestFirst).events == Array(found.reversed()))
        for ledger in ["system", AuditHouse.raffleID] {
            let own = all.filter { $0.ledger == ledger }.map(\.index)
            #expect(own == own.sorted())
            #expect(Set(own).count == own.count)
        }
        #expect(all.filter { $0.ledger == "system" }.count == 1102)
        #expect(all.filter { $0.event.hasPrefix("X_") }.count == 1100)
        // By time, but for what a clock that was set back holds up.
        var latest: [String: Int64] = [:]
        var order: [Int64] = []
        for event in all {
            let own = max(latest[event.ledger] ?? .min, try #require(event.moment).milliseconds)
            latest[event.ledger] = own
            order.append(own)
        }
        #expect(order == order.sorted())
        // A narrow search after the blocks are known finds what a filter over everything finds.
        let query = EventQuery(from: all[1000].moment, to: all[1200].moment)
        #expect(try Set(reader.page(query, limit: 1000).events) == Set(all.filter { query.matches($0) }))
        try house.end()
    }

    @Test("what was appended after a search is found by the next one")
    func growth() throws {
        let house = try AuditHouse()
        let reader = house.reader
        var scene = try RaffleScene()
        try house.append(scene.entries)
        let before = try reader.page(EventQuery(ledger: AuditHouse.raffleID), limit: 1000)
        scene.entries = []
        for _ in 0..<1100 { scene.perform(.record(known(Raffles.SignificantEvent(code: "CLOCK_STEP"))), RaffleActor(unit: RaffleScene.a)) }
        try house.append(scene.entries)
        #expect(try reader.page(EventQuery(events: ["CLOCK_STEP"]), limit: 1000).events.count == 1000)
        var count = 0
        try reader.forEach(EventQuery(events: ["CLOCK_STEP"])) { _ in
            count += 1
            return true
        }
        #expect(count == 1100)
        #expect(before.events.count == 5)
        try house.end()
    }

    @Test("an exported chain verifies offline; a change, a cut and another log's are told")
    func chain() throws {
        let house = try AuditHouse()
        var scene = try RaffleScene.acknowledged()
        _ = try scene.drawAndPay()
        for _ in 0..<1200 { scene.perform(.record(known(Raffles.SignificantEvent(code: "CLOCK_STEP"))), RaffleActor(unit: RaffleScene.a)) }
        try house.append(scene.entries)
        let signer = try AuditHouse.signer("vote.example/audit")
        var bytes: [UInt8] = []
        let last = try house.reader.exportChain(of: AuditHouse.raffleID, signer: signer) { bytes += $0 }
        let log = EventReader.chainLog(of: AuditHouse.raffleID, signer: signer)
        let keys = [signer.verifierKey]
        let whole = ChainVerifier.verify(bytes, log: log, keys: keys)
        #expect(whole.isIntact)
        let sales = 17
        #expect(whole.records == UInt64(scene.entries.count - sales))
        #expect(whole.signedRecords == whole.records)
        #expect(whole.checkpoints == 2)
        var again: [UInt8] = []
        try house.reader.exportChain(of: AuditHouse.raffleID, signer: signer) { again += $0 }
        #expect(bytes == again)

        var edited = bytes
        let place = try #require(bytes.indices.first { bytes[$0...].starts(with: "mgr1".utf8) })
        edited[place] = UInt8(ascii: "n")
        #expect(!ChainVerifier.verify(edited, log: log, keys: keys).isIntact)
        // Without its end the export verifies by itself up to the first checkpoint, and not against the last one.
        let lines = bytes.split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
        let cut = Array(lines.prefix(1001).joined())
        let published = try #require(ChainCheckpoint(parsing: last.text))
        #expect(!ChainVerifier.verify(cut, log: log, keys: keys, published: [published]).isIntact)
        #expect(!ChainVerifier.verify(bytes, log: log + "x", keys: keys).isIntact)
        #expect(throws: AuditError.unknownLedger("nowhere")) { try house.reader.exportChain(of: "nowhere", signer: signer) { _ in } }
        try house.end()
    }
}
