extension NoteSigner {
    /// Signs a checkpoint: the note as the log publishes it. Costs little more than the signature.
    public func signedCheckpoint(_ checkpoint: Checkpoint) -> String {
        var note = Array(checkpoint.text.utf8)
        note.reserveCapacity(note.count + name.utf8.count + 104)
        let signature = signature(over: note)
        note.append(UInt8(ascii: "\n"))
        signature.append(to: &note)
        return String(decoding: note, as: UTF8.self)
    }

    /// Signs the head of the log with this origin.
    public func signedCheckpoint(origin: String, head: TreeHead) -> String {
        signedCheckpoint(Checkpoint(origin: origin, head: head))
    }
}
