import Ledger
import Raffles
import Testing

@testable import Selling

@Suite("Journal")
struct JournalTests {
    /// Five P1 sold offline, one of them not printed, three acknowledged.
    private func fiveSales() throws -> Desk {
        var desk = try Desk.ready(bufferLimit: 5, online: false)
        for index in 1...5 {
            desk.printer.fault = index == 4 ? .paperOut : nil
            desk.sell()
            desk.send(.printerReady)
        }
        desk.send(
            .acknowledged(Acknowledgement(raffle: Sample.raffle, rsu: Sample.rsu, sales: 3, notes: 1, time: Sample.at("20:00:00"))))
        return desk
    }

    private func open(_ bytes: [UInt8]) throws(JournalError) -> UnitMemory {
        try SaleJournal.open(MemoryFile(bytes), key: Sample.journalKey).memory
    }

    @Test("CRC-32C gives the check value of its definition, and that of RFC 3720")
    func checksum() {
        #expect(CRC32C.checksum(Array("123456789".utf8)) == 0xE306_9283)
        #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    }

    @Test("a restart gives the same memory")
    func replay() throws {
        let desk = try fiveSales()
        let memory = try open(desk.file.bytes)
        #expect(memory.sales == desk.memory.sales)
        #expect(memory.notes == desk.memory.notes)
        #expect(memory.unprinted == [4])
        #expect(memory.unprinted == desk.memory.unprinted)
        #expect(memory.collected == 2500)
        #expect(memory.acknowledgedSales == 3)
        #expect(memory.acknowledgedNotes == 1)
        #expect(memory.seller == Sample.seller)
        #expect(memory.numbers == Array(1...300))
        #expect(memory.numbersSold == 5)
        #expect(memory.definition == desk.memory.definition)
        #expect(memory.eventNumber == 17)
        #expect(memory.standing == .enabled)
        #expect(memory.latest == desk.memory.latest)
    }

    /// The same in as few bytes as can be, for tests that go through every one.
    private func smallJournal() throws -> MemoryFile {
        let file = MemoryFile()
        var (journal, memory) = try SaleJournal.create(Sample.header, in: file, key: Sample.journalKey)
        let note = UnitNote(number: 1, at: Sample.at("20:00:00"), by: Sample.seller, body: .event(.logon, data: []))
        try journal.append(.lease(Sample.lease(1...5), at: Sample.at("20:00:00")))
        try journal.append(.note(note))
        try memory.apply(.lease(Sample.lease(1...5), at: Sample.at("20:00:00")))
        for index in 1...5 {
            let sale = SaleUpload(
                raffle: Sample.raffle, rsu: Sample.rsu, sequence: UInt64(index), sale: Sample.saleID(index), numbers: [UInt32(index)],
                package: Sample.package("P1"), price: 500, payment: .cash, seller: Sample.seller, soldAt: Sample.at("20:00:00"),
                isOffline: true, validation: Sample.server.unit(Sample.rsu).number(sequence: UInt64(index)))
            let collected = Int64(index) * 500
            try journal.append(.sale(Sample.make(sale), collected: collected))
            try journal.append(.printed(sequence: UInt64(index), collected: collected, at: Sample.at("20:00:00")))
        }
        try journal.append(.acknowledged(sales: 3, notes: 1, collected: 2500, at: Sample.at("20:00:00")))
        return file
    }

    @Test("cut at any byte, the journal holds exactly the records that were whole: no sale lost, none invented")
    func cutAnywhere() throws {
        let bytes = try smallJournal().bytes
        // Where records end, by the format itself.
        var ends: [Int] = []
        var place = JournalFrame.magic.count
        while case .frame(let frame) = place < bytes.count ? JournalFrame.read(bytes, at: place) : .torn {
            place = frame.end
            ends.append(place)
        }
        #expect(place == bytes.count)
        let full = try open(bytes)
        var salesSeen: Set<Int> = []
        for length in 0..<bytes.count {
            let whole = ends.count { $0 <= length }
            if whole == 0 {
                #expect(throws: JournalError.self) { try open(Array(bytes.prefix(length))) }
                continue
            }
            let file = MemoryFile(Array(bytes.prefix(length)))
            let opened = try SaleJournal.open(file, key: Sample.journalKey)
            let boundary = ends[whole - 1]
            // What was whole is there, in full.
            #expect(file.bytes.count == boundary, "cut at \(length)")
            #expect(opened.notes.count == (length == boundary ? 0 : 1), "cut at \(length)")
            #expect(opened.memory.sales == Array(full.sales.prefix(opened.memory.sales.count)), "cut at \(length)")
            let sold = (1...5).count { index in saleEnd(index, bytes, ends).map { $0 <= length } ?? false }
            #expect(opened.memory.sales.count == sold, "cut at \(length)")
            salesSeen.insert(sold)
            // And the journal goes on from there.
            var journal = opened.journal
            try journal.append(.resumed(at: Sample.at("20:10:00")))
            #expect(throws: Never.self) { try SaleJournal.open(file, key: Sample.journalKey) }
        }
        #expect(salesSeen == [0, 1, 2, 3, 4, 5])
    }

    /// Where the record of the n-th sale ends, counted by kinds alone.
    private func saleEnd(_ index: Int, _ bytes: [UInt8], _ ends: [Int]) -> Int? {
        var start = JournalFrame.magic.count
        var seen = 0
        for end in ends {
            if bytes[start + 12] == 5 { seen += 1 }
            if seen == index { return end }
            start = end
        }
        return nil
    }

    @Test("any byte changed is found, in the last record too, and what the unit took can still be told")
    func changeAnywhere() throws {
        let bytes = try smallJournal().bytes
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= UInt8(1) << UInt8(place % 8)
            do {
                _ = try open(damaged)
                Issue.record("the change of byte \(place) was not found")
            } catch {
                guard case .corrupt(let damage) = error else {
                    Issue.record("byte \(place): \(error)")
                    continue
                }
                #expect(damage.rsu == Sample.rsu)
                #expect(damage.seller == Sample.seller)
                #expect(damage.collected == 2500, "byte \(place)")
                #expect(damage.offset <= place)
                // At most one sale is beyond reading; the others are saved.
                #expect(damage.sales.count >= 4, "byte \(place)")
            }
        }
    }

    @Test("a record taken out, put in twice or swapped is found")
    func records() throws {
        let desk = try fiveSales()
        let bytes = desk.file.bytes
        var parts: [[UInt8]] = []
        var place = JournalFrame.magic.count
        while place < bytes.count, case .frame(let frame) = JournalFrame.read(bytes, at: place) {
            parts.append(Array(bytes[place..<frame.end]))
            place = frame.end
        }
        for index in parts.indices.dropLast() {
            var without = parts
            without.remove(at: index)
            #expect(throws: JournalError.self) { try open(JournalFrame.magic + without.joined()) }
            var twice = parts
            twice.insert(parts[index], at: index)
            #expect(throws: JournalError.self) { try open(JournalFrame.magic + twice.joined()) }
            var swapped = parts
            swapped.swapAt(index, index + 1)
            #expect(throws: JournalError.self) { try open(JournalFrame.magic + swapped.joined()) }
        }
    }

    @Test("a file that grew before its bytes arrived is a torn one, and another device's key reads nothing")
    func zerosAndKeys() throws {
        let desk = try fiveSales()
        #expect(try open(desk.file.bytes + [UInt8](repeating: 0, count: 4096)).sales.count == 5)
        let other = Sample.make(JournalKey(bytes: [UInt8](repeating: 9, count: 32)))
        #expect(throws: JournalError.self) { try SaleJournal.open(MemoryFile(desk.file.bytes), key: other) }
    }

    @Test("a journal is never written over, and an empty file is none")
    func creation() throws {
        let desk = try fiveSales()
        #expect(throws: JournalError.self) { try SaleJournal.create(Sample.header, in: desk.file, key: Sample.journalKey) }
        #expect(throws: JournalError.self) { try SaleJournal.open(MemoryFile(), key: Sample.journalKey) }
        let torn = MemoryFile(Array(desk.file.bytes.prefix(20)))
        #expect(throws: Never.self) { try SaleJournal.create(Sample.header, in: torn, key: Sample.journalKey) }
    }

    @Test("a damaged or shorter copy is made anew from the whole one; two that disagree are corrupt")
    func copies() throws {
        let desk = try fiveSales()
        let bytes = desk.file.bytes
        var flipped = bytes
        flipped[bytes.count / 2] ^= 1
        for (first, second) in [(flipped, bytes), (bytes, flipped), (bytes, Array(bytes.dropLast(100))), ([], bytes)] {
            let (one, two) = (MemoryFile(first), MemoryFile(second))
            let opened = try SaleJournal.open(one, copy: two, key: Sample.journalKey)
            #expect(opened.memory.sales.count == 5)
            #expect(opened.notes.count == 1)
            #expect(one.bytes == bytes)
            #expect(two.bytes == bytes)
            var journal = opened.journal
            try journal.append(.resumed(at: Sample.at("20:10:00")))
            #expect(one.bytes == two.bytes)
            #expect(one.bytes.count > bytes.count)
        }
        #expect(throws: JournalError.self) {
            try SaleJournal.open(MemoryFile(flipped), copy: MemoryFile(flipped), key: Sample.journalKey)
        }
        let right = MemoryFile(bytes)
        var fork = try SaleJournal.open(right, key: Sample.journalKey).journal
        try fork.append(.resumed(at: Sample.at("20:10:00")))
        let other = MemoryFile(bytes)
        var second = try SaleJournal.open(other, key: Sample.journalKey).journal
        try second.append(.suspended("x", at: Sample.at("20:10:00")))
        #expect(throws: JournalError.self) { try SaleJournal.open(right, copy: other, key: Sample.journalKey) }
        #expect(try open(other.bytes).suspension == "x")
    }

    @Test("the medium full: nothing is printed, the unit stops, and a restart finds one truth", arguments: [0, 1, 16, 17, 300])
    func full(room: Int) throws {
        var desk = try Desk.ready()
        desk.sell()
        desk.file.room = room
        let printed = desk.printer.printed.count
        desk.sell()
        #expect(desk.printer.printed.count == printed)
        #expect(desk.messages.contains { if case .state(.error(.journal)) = $0 { true } else { false } })
        desk.file.room = .max
        desk.sell()
        #expect(desk.refusal != nil)
        // What may not be in the journal does not go to the server.
        desk.connect()
        desk.send(.sync)
        #expect(desk.batch == nil)
        try desk.restart()
        #expect(desk.memory.sales.count == 1)
        desk.sell()
        #expect(desk.memory.sales.count == 2)
        #expect(desk.memory.sales.map(\.numbers) == [[1], [2]])
    }

    @Test("the validation key does not lie in the file, nor in a description")
    func secrets() throws {
        let desk = try fiveSales()
        let key = Sample.server.unit(Sample.rsu).withUnsafeBytes { Array($0) }
        let text = String(decoding: desk.file.bytes, as: UTF8.self)
        #expect(!text.contains(Base64URL.encode(key)))
        #expect(try open(desk.file.bytes).key?.number(sequence: 9) == Sample.server.unit(Sample.rsu).number(sequence: 9))
        #expect("\(Sample.journalKey)" == "[redacted]")
        let sale = desk.memory.sales[0]
        #expect(!"\(sale)".contains(sale.validation.compactText))
    }
}
