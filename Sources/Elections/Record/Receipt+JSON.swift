internal import Ledger

extension Receipt {
    /// Longest receipt, in bytes: an entry with every character escaped, a proof of 64 hashes and a note of many lines.
    public static let bytesMax = 256 * 1024

    /// Canonical JSON.
    public func encoded() -> [UInt8] {
        entry.withUnsafeBytes { entry in
            ReceiptEncoder(election: election, checkpoint: checkpoint)
                .receipt(ReceiptEncoder.Item(index: index, leafHash: leafHash, proof: proof[...], entry: entry, opening: opening))
        }
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
