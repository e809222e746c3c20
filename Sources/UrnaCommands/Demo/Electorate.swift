internal import Elections
internal import Ledger

/// Simulated voters with opinions: each lives in a district, has a place in a space of two issues, and ranks the candidates near it.
///
/// Made from a seed: the same seed gives the same ballots.
struct Electorate: Sendable {
    static let contest = "mayor"
    static let ranksMax = 5

    struct Candidate: Sendable {
        var id: String
        var name: String
        /// Where the candidate stands: more city or less, build or preserve.
        var place: (Double, Double)
        /// What the candidate has beyond opinions: how well known, how well liked.
        var appeal: Double
    }

    struct Voter: Sendable {
        var id: String
        var district: String
        /// Positions in `candidates`, best first.
        var ranking: [Int]
    }

    static let candidates = [
        Candidate(id: "okafor", name: "Amara Okafor", place: (-0.9, 0.6), appeal: 0.5),
        Candidate(id: "castellanos", name: "Bruno Castellanos", place: (0.9, -0.4), appeal: 0.62),
        Candidate(id: "lindqvist", name: "Clara Lindqvist", place: (0.05, 0.1), appeal: 0.47),
        Candidate(id: "raman", name: "Dev Raman", place: (-0.4, -0.7), appeal: 0.3),
        Candidate(id: "haddad", name: "Farid Haddad", place: (-1.3, 0.1), appeal: 0.15),
        Candidate(id: "whitlock", name: "Grace Whitlock", place: (1.4, 0.5), appeal: 0.2),
        Candidate(id: "novakova", name: "Hana Nováková", place: (0.3, 1.2), appeal: 0.1),
        Candidate(id: "tanaka", name: "Ichiro Tanaka", place: (0.5, -1.3), appeal: 0.05),
    ]

    private struct District {
        var name: String
        var share: Double
        var center: (Double, Double)
        /// When its people tend to vote, as a part of the day: so that the lead changes hands while one watches.
        var hour: Double
    }

    private static let districts = [
        District(name: "Harbour", share: 0.28, center: (-0.8, 0.3), hour: 0.65),
        District(name: "Old Town", share: 0.22, center: (0.1, 0.5), hour: 0.4),
        District(name: "Hillside", share: 0.27, center: (0.9, -0.1), hour: 0.25),
        District(name: "Mills", share: 0.23, center: (-0.1, -0.8), hour: 0.6),
    ]

    /// In the order in which they vote.
    let voters: [Voter]

    init(count: Int, seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var timed: [(hour: Double, voter: Voter)] = []
        timed.reserveCapacity(count)
        for number in 0..<count {
            let district = Self.district(at: random.unit())
            let place = (district.center.0 + 0.7 * random.normal(), district.center.1 + 0.7 * random.normal())
            let digits = String(number + 1)
            let id = "voter-" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
            let voter = Voter(id: id, district: district.name, ranking: Self.ranking(from: place, &random))
            timed.append((district.hour + 0.2 * random.normal(), voter))
        }
        voters = timed.sorted { ($0.hour, $0.voter.id) < ($1.hour, $1.voter.id) }.map(\.voter)
    }

    private static func district(at part: Double) -> District {
        var left = part
        for district in districts.dropLast() {
            if left < district.share { return district }
            left -= district.share
        }
        return districts[districts.count - 1]
    }

    private static func ranking(from place: (Double, Double), _ random: inout SeededGenerator) -> [Int] {
        let liking = candidates.map { candidate in
            let (across, along) = (candidate.place.0 - place.0, candidate.place.1 - place.1)
            return candidate.appeal - (across * across + along * along).squareRoot() + 0.25 * random.normal()
        }
        let order = candidates.indices.sorted { liking[$0] > liking[$1] }
        // Not everybody has five opinions.
        let ranks = [1, 2, 3, 3, 4, 5, 5, 5].randomElement(using: &random) ?? ranksMax
        return Array(order.prefix(ranks))
    }

    // MARK: - For the server

    /// Tells turnout by region when every district has voters enough for that.
    var definition: JSONValue {
        let voters = Dictionary(grouping: voters, by: \.district).values.map(\.count)
        return Self.definition(turnoutByRegion: voters.allSatisfy { $0 >= RegionTable.votersMin })
    }

    static func definition(turnoutByRegion: Bool) -> JSONValue {
        .object([
            ("title", .string("City of Example: mayor")), ("ballots", .string("pseudonymous")), ("results", .string("live")),
            ("turnoutByRegion", .bool(turnoutByRegion)),
            (
                "contests",
                .array([
                    .object([
                        ("id", .string(contest)), ("title", .string("Mayor")), ("method", .string("irv")), ("maxRanks", .whole(ranksMax)),
                        (
                            "candidates",
                            .array(candidates.map { .object([("id", .string($0.id)), ("name", .string($0.name))]) })
                        ),
                    ])
                ])
            ),
        ])
    }

    /// The roll as CSV, in the order of ids.
    var roll: String {
        voters.sorted { $0.id < $1.id }.reduce(into: "voter_id,region\n") { $0 += "\($1.id),\($1.district)\n" }
    }

    static func selections(_ voter: Voter) -> JSONValue {
        .object([(contest, .array(voter.ranking.map { .string(candidates[$0].id) }))])
    }

    /// First preferences by candidate id, counted here: what the server has to arrive at.
    var firstPreferences: [String: Int64] {
        var totals = Dictionary(uniqueKeysWithValues: Self.candidates.map { ($0.id, Int64(0)) })
        for voter in voters { totals[Self.candidates[voter.ranking[0]].id, default: 0] += 1 }
        return totals
    }
}
