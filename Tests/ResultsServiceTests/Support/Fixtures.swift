import Elections
import NIOCore

@testable import ResultsService

let mayor = electionID("mayor")

func electionID(_ text: String) -> ElectionID {
    guard let id = ElectionID(text) else { preconditionFailure("not an election id: \(text)") }
    return id
}

func snapshot(
    _ sequence: UInt64, of election: ElectionID = mayor, epoch: String = "0", json: String? = nil, isFinal: Bool = false
) -> ResultsSnapshot {
    let json = json ?? #"{"election":"\#(election)","asOf":{"size":\#(sequence)}}"#
    return ResultsSnapshot(election: election, epoch: epoch, sequence: sequence, json: ByteBuffer(string: json), isFinal: isFinal)
}

/// Everything at a pace that tests can wait for; nothing held back.
var fast: ResultsHubConfiguration {
    var configuration = ResultsHubConfiguration()
    configuration.eventsPerSecondMax = .infinity
    configuration.tick = .milliseconds(20)
    return configuration
}

/// A small generator whose whole state is its seed (Steele, Lea, Flood 2014).
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// Waits until `condition` holds; false after `limit`.
func eventually(within limit: Duration = .seconds(10), _ condition: () -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + limit
    while !condition() {
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: .milliseconds(2))
    }
    return true
}
