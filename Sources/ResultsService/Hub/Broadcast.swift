/// What the hub tells every event loop about one election or raffle.
struct Broadcast: Sendable {
    /// Rises with everything the hub sends out; loops ignore what arrives late.
    let version: UInt64
    /// The version that brought the payload; lower than `version` when only the end is news.
    let payloadVersion: UInt64
    let encoded: EncodedSnapshot

    var isFinal: Bool { encoded.snapshot.isFinal }
}
