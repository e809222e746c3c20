internal import Ledger
internal import Raffles

/// Reading a journal's bytes: everything is checked, and nothing is repaired.
struct JournalScan {
    /// Nil when the first record is missing.
    private(set) var memory: UnitMemory?
    /// How many records are whole and right.
    private(set) var count: UInt64 = 0
    /// Behind the last of them.
    private(set) var goodBytes = 0
    private(set) var mac = JournalFrame.origin
    /// Bytes of a record that was being written when the unit stopped.
    private(set) var tornBytes = 0
    private(set) var damage: JournalDamage?

    init(_ bytes: [UInt8], key: JournalKey) {
        guard bytes.count >= JournalFrame.magic.count else {
            let isCut = JournalFrame.magic.starts(with: bytes) || bytes.allSatisfy { $0 == 0 }
            if isCut { tornBytes = bytes.count } else { fail("this is no journal", in: bytes, key: key) }
            return
        }
        guard bytes.starts(with: JournalFrame.magic) else {
            if bytes.allSatisfy({ $0 == 0 }) {
                tornBytes = bytes.count
            } else {
                fail("this is no journal", in: bytes, key: key)
            }
            return
        }
        goodBytes = JournalFrame.magic.count
        readRecords(bytes, key: key)
    }

    private mutating func readRecords(_ bytes: [UInt8], key: JournalKey) {
        while goodBytes < bytes.count {
            switch JournalFrame.read(bytes, at: goodBytes) {
            case .torn:
                tornBytes = bytes.count - goodBytes
                return
            case .damaged(let reason): return fail(reason, in: bytes, key: key)
            case .frame(let frame):
                if let reason = accept(frame, in: bytes, key: key) { return fail(reason, in: bytes, key: key) }
            }
        }
    }

    /// Takes the next record in, or says what is wrong with it.
    private mutating func accept(_ frame: JournalFrame, in bytes: [UInt8], key: JournalKey) -> String? {
        guard frame.crcIsRight else { return "its checksum is wrong" }
        guard frame.sequence == count, frame.isAuthentic(in: bytes, from: goodBytes, after: mac, key: key) else {
            return "it was not written by this unit after the record before"
        }
        do {
            let record = try JournalRecord(kind: frame.kind, payload: Array(frame.payload), key: key)
            if memory != nil {
                try memory?.apply(record)
            } else {
                guard case .opened(let header) = record else { return "the journal does not begin with its header" }
                memory = UnitMemory(header)
            }
        } catch {
            return error.description
        }
        count += 1
        mac = frame.mac
        goodBytes = frame.end
        return nil
    }

    private mutating func fail(_ reason: String, in bytes: [UInt8], key: JournalKey) {
        var salvage = Salvage()
        salvage.read(bytes, key: key)
        damage = JournalDamage(
            reason: reason, record: Int(count), offset: goodBytes, raffle: salvage.raffle, rsu: salvage.rsu, seller: salvage.seller,
            collected: salvage.collected, sales: salvage.sales.sorted { $0.key < $1.key }.map(\.value))
    }
}

/// What can be read of a damaged journal: every record whose checksums are right, wherever it lies.
private struct Salvage {
    var raffle: RaffleID?
    var rsu: RSUID?
    var seller: UserID?
    var collected: Int64 = 0
    var sales: [UInt64: SaleUpload] = [:]

    mutating func read(_ bytes: [UInt8], key: JournalKey) {
        var place = 0
        while place < bytes.count {
            guard JournalFrame.header(bytes, at: place) != nil, case .frame(let frame) = JournalFrame.read(bytes, at: place),
                frame.crcIsRight, let record = try? JournalRecord(kind: frame.kind, payload: Array(frame.payload), key: key)
            else {
                place += 1
                continue
            }
            take(record)
            place = frame.end
        }
    }

    private mutating func take(_ record: JournalRecord) {
        switch record {
        case .opened(let header):
            raffle = raffle ?? header.raffle
            rsu = rsu ?? header.rsu
        case .lease(let lease, _):
            raffle = raffle ?? lease.raffle
            rsu = rsu ?? lease.rsu
        case .sale(let sale, let total):
            raffle = raffle ?? sale.raffle
            rsu = rsu ?? sale.rsu
            seller = sale.seller
            sales[sale.sequence] = sale
            collected = max(collected, total)
        case .printed(_, let total, _), .printFailed(_, _, let total, _), .acknowledged(_, _, let total, _):
            collected = max(collected, total)
        case .note(let note):
            if case .event(.logon, _) = note.body { seller = note.by }
        default: break
        }
    }
}
