import Ledger
import Raffles
import Testing

@testable import Selling

@Suite("Upload and close")
struct UploadTests {
    @Test("communication loss, full buffer, exactly once, a kill and a damaged journal: 5 tickets and 2500, whatever happens (S4)")
    func communicationLoss() throws {
        var desk = try Desk.ready(bufferLimit: 5)
        var server = ModelServer()
        desk.send(.linkLost)
        for _ in 1...5 { desk.sell() }
        #expect(desk.events(.buffer80) == 1)
        #expect(desk.printer.printed.count == 5)
        #expect(Set(desk.memory.sales.flatMap(\.numbers)) == [1, 2, 3, 4, 5])
        #expect(Set(desk.memory.sales.map(\.validation)).count == 5)
        #expect(!desk.memory.sales.contains { !$0.isOffline })
        #expect(desk.unit.state == .active)

        desk.sell()
        #expect(desk.refusal == .bufferFull(limit: 5))
        #expect(desk.unit.state == .suspended("the buffer is full"))
        #expect(desk.events(.bufferFull) == 1)
        desk.sell()
        #expect(desk.refusal == .bufferFull(limit: 5))
        #expect(desk.events(.bufferFull) == 1)
        #expect(desk.memory.sales.count == 5)

        // The old session is over, at the unit and at the server.
        server.session = "s2"
        desk.send(.linkRestored)
        #expect(desk.effects.contains { if case .authenticate = $0 { true } else { false } })
        desk.send(.sync)
        #expect(desk.batch == nil)
        let stale = server.take(UploadBatch(raffle: Sample.raffle, rsu: Sample.rsu, session: "s1", sales: desk.memory.sales, notes: []))
        #expect(stale.isSessionRefusal)
        #expect(server.sales.isEmpty)
        desk.send(.authenticated(session: "s2", serverTime: Sample.at("20:00:01")))
        #expect(desk.events(.reauthenticated) == 2)

        // The answer is lost; the same batch twice more.
        desk.send(.sync)
        let first = try #require(desk.batch)
        _ = server.take(first)
        let receipts = server.acknowledgement
        for _ in 1...2 {
            desk.send(.sync)
            let again = try #require(desk.batch)
            #expect(again == first)
            _ = server.take(again)
            #expect(server.acknowledgement == receipts)
        }
        #expect(server.sales.count == 5)
        #expect(server.sales.values.reduce(0) { $0 + $1.price } == 2500)
        #expect(server.conflicts.isEmpty)

        // Killed between print and upload.
        let before = desk.memory.sales
        try desk.restart()
        #expect(desk.memory.sales == before)
        #expect(desk.unit.state == .suspended("the buffer is full"))
        desk.connect("s2")
        desk.send(.sync)
        desk.send(server.take(try #require(desk.batch)))
        #expect(server.sales.count == 5)
        #expect(desk.memory.acknowledgedSales == 5)
        #expect(desk.messages.contains(.progress(uploaded: 5, of: 5)))
        #expect(desk.unit.state == .active)

        // Sequence 3 with another price is a conflict, and what is held stays.
        let third = before[2]
        let other = SaleUpload(
            raffle: third.raffle, rsu: third.rsu, sequence: 3, sale: third.sale, numbers: third.numbers, package: third.package, price: 400,
            payment: third.payment, seller: third.seller, soldAt: third.soldAt, isOffline: true, validation: third.validation)
        let offered = try #require(other)
        #expect(offered.digest != third.digest)
        _ = server.take(UploadBatch(raffle: third.raffle, rsu: third.rsu, session: "s2", sales: [offered], notes: []))
        #expect(server.conflicts == [3])
        #expect(server.sales[3] == third)

        // The export made before the damage, then one byte of the acknowledged part.
        let export = RecoveryFile(desk.memory, at: Sample.at("20:05:00"))
        var bytes = desk.file.bytes
        let place = try #require(firstSale(bytes))
        bytes[place + 40] ^= 1
        do {
            _ = try SaleJournal.open(MemoryFile(bytes), key: Sample.journalKey)
            Issue.record("the damage was not found")
        } catch {
            guard case .corrupt(let damage) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(damage.rsu == Sample.rsu)
            #expect(damage.seller == Sample.seller)
            #expect(damage.collected == 2500)
            #expect(damage.json()["collected"] == 2500)
        }
        #expect(export.sales == before)
        #expect(export.isComplete)
    }

    private func firstSale(_ bytes: [UInt8]) -> Int? {
        var place = JournalFrame.magic.count
        while place < bytes.count, case .frame(let frame) = JournalFrame.read(bytes, at: place) {
            if frame.kind == 5 { return place }
            place = frame.end
        }
        return nil
    }

    @Test("an outage is noted once, however often a connection is tried and lost again")
    func outage() throws {
        var desk = try Desk.ready()
        desk.send(.linkLost)
        for _ in 1...3 {
            desk.send(.linkRestored)
            desk.send(.linkLost)
        }
        #expect(desk.events(.offlineStarted) == 1)
        #expect(desk.events(.offlineEnded) == 0)
        desk.connect("again")
        #expect(desk.events(.offlineEnded) == 1)
        desk.send(.linkLost)
        #expect(desk.events(.offlineStarted) == 2)
    }

    @Test("20:29:59 sells, 20:30:00 and after do not; late uploads, a clock set back, and no way back after the close (S3)")
    func closing() throws {
        var desk = try Desk.ready(at: "20:19:00")
        var server = ModelServer()
        desk.pass(seconds: 60)
        desk.send(.linkLost)
        desk.pass(seconds: 9 * 60 + 58)
        desk.sell()
        #expect(desk.memory.sales.last?.soldAt == Sample.at("20:29:58"))
        desk.pass(seconds: 1)
        desk.sell()
        #expect(desk.memory.sales.last?.soldAt == Sample.at("20:29:59"))
        #expect(desk.memory.sales.count == 2)
        desk.pass(seconds: 1)
        desk.sell()
        #expect(desk.refusal == .salesOver)
        desk.pass(seconds: 1)
        desk.sell()
        #expect(desk.refusal == .salesOver)
        #expect(desk.unit.state == .closing)
        #expect(desk.memory.sales.count == 2)

        // 20:31, and back by 30 minutes.
        desk.pass(seconds: 59)
        desk.reading.wall = desk.reading.wall.adding(seconds: -1800)
        desk.sell()
        #expect(desk.refusal == .salesOver)
        #expect(desk.events(.clockStep) == 1)
        #expect(desk.messages.contains { if case .clockStep(let step) = $0 { step.milliseconds == -1_800_000 } else { false } })
        try desk.restart()
        desk.sell()
        #expect(desk.refusal == .salesOver)

        // Uploaded at 20:41.
        desk.pass(seconds: 600)
        desk.send(.linkRestored)
        desk.send(.authenticated(session: "s1", serverTime: Sample.at("20:41:00")))
        desk.send(.statementAccepted)
        #expect(desk.unit.state == .closing)
        desk.send(.sync)
        desk.send(server.take(try #require(desk.batch)))
        #expect(desk.messages.contains(.progress(uploaded: 2, of: 2)))
        #expect(server.sales[1]?.isOffline == true)
        let statement = try #require(desk.statement)
        #expect(statement == SaleStatement(raffle: Sample.raffle, rsu: Sample.rsu, of: [1, 2].compactMap { server.sales[$0] }))
        #expect(statement.sales == 2)
        #expect(statement.gross == 1000)
        desk.send(.statementAccepted)
        #expect(desk.unit.state == .closed)

        // Never again for this raffle.
        desk.send(.standing(.enrolled))
        desk.send(.standing(.enabled))
        desk.send(.resumed)
        desk.send(.leased(Sample.lease(301...400)))
        desk.send(.configured(try Sample.definition(changes: [("salesCloseAt", "2026-01-15T23:30:00Z")]), eventNumber: 17))
        desk.sell()
        #expect(desk.refusal == .salesOver)
        try desk.restart()
        #expect(desk.unit.state == .closed)
        #expect(desk.memory.numbers.count == 300)
    }

    @Test("set back before the close with a restart, the journal's time still counts")
    func setBackWithRestart() throws {
        var desk = try Desk.ready(at: "20:29:00")
        desk.pass(seconds: 30)
        desk.sell()
        desk.reading.wall = Sample.at("19:00:00")
        try desk.restart()
        desk.sell()
        #expect(desk.memory.sales.last?.soldAt == Sample.at("20:29:30"))
        desk.send(.linkRestored)
        desk.send(.authenticated(session: "s1", serverTime: Sample.at("20:29:50")))
        #expect(desk.events(.clockSkew) == 1)
        desk.pass(seconds: 9)
        desk.sell()
        #expect(desk.memory.sales.count == 3)
        desk.pass(seconds: 1)
        desk.sell()
        #expect(desk.refusal == .salesOver)
    }

    @Test("without sales offline allowed, each sale waits for the one before to be confirmed")
    func onlineOnly() throws {
        var desk = try Desk.ready(bufferLimit: 0)
        var server = ModelServer()
        desk.sell()
        #expect(desk.refusal == nil)
        desk.sell()
        #expect(desk.refusal == .notConnected)
        desk.send(.sync)
        desk.send(server.take(try #require(desk.batch)))
        desk.sell()
        #expect(desk.refusal == nil)
        desk.send(.sync)
        desk.send(server.take(try #require(desk.batch)))
        desk.send(.linkLost)
        desk.sell()
        #expect(desk.refusal == .notConnected)
        #expect(desk.events(.bufferFull) == 0)
        #expect(desk.memory.sales.count == 2)
    }

    @Test("a server that has more of a unit's sales than the unit: the unit's memory was set back, and it never sells again")
    func setBackMemory() throws {
        var desk = try Desk.ready()
        desk.sell()
        let old = desk.file.bytes
        desk.sell()
        desk.file.bytes = old
        try desk.restart()
        desk.connect()
        desk.send(.acknowledged(Acknowledgement(raffle: Sample.raffle, rsu: Sample.rsu, sales: 2, notes: 0, time: Sample.at("20:00:00"))))
        #expect(desk.unit.state == .error(.memoryBehindServer(server: 2, unit: 1)))
        try desk.restart()
        desk.sell()
        #expect(desk.refusal == .notActive(.error(.memoryBehindServer(server: 2, unit: 1))))
        #expect(desk.memory.sales.count == 1)
    }

    @Test("a server restored from an older backup gets again what it lacks, also after a restart; a late answer lowers nothing")
    func restoredServer() throws {
        var desk = try Desk.ready()
        var server = ModelServer()
        for _ in 1...2 { desk.sell() }
        desk.send(.sync)
        desk.send(server.take(try #require(desk.batch)))
        let backup = server
        for _ in 1...2 { desk.sell() }
        desk.send(.sync)
        desk.send(server.take(try #require(desk.batch)))
        #expect(desk.memory.acknowledgedSales == 4)
        desk.send(.acknowledged(backup.acknowledgement))
        desk.send(.serverSetBack(sales: 4, notes: desk.memory.acknowledgedNotes))
        #expect(desk.memory.acknowledgedSales == 4)
        server = backup
        desk.send(.serverSetBack(sales: 2, notes: backup.acknowledgement.notes))
        #expect(desk.memory.acknowledgedSales == 2)
        #expect(desk.messages.contains(.progress(uploaded: 2, of: 4)))
        try desk.restart()
        #expect(desk.memory.acknowledgedSales == 2)
        desk.connect()
        desk.send(.sync)
        let batch = try #require(desk.batch)
        #expect(batch.sales.map(\.sequence) == [3, 4])
        desk.send(server.take(batch))
        #expect(desk.memory.acknowledgedSales == 4)
        #expect(server.sales.count == 4)
        #expect(server.conflicts.isEmpty)
    }

    @Test("a server restored from a backup of any moment gets each sale and each note again, and has each once", arguments: UInt64(1)...30)
    func restoredAtAnyMoment(seed: UInt64) throws {
        var chance = SplitMix(seed)
        var desk = try Desk.ready()
        var server = ModelServer()
        var backup = server
        func exchange() throws {
            for _ in 1...10 where !desk.unit.isUploaded {
                desk.send(.sync)
                desk.send(server.take(try #require(desk.batch)))
            }
        }
        for step in 1...30 {
            switch Int.random(in: 0..<6, using: &chance) {
            case 0, 1: desk.sell()
            case 2 where !desk.memory.sales.isEmpty:
                let sequence = UInt64.random(in: 1...UInt64(desk.memory.sales.count), using: &chance)
                desk.send(.requestVoid(sequence: sequence, reason: "misprint"))
            case 3 where !desk.memory.sales.isEmpty:
                desk.send(.reprint(sequence: UInt64.random(in: 1...UInt64(desk.memory.sales.count), using: &chance)))
            case 4: try exchange()
            default: if step < 25 { backup = server }
            }
        }
        try exchange()
        let before = server
        #expect(before.notes.count == desk.memory.notes.count && before.sales.count == desk.memory.sales.count, "seed \(seed)")
        server = backup
        desk.send(.serverSetBack(sales: UInt64(server.sales.count), notes: UInt64(server.notes.count)))
        if Bool.random(using: &chance) {
            try desk.restart()
            desk.connect()
        }
        try exchange()
        #expect(desk.unit.isUploaded, "seed \(seed)")
        #expect(server.sales == before.sales && server.conflicts.isEmpty, "seed \(seed)")
        // A restart adds notes of its own, and changes none.
        for (number, note) in before.notes { #expect(server.notes[number] == note, "seed \(seed), note \(number)") }
        #expect(server.notes.count == desk.memory.notes.count, "seed \(seed)")
    }

    @Test("a conflict at the server stops the unit, also after a restart")
    func conflict() throws {
        var desk = try Desk.ready()
        desk.sell()
        desk.send(.uploadRefused(.conflict(sequence: 1)))
        #expect(desk.unit.state == .error(.conflict(sequence: 1)))
        try desk.restart()
        #expect(desk.unit.state == .error(.conflict(sequence: 1)))
    }

    @Test("sessions end after their time, and three refusals suspend the unit")
    func validation() throws {
        var desk = try Desk.ready()
        desk.pass(seconds: 3599)
        desk.send(.tick)
        #expect(desk.unit.isOnline)
        // 3600 s is past the closing time: ask the effects.
        var short = try Desk.ready(at: "18:30:00")
        short.pass(seconds: 3600)
        short.send(.tick)
        #expect(!short.unit.isOnline)
        #expect(short.effects.contains { if case .authenticate = $0 { true } else { false } })
        for _ in 1...3 { short.send(.authenticationRefused) }
        short.sell()
        #expect(short.refusal == .notActive(.suspended("the unit could not prove itself 3 times")))
        #expect(short.events(.validationFailed) == 3)
        try short.restart()
        #expect(short.unit.state == .suspended("the unit could not prove itself 3 times"))
    }

    @Test("1,203 sales go up in batches of at most 500")
    func batches() throws {
        var desk = try Desk.ready(bufferLimit: 5000, changes: [("numbers", .object([("first", 1), ("last", 2000)]))])
        for first in stride(from: UInt32(301), through: 1101, by: 200) { desk.send(.leased(Sample.lease(first...(first + 199)))) }
        for _ in 1...1203 { desk.sell() }
        #expect(desk.memory.sales.count == 1203)
        var server = ModelServer()
        var sizes: [Int] = []
        while !desk.unit.isUploaded {
            desk.send(.sync)
            let batch = try #require(desk.batch)
            sizes.append(batch.sales.count)
            desk.send(server.take(batch))
        }
        #expect(sizes == [500, 500, 203])
    }

    @Test("whatever is lost, doubled or late on the way, the server ends with exactly what was sold", arguments: UInt64(1)...40)
    func histories(seed: UInt64) throws {
        var random = SplitMix(seed)
        var desk = try Desk.ready(bufferLimit: 12)
        var server = ModelServer()
        var answers: [UnitInput] = []
        var session = 1
        for _ in 0..<150 {
            switch Int.random(in: 0..<12, using: &random) {
            case 0...4:
                desk.printer.fault = Int.random(in: 0..<10, using: &random) == 0 ? .paperOut : nil
                desk.sell(["P1", "P2"].randomElement(using: &random) ?? "P1")
                desk.send(.printerReady)
            case 5...6:
                desk.send(.sync)
                guard let batch = desk.batch else { break }
                // The batch is lost; or arrives, maybe twice; its answers are lost, late or in another order.
                for _ in 0..<Int.random(in: 0...2, using: &random) { answers.append(server.take(batch)) }
            case 7...8:
                guard let index = answers.indices.randomElement(using: &random) else { break }
                desk.send(answers[index])
                if Bool.random(using: &random) { answers.remove(at: index) }
            case 9: desk.send(.linkLost)
            case 10:
                session += 1
                server.session = "s\(session)"
                desk.connect("s\(session)")
            default: try desk.restart()
            }
            #expect(desk.memory.acknowledgedSales <= UInt64(server.sales.count), "seed \(seed)")
            #expect(desk.memory.unsynced <= 12, "seed \(seed)")
        }
        desk.send(.linkLost)
        server.session = "last"
        desk.connect("last")
        desk.send(.closeRequested)
        for _ in 0..<50 where !desk.unit.isUploaded {
            desk.send(.sync)
            if let batch = desk.batch { desk.send(server.take(batch)) }
        }
        desk.send(.sync)
        #expect(desk.unit.isUploaded, "seed \(seed)")
        #expect(server.sales.keys.sorted().compactMap { server.sales[$0] } == desk.memory.sales, "seed \(seed)")
        #expect(server.notes.keys.sorted().compactMap { server.notes[$0] } == desk.memory.notes, "seed \(seed)")
        #expect(server.conflicts.isEmpty, "seed \(seed)")
        #expect(desk.statement?.sales == UInt64(server.sales.count), "seed \(seed)")
        let numbers = desk.memory.sales.flatMap(\.numbers)
        #expect(Set(numbers).count == numbers.count, "seed \(seed)")
        #expect(desk.memory.sales.count > 5, "seed \(seed)")
        // The journal tells the same.
        let replayed = try SaleJournal.open(desk.file, key: Sample.journalKey).memory
        #expect(replayed.sales == desk.memory.sales)
        #expect(replayed.notes == desk.memory.notes)
        #expect(replayed.unprinted == desk.memory.unprinted)
        #expect(replayed.isDeactivated == desk.memory.isDeactivated)
    }
}

extension UnitInput {
    fileprivate var isSessionRefusal: Bool { if case .uploadRefused(.session) = self { true } else { false } }
}
