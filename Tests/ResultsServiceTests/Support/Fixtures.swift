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

/// Waits until `condition` holds; false after `limit`.
func eventually(within limit: Duration = .seconds(10), _ condition: () -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + limit
    while !condition() {
        guard ContinuousClock.now < end else { return false }
        try await Task.sleep(for: .milliseconds(2))
    }
    return true
}
