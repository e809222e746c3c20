public import Elections
public import NIOCore

/// The results of one election as they stood at one tree size.
///
/// A snapshot is complete: whoever holds the newest needs none before it, which is what makes skipping a slow watcher lossless.
/// The payload is a function of `(epoch, sequence)`: a second, different payload for the same pair is never sent to anyone.
public struct ResultsSnapshot: Sendable, Hashable {
    public var subject: WatchedSubject
    /// Changes only when the state behind the results is rebuilt in a way that may lower `sequence`; never sent to watchers.
    public var epoch: String
    /// The tree size the results stand for; the `id` of the SSE event.
    public var sequence: UInt64
    /// The object of the HTTP contract, in UTF-8. Not looked into, and passed on unchanged.
    public var json: ByteBuffer
    /// No newer snapshot will ever follow: the election is certified.
    public var isFinal: Bool

    public init(election: ElectionID, epoch: String, sequence: UInt64, json: ByteBuffer, isFinal: Bool = false) {
        self.init(.election(election), epoch: epoch, sequence: sequence, json: json, isFinal: isFinal)
    }

    public init(_ subject: WatchedSubject, epoch: String, sequence: UInt64, json: ByteBuffer, isFinal: Bool = false) {
        self.subject = subject
        self.epoch = epoch
        self.sequence = sequence
        self.json = json
        self.isFinal = isFinal
    }
}

/// What publishing a snapshot over the newest one means.
enum SnapshotSuccession: Equatable {
    /// It becomes the newest and goes to every watcher.
    case replace
    /// The payload is known to everyone; only that it is the last one is news.
    case finish
    /// Stale, repeated, or after the end.
    case drop

    init(of snapshot: ResultsSnapshot, after newest: ResultsSnapshot?) {
        guard let newest, newest.epoch == snapshot.epoch else {
            self = .replace
            return
        }
        if newest.isFinal || snapshot.sequence < newest.sequence {
            self = .drop
        } else if snapshot.sequence > newest.sequence {
            self = .replace
        } else if snapshot.isFinal {
            self = snapshot.json == newest.json ? .finish : .replace
        } else {
            self = .drop
        }
    }
}
