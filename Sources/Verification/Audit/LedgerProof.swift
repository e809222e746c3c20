internal import Ledger

/// An entry with the proof that it is in a ledger, as `GET …/log/proof/{index}` and `GET …/tickets/{ticket}/proof` answer it.
///
///     {"checkpoint":"<signed note>","entry":"<the entry's bytes>","index":<n>,"leafHash":"…","proof":["…"],"ticket":"…"}
///
/// `ticket` is there for a ticket only. Members that this version does not know are passed over: they prove nothing.
struct LedgerProof {
    var index: UInt64
    var leafHash: Hash
    var path: [Hash]
    var checkpoint: String
    var entry: [UInt8]
    /// The ticket that it says it is for.
    var ticket: String?

    struct ReadError: Error, CustomStringConvertible {
        var description: String
    }

    init(parsing json: JSONValue) throws(ReadError) {
        func field<Value>(_ name: String, _ read: (JSONValue) -> Value?) throws(ReadError) -> Value {
            guard let value = json[name] else { throw ReadError(description: "\(name) is missing") }
            guard let read = read(value) else { throw ReadError(description: "\(name) is not as it should be") }
            return read
        }
        func hash(_ value: JSONValue) -> Hash? { value.stringValue.flatMap { Hash(base64URL: $0) } }

        index = try field("index") { $0.integerValue.flatMap { UInt64(exactly: $0) } }
        leafHash = try field("leafHash", hash)
        path = try field("proof") { value in
            guard let elements = value.arrayValue else { return nil }
            let hashes = elements.compactMap(hash)
            return hashes.count == elements.count ? hashes : nil
        }
        checkpoint = try field("checkpoint", \.stringValue)
        entry = try field("entry") { $0.stringValue.map { Array($0.utf8) } }
        ticket = json["ticket"] == nil ? nil : try field("ticket", \.stringValue)
    }

    /// Checks all that the file alone can tell.
    ///
    /// - Returns: the head of its checkpoint, which the audited tree has to contain.
    func verify(_ identity: LogIdentity) throws(ReadError) -> TreeHead {
        let head: TreeHead
        do {
            head = try identity.open(Array(checkpoint.utf8)).0.head
        } catch {
            throw ReadError(description: "\(error)")
        }
        let leaf = Hash.leaf(entry)
        guard leaf == leafHash else { throw ReadError(description: "leafHash is not the hash of the entry") }
        do {
            try InclusionProof(index: index, size: head.size, path: path).verify(leaf: leaf, root: head.root)
        } catch {
            throw ReadError(description: "the proof does not lead from the entry to the checkpoint's root")
        }
        guard let ticket else { return head }
        let sold = (try? JSONValue.parse(entry)).flatMap { $0["type"] == "sale" ? $0["ticket"]?.stringValue : nil }
        guard let sold, sold.utf8.elementsEqual(ticket.utf8) else { throw ReadError(description: "the entry is not the sale of \(ticket)") }
        return head
    }
}
