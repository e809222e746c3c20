/// The file that a journal lies in, or anything that keeps the same promises.
public protocol JournalFile {
    /// All bytes; none when there is no file yet.
    mutating func read() throws -> [UInt8]

    /// Adds bytes at the end. Returns only after they are on the medium and would survive the loss of power.
    mutating func append(_ bytes: [UInt8]) throws

    /// Drops what is beyond `byteCount`, durably.
    mutating func truncate(to byteCount: Int) throws

    /// Puts other contents in the place of all there is: after a crash it is either the old or the new, whole.
    mutating func replace(with bytes: [UInt8]) throws
}
