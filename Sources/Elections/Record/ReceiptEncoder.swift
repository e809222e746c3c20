public import Ledger

/// Writes the receipts of one batch, which share their checkpoint, straight to where they are sent from.
public struct ReceiptEncoder: Sendable {
    /// Everything up to the entry.
    private let start: [UInt8]

    public init(election: ElectionID, checkpoint: String) {
        var checkpoint = checkpoint
        start = checkpoint.withUTF8 { checkpoint in
            let checkpoint = UnsafeRawBufferPointer(checkpoint)
            let opened: StaticString = "{\"checkpoint\":\""
            let named: StaticString = "\",\"election\":\""
            let entered: StaticString = "\",\"entry\":\""
            let count =
                opened.utf8CodeUnitCount + RawWriter.escapedCount(checkpoint) + named.utf8CodeUnitCount + election.text.utf8.count
                + entered.utf8CodeUnitCount
            return RawWriter.array(count: count) { out in
                out.write(opened)
                out.write(escaped: checkpoint)
                out.write(named)
                out.write(Array(election.text.utf8))
                out.write(entered)
            }
        }
    }

    private static let index: StaticString = "\",\"index\":"
    private static let leafHash: StaticString = ",\"leafHash\":\""
    private static let salt: StaticString = "\",\"opening\":{\"salt\":\""
    private static let selections: StaticString = "\",\"selections\":"
    private static let proofAfterOpening: StaticString = "},\"proof\":["
    private static let proof: StaticString = "\",\"proof\":["
    private static let end: StaticString = "]}"

    /// One receipt before it has its place.
    public struct Item {
        var index: UInt64
        var leafHash: Hash
        var proof: ArraySlice<Hash>
        var entry: UnsafeRawBufferPointer
        var opening: Receipt.Opening?

        /// - Parameter entry: has to stay valid while the item is used.
        public init(index: UInt64, leafHash: Hash, proof: ArraySlice<Hash>, entry: UnsafeRawBufferPointer, opening: Receipt.Opening?) {
            self.index = index
            self.leafHash = leafHash
            self.proof = proof
            self.entry = entry
            self.opening = opening
        }
    }

    /// Bytes of one receipt, exactly.
    public func byteCount(of item: Item) -> Int {
        var count = start.count + RawWriter.escapedCount(item.entry)
        count += Self.index.utf8CodeUnitCount + RawWriter.digitCount(item.index)
        count += Self.leafHash.utf8CodeUnitCount + EntryBytes.hashTextCount
        if let opening = item.opening {
            count += Self.salt.utf8CodeUnitCount + EntryBytes.hashTextCount
            count += Self.selections.utf8CodeUnitCount + opening.selections.count + Self.proofAfterOpening.utf8CodeUnitCount
        } else {
            count += Self.proof.utf8CodeUnitCount
        }
        // Two quotation marks a hash, and a comma between two.
        count += item.proof.count * (EntryBytes.hashTextCount + 3) - min(item.proof.count, 1)
        return count + Self.end.utf8CodeUnitCount
    }

    /// Writes one receipt in canonical JSON.
    ///
    /// - Parameter out: room for `byteCount(of: item)` bytes, exactly.
    public func write(_ item: Item, into out: UnsafeMutableRawBufferPointer) {
        var out = RawWriter(out)
        out.write(start)
        out.write(escaped: item.entry)
        out.write(Self.index)
        out.write(item.index)
        out.write(Self.leafHash)
        out.write(base64URL: item.leafHash)
        if let opening = item.opening {
            out.write(Self.salt)
            opening.salt.write(base64URLTo: &out)
            out.write(Self.selections)
            out.write(opening.selections)
            out.write(Self.proofAfterOpening)
        } else {
            out.write(Self.proof)
        }
        var isFirst = true
        for hash in item.proof {
            out.write(isFirst ? "\"" : ",\"")
            isFirst = false
            out.write(base64URL: hash)
            out.write("\"")
        }
        out.write(Self.end)
        out.finish()
    }

    /// One receipt in canonical JSON.
    public func receipt(_ item: Item) -> [UInt8] {
        let count = byteCount(of: item)
        return [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
            write(item, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
            written = count
        }
    }
}
