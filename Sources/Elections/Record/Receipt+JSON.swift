public import Ledger

extension Receipt {
    /// Longest receipt, in bytes: an entry with every character escaped, a proof of 64 hashes and a note of many lines.
    public static let bytesMax = 256 * 1024

    /// Canonical JSON.
    public func encoded() -> [UInt8] {
        var out: [UInt8] = []
        ReceiptEncoder(election: election, checkpoint: checkpoint)
            .append(index: index, leafHash: leafHash, proof: proof, entry: entry, opening: opening, to: &out)
        return out
    }

    /// Reads a receipt. Members that this version does not know are passed over: they prove nothing.
    public static func parse(_ bytes: [UInt8]) throws(ReceiptError) -> Receipt {
        guard bytes.count <= bytesMax else { throw ReceiptError(.malformed, "has more than \(bytesMax) bytes") }
        let json: JSONValue
        do {
            json = try JSONValue.parse(bytes, limits: JSONLimits(depthMax: ElectionEntry.depthMax))
        } catch {
            throw ReceiptError(.malformed, "is not JSON: \(error)")
        }
        return Receipt(
            election: try field(json, "election") { $0.stringValue.flatMap { ElectionID($0) } },
            index: try field(json, "index") { $0.integerValue.flatMap { UInt64(exactly: $0) } },
            leafHash: try field(json, "leafHash") { $0.stringValue.flatMap { Hash(base64URL: $0) } },
            proof: try field(json, "proof") { Self.hashes($0) },
            checkpoint: try field(json, "checkpoint") { $0.stringValue },
            entry: try field(json, "entry") { $0.stringValue.map { Array($0.utf8) } },
            opening: json["opening"] == nil ? nil : try field(json, "opening") { Opening($0) })
    }

    private static func field<Value>(
        _ json: JSONValue, _ name: String, _ read: (JSONValue) -> Value?
    ) throws(ReceiptError) -> Value {
        guard let value = json[name] else { throw ReceiptError(.malformed, "\(name) is missing") }
        guard let read = read(value) else { throw ReceiptError(.malformed, "\(name) is not as it should be") }
        return read
    }

    private static func hashes(_ json: JSONValue) -> [Hash]? {
        guard let elements = json.arrayValue else { return nil }
        let hashes = elements.compactMap { $0.stringValue.flatMap { Hash(base64URL: $0) } }
        return hashes.count == elements.count ? hashes : nil
    }
}

extension Receipt.Opening {
    fileprivate init?(_ json: JSONValue) {
        guard let salt = json["salt"]?.stringValue.flatMap({ Base64URL.decode($0) }).flatMap({ Salt(bytes: $0) }),
            let selections = json["selections"], selections.objectValue != nil
        else { return nil }
        self.init(salt: salt, selections: selections.canonical())
    }
}

/// Writes the receipts of one batch, which share their checkpoint.
public struct ReceiptEncoder: Sendable {
    /// Everything up to the entry.
    private let start: [UInt8]

    public init(election: ElectionID, checkpoint: String) {
        var start = Array("{\"checkpoint\":\"".utf8)
        start.reserveCapacity(checkpoint.utf8.count + 96)
        var checkpoint = checkpoint
        checkpoint.withUTF8 { Self.append(escaped: UnsafeRawBufferPointer($0), to: &start) }
        EntryBytes.append("\",\"election\":\"", to: &start)
        start.append(contentsOf: election.text.utf8)
        EntryBytes.append("\",\"entry\":\"", to: &start)
        self.start = start
    }

    /// Appends one receipt in canonical JSON.
    public func append(
        index: UInt64, leafHash: Hash, proof: ArraySlice<Hash>, entry: UnsafeRawBufferPointer, opening: Receipt.Opening? = nil,
        to out: inout [UInt8]
    ) {
        out.append(contentsOf: start)
        Self.append(escaped: entry, to: &out)
        EntryBytes.append("\",\"index\":", to: &out)
        out.append(contentsOf: String(index).utf8)
        EntryBytes.append(",\"leafHash\":\"", to: &out)
        EntryBytes.append(base64URL: leafHash, to: &out)
        if let opening {
            EntryBytes.append("\",\"opening\":{\"salt\":\"", to: &out)
            opening.salt.append(base64URLTo: &out)
            EntryBytes.append("\",\"selections\":", to: &out)
            out.append(contentsOf: opening.selections)
            EntryBytes.append("},\"proof\":[", to: &out)
        } else {
            EntryBytes.append("\",\"proof\":[", to: &out)
        }
        var isFirst = true
        for hash in proof {
            EntryBytes.append(isFirst ? "\"" : ",\"", to: &out)
            isFirst = false
            EntryBytes.append(base64URL: hash, to: &out)
            EntryBytes.append("\"", to: &out)
        }
        EntryBytes.append("]}", to: &out)
    }

    public func append(
        index: UInt64, leafHash: Hash, proof: [Hash], entry: [UInt8], opening: Receipt.Opening? = nil,
        to out: inout [UInt8]
    ) {
        entry.withUnsafeBytes {
            append(index: index, leafHash: leafHash, proof: proof[...], entry: $0, opening: opening, to: &out)
        }
    }

    /// Appends UTF-8 as the inside of a canonical JSON string.
    private static func append(escaped text: UnsafeRawBufferPointer, to out: inout [UInt8]) {
        // Room for every byte to become `\u00ff`.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count * 6) { escaped in
            var count = 0
            for byte in text {
                if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
                    escaped[count] = byte
                    count += 1
                } else {
                    count = write(escape(of: byte), byte, to: escaped, at: count)
                }
            }
            out.append(contentsOf: UnsafeBufferPointer(rebasing: escaped[..<count]))
        }
    }

    /// The letter after the backslash.
    private static func escape(of byte: UInt8) -> UInt8 {
        switch byte {
        case 0x08: UInt8(ascii: "b")
        case 0x09: UInt8(ascii: "t")
        case 0x0A: UInt8(ascii: "n")
        case 0x0C: UInt8(ascii: "f")
        case 0x0D: UInt8(ascii: "r")
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): byte
        default: UInt8(ascii: "u")
        }
    }

    private static func write(_ letter: UInt8, _ byte: UInt8, to out: UnsafeMutableBufferPointer<UInt8>, at start: Int) -> Int {
        out[start] = UInt8(ascii: "\\")
        out[start + 1] = letter
        guard letter == UInt8(ascii: "u") else { return start + 2 }
        let digits: StaticString = "0123456789abcdef"
        out[start + 2] = UInt8(ascii: "0")
        out[start + 3] = UInt8(ascii: "0")
        out[start + 4] = digits.utf8Start[Int(byte >> 4)]
        out[start + 5] = digits.utf8Start[Int(byte & 0xF)]
        return start + 6
    }
}
