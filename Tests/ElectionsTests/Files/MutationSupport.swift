internal import Ledger
import TestSupport
internal import Testing

@testable import Elections

/// Parses and counts damaged copies of a file: cut, doubled, with bytes changed, taken out and put in.
///
/// What is expected is that nothing stops the process, and that what is accepted is consistent and can be counted.
func mutate(_ bytes: [UInt8], formats: [BallotFileFormat?], seed: UInt64, rounds: Int) {
    var generator = Dice(seed: seed)
    let spice = Array("\"\",,\r\n\n0-1=9#:V{}[]()\\u{FF}\u{0}$".utf8) + [0xFF, 0xC3, 0xEF, 0xBB, 0xBF]
    for round in 0..<rounds {
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...8, using: &generator) where !damaged.isEmpty {
            let place = Int.random(in: damaged.indices, using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: damaged[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: damaged.remove(at: place)
            case 2: damaged.insert(spice[Int.random(in: spice.indices, using: &generator)], at: place)
            case 3: damaged[place] = spice[Int.random(in: spice.indices, using: &generator)]
            case 4: damaged.removeSubrange(place..<min(damaged.count, place + Int.random(in: 1...40, using: &generator)))
            default: damaged.insert(contentsOf: damaged[place..<min(damaged.count, place + 30)], at: place)
            }
        }
        let method = CountingMethod.allCases[round % CountingMethod.allCases.count]
        for format in formats {
            guard let file = try? BallotFile.parse(damaged, format: format, options: BallotFile.Options(method: method)) else { continue }
            let result = file.tally.count(lot: testLot)
            #expect(result.ballots == file.ballots, "seed \(seed), round \(round)")
            #expect(result.winners.count <= file.contest.seats, "seed \(seed), round \(round)")
            #expect(Set(file.contest.candidates.map(\.id)).count == file.contest.candidates.count, "seed \(seed), round \(round)")
            #expect(!result.json(naming: .name).canonical().isEmpty && !CountReport(result).text.isEmpty)
        }
    }
}
