internal import Ledger
internal import Raffles

/// A unit's critical memory: an append-only file of chained records, with a second copy where the device has room for one.
///
/// `append` returns only after the record is on the medium, in every copy. At the start everything is read and checked. The format is
/// described in `JournalFrame.swift`.
public struct SaleJournal<File: JournalFile> {
    private var file: File
    private var copy: File?
    private let key: JournalKey
    private var count: UInt64
    private var mac: Hash
    private var hasFailed = false

    /// Begins a journal in an empty file.
    ///
    /// - Throws: ``JournalError/inUse`` when there is a record in it or its copy: a journal is never written over.
    public static func create(
        _ header: JournalHeader, in file: File, copy: File? = nil, key: JournalKey
    ) throws(JournalError) -> (journal: SaleJournal, memory: UnitMemory) {
        var files = [file] + (copy.map { [$0] } ?? [])
        for index in files.indices {
            let scan = JournalScan(try io { try files[index].read() }, key: key)
            if let damage = scan.damage { throw .corrupt(damage) }
            guard scan.memory == nil else { throw .inUse }
        }
        let first = JournalFrame.encode(
            sequence: 0, kind: JournalRecord.opened(header).kind, payload: JournalRecord.opened(header).payload(key: key),
            after: JournalFrame.origin, key: key)
        for index in files.indices {
            try io { try files[index].replace(with: JournalFrame.magic + first.bytes) }
        }
        let journal = SaleJournal(file: files[0], copy: files.count > 1 ? files[1] : nil, key: key, count: 1, mac: first.mac)
        return (journal, UnitMemory(header))
    }

    /// Reads and checks everything.
    ///
    /// A last record that was being written when the unit stopped is dropped: its `append` never returned, so nothing was printed for it.
    /// When one copy is damaged or shorter and the other is whole, it is made anew from the other.
    /// - Returns: `notes` says what was dropped or mended, in words for the operator; empty when nothing was.
    /// - Throws: ``JournalError``. After `corrupt` the unit must not sell.
    public static func open(
        _ file: File, copy: File? = nil, key: JournalKey
    ) throws(JournalError) -> (journal: SaleJournal, memory: UnitMemory, notes: [String]) {
        var files = [file] + (copy.map { [$0] } ?? [])
        var contents: [[UInt8]] = []
        for index in files.indices { contents.append(try io { try files[index].read() }) }
        let scans = contents.map { JournalScan($0, key: key) }
        guard let best = scans.indices.filter({ scans[$0].damage == nil }).max(by: { scans[$0].count < scans[$1].count }) else {
            guard let damage = scans[0].damage else { preconditionFailure("without a whole copy the first is damaged") }
            throw .corrupt(damage)
        }
        guard let memory = scans[best].memory else {
            if let damage = scans.compactMap(\.damage).first { throw .corrupt(damage) }
            throw .blank
        }
        let whole = Array(contents[best][..<scans[best].goodBytes])
        var notes: [String] = []
        for index in files.indices {
            let scan = scans[index]
            if let damage = scan.damage {
                try io { try files[index].replace(with: whole) }
                notes.append("copy \(index + 1) of the journal was damaged and is made anew: \(damage)")
            } else if scan.count < scans[best].count {
                guard whole.starts(with: contents[index][..<scan.goodBytes]) else {
                    throw .corrupt(Self.disagreement(at: Int(scan.count), memory))
                }
                try io { try files[index].replace(with: whole) }
                notes.append("copy \(index + 1) of the journal was \(scans[best].count - scan.count) records behind and is made anew")
            } else {
                guard scan.mac == scans[best].mac else { throw .corrupt(Self.disagreement(at: Int(scan.count), memory)) }
                guard scan.tornBytes > 0 else { continue }
                try io { try files[index].truncate(to: scan.goodBytes) }
                notes.append("a record that was being written at the last stop is dropped: \(scan.tornBytes) bytes")
            }
        }
        let journal = SaleJournal(
            file: files[0], copy: files.count > 1 ? files[1] : nil, key: key, count: scans[best].count, mac: scans[best].mac)
        return (journal, memory, notes)
    }

    private init(file: File, copy: File?, key: JournalKey, count: UInt64, mac: Hash) {
        self.file = file
        self.copy = copy
        self.key = key
        self.count = count
        self.mac = mac
    }

    /// Writes a record. When this returns it is durable; when it throws nobody knows, and no more is written until the journal is opened anew.
    public mutating func append(_ record: JournalRecord) throws(JournalError) {
        guard !hasFailed else { throw .failed("an earlier record could not be written") }
        let payload = record.payload(key: key)
        guard payload.count <= JournalFrame.payloadBytesMax else { throw .failed("the record is too long") }
        let frame = JournalFrame.encode(sequence: count, kind: record.kind, payload: payload, after: mac, key: key)
        hasFailed = true
        try Self.io { try file.append(frame.bytes) }
        try Self.io { try copy?.append(frame.bytes) }
        hasFailed = false
        count += 1
        mac = frame.mac
    }

    private static func io<Answer>(_ body: () throws -> Answer) throws(JournalError) -> Answer {
        do { return try body() } catch { throw .failed("\(error)") }
    }

    private static func disagreement(at record: Int, _ memory: UnitMemory) -> JournalDamage {
        JournalDamage(
            reason: "the two copies hold different records", record: record, offset: 0, raffle: memory.header.raffle,
            rsu: memory.header.rsu, seller: memory.lastSeller, collected: memory.collected, sales: memory.sales)
    }
}

/// Why a journal cannot be used.
public enum JournalError: Error, Sendable {
    /// No record was ever written.
    case blank
    /// There is a journal already.
    case inUse
    /// Final: the unit ceases to function.
    case corrupt(JournalDamage)
    /// The medium refused. Open the journal again.
    case failed(String)
}
