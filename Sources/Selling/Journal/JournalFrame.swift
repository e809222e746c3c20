internal import Ledger

// The journal's bytes, all numbers big-endian:
//
//     "URNAJNL1"
//     for each record:
//       4  length n of the payload
//       8  sequence of the record, from 0
//       1  kind
//       4  CRC-32C of these 13 bytes
//       n  payload: canonical JSON
//       4  CRC-32C of everything above, from the length on
//      32  HMAC-SHA-256(journal key, MAC of the record before ‖ everything above, from the length on)
//
// Before the first record the MAC is SHA-256("urna-rsu-journal-v1\n"). A record cannot be changed, taken out, put in or moved without the
// key. Records cut off at the end cannot be told from records never written: that is what the server's acknowledgements, and the journal's
// second copy, are for.

/// Bytes of one record, and where it lies.
struct JournalFrame {
    static let magic = Array("URNAJNL1".utf8)
    static let headerBytes = 17
    static let trailerBytes = 36
    /// Longest payload: a lease of a million numbers.
    static let payloadBytesMax = 16 << 20
    static let origin = Hash.sha256(Array("urna-rsu-journal-v1\n".utf8))

    let sequence: UInt64
    let kind: UInt8
    let payload: ArraySlice<UInt8>
    let crcIsRight: Bool
    let mac: Hash
    /// Behind the record.
    let end: Int

    static func encode(sequence: UInt64, kind: UInt8, payload: [UInt8], after previous: Hash, key: JournalKey) -> (
        bytes: [UInt8], mac: Hash
    ) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(headerBytes + payload.count + trailerBytes)
        append(UInt32(payload.count), to: &bytes)
        append(sequence, to: &bytes)
        bytes.append(kind)
        append(CRC32C.checksum(bytes), to: &bytes)
        bytes += payload
        append(CRC32C.checksum(bytes), to: &bytes)
        let mac = key.code(of: previous.bytes + bytes)
        bytes += mac.bytes
        return (bytes, mac)
    }

    func isAuthentic(in bytes: [UInt8], from start: Int, after previous: Hash, key: JournalKey) -> Bool {
        key.code(of: previous.bytes + bytes[start..<(end - Hash.byteCount)]) == mac
    }

    /// What lies at a place.
    enum Found {
        case frame(JournalFrame)
        /// The bytes end within the record: it was being written.
        case torn
        case damaged(String)
    }

    /// Looks at the record that begins at `start`, which is before the end. Neither CRC of the whole nor MAC is judged.
    static func read(_ bytes: [UInt8], at start: Int) -> Found {
        let rest = bytes.count - start
        // A file that grew before its bytes arrived.
        guard bytes[start...].contains(where: { $0 != 0 }) else { return .torn }
        guard rest >= headerBytes else { return .torn }
        guard let length = header(bytes, at: start) else { return .damaged("the head of the record is damaged") }
        let end = start + headerBytes + length + trailerBytes
        guard end <= bytes.count else { return .torn }
        let macBytes = bytes[(end - Hash.byteCount)..<end]
        if end == bytes.count, macBytes.allSatisfy({ $0 == 0 }) { return .torn }
        guard let mac = Hash(bytes: macBytes) else { preconditionFailure("the slice has 32 bytes") }
        let body = bytes[start..<(end - trailerBytes)]
        let crc: UInt32 = number(bytes, at: end - trailerBytes)
        return .frame(
            JournalFrame(
                sequence: number(bytes, at: start + 4), kind: bytes[start + 12], payload: body.dropFirst(headerBytes),
                crcIsRight: CRC32C.checksum(body) == crc, mac: mac, end: end))
    }

    /// The payload's length when an undamaged head begins at `start`.
    static func header(_ bytes: [UInt8], at start: Int) -> Int? {
        guard bytes.count - start >= headerBytes else { return nil }
        let crc: UInt32 = number(bytes, at: start + 13)
        guard CRC32C.checksum(bytes[start..<(start + 13)]) == crc else { return nil }
        let length: UInt32 = number(bytes, at: start)
        return length <= UInt32(payloadBytesMax) ? Int(length) : nil
    }

    private static func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
    }

    private static func number<Number: FixedWidthInteger>(_ bytes: [UInt8], at start: Int) -> Number {
        bytes[start..<(start + MemoryLayout<Number>.size)].reduce(0) { $0 << 8 | Number($1) }
    }
}
