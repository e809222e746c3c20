import Ledger

/// The members of NIST SP 1500-103, version 1.0, that the writer uses, by class: which a class must have, which it may have, and what the
/// values are. Nothing else may be in a report.
enum CastVoteShape {
    private indirect enum Kind: Sendable {
        case text, whole, flag
        case oneOf([String])
        case list(Kind)
        case object(String)
        /// The `@id` of an object of this class.
        case reference(String)
    }

    private struct Class: Sendable {
        var required: [String: Kind]
        var optional: [String: Kind] = [:]
        var hasID = false
    }

    private static let classes: [String: Class] = [
        "CVR.CastVoteRecordReport": Class(
            required: [
                "Election": .list(.object("CVR.Election")), "GeneratedDate": .text, "GpUnit": .list(.object("CVR.GpUnit")),
                "ReportGeneratingDeviceIds": .list(.reference("CVR.ReportingDevice")),
                "ReportingDevice": .list(.object("CVR.ReportingDevice")), "Version": .oneOf(["1.0.0"]),
            ],
            optional: [
                "CVR": .list(.object("CVR.CVR")), "Notes": .text,
                "ReportType": .list(.oneOf(["adjudicated", "aggregated", "originating-device-export", "other", "rcv-round"])),
            ]),
        "CVR.Election": Class(
            required: ["Contest": .list(.object("CVR.CandidateContest")), "ElectionScopeId": .reference("CVR.GpUnit")],
            optional: ["Candidate": .list(.object("CVR.Candidate")), "Name": .text], hasID: true),
        "CVR.Candidate": Class(required: [:], optional: ["Name": .text], hasID: true),
        "CVR.GpUnit": Class(
            required: ["Type": .oneOf(["combined-precinct", "other", "polling-place", "precinct", "split-precinct", "vote-center"])],
            optional: ["Name": .text, "OtherType": .text], hasID: true),
        "CVR.ReportingDevice": Class(required: [:], optional: ["Application": .text], hasID: true),
        "CVR.CandidateContest": Class(
            required: ["ContestSelection": .list(.object("CVR.CandidateSelection"))],
            optional: [
                "Name": .text, "NumberElected": .whole, "VotesAllowed": .whole, "OtherVoteVariation": .text,
                "VoteVariation": .oneOf(["approval", "n-of-m", "other", "plurality", "range", "rcv"]),
            ], hasID: true),
        "CVR.CandidateSelection": Class(
            required: [:], optional: ["CandidateIds": .list(.reference("CVR.Candidate")), "IsWriteIn": .flag], hasID: true),
        "CVR.CVR": Class(
            required: [
                "CVRSnapshot": .list(.object("CVR.CVRSnapshot")), "CurrentSnapshotId": .reference("CVR.CVRSnapshot"),
                "ElectionId": .reference("CVR.Election"),
            ],
            optional: ["CreatingDeviceId": .reference("CVR.ReportingDevice"), "UniqueId": .text]),
        "CVR.CVRSnapshot": Class(
            required: ["Type": .oneOf(["interpreted", "modified", "original"])], optional: ["CVRContest": .list(.object("CVR.CVRContest"))],
            hasID: true),
        "CVR.CVRContest": Class(
            required: ["ContestId": .reference("CVR.CandidateContest")],
            optional: [
                "CVRContestSelection": .list(.object("CVR.CVRContestSelection")),
                "Status": .list(.oneOf(["invalidated-rules", "not-indicated", "other", "overvoted", "undervoted"])),
            ]),
        "CVR.CVRContestSelection": Class(
            required: ["SelectionPosition": .list(.object("CVR.SelectionPosition"))],
            optional: ["ContestSelectionId": .reference("CVR.CandidateSelection")]),
        "CVR.SelectionPosition": Class(
            required: ["HasIndication": .oneOf(["no", "unknown", "yes"]), "NumberVotes": .whole],
            optional: ["CVRWriteIn": .object("CVR.CVRWriteIn"), "Rank": .whole]),
        "CVR.CVRWriteIn": Class(required: [:], optional: ["Text": .text]),
    ]

    /// What is not as the standard has it; with names that two things have, and references to nothing.
    static func problems(in report: JSONValue) -> [String] {
        var walk = Walk()
        walk.object(report, "CVR.CastVoteRecordReport", "report")
        for (id, type, path) in walk.references where walk.ids[id] != type { walk.problems.append("\(path): \(id) is no \(type)") }
        return walk.problems
    }

    private struct Walk {
        var problems: [String] = []
        var ids: [String: String] = [:]
        var references: [(id: String, type: String, path: String)] = []

        mutating func object(_ value: JSONValue, _ type: String, _ path: String) {
            guard let shape = classes[type], let members = value.objectValue else { return problems.append("\(path) is no object") }
            if value["@type"]?.stringValue != type { problems.append("\(path) is no \(type)") }
            for name in shape.required.keys where value[name] == nil { problems.append("\(path).\(name) is missing") }
            if shape.hasID {
                guard let id = value["@id"]?.stringValue else { return problems.append("\(path).@id is missing") }
                if ids.updateValue(type, forKey: id) != nil { problems.append("\(path): a second \(id)") }
            }
            for member in members where member.name != "@type" && !(shape.hasID && member.name == "@id") {
                guard let kind = shape.required[member.name] ?? shape.optional[member.name] else {
                    problems.append("\(path).\(member.name) is not known")
                    continue
                }
                check(member.value, kind, "\(path).\(member.name)")
            }
        }

        mutating func check(_ value: JSONValue, _ kind: Kind, _ path: String) {
            switch kind {
            case .text: if value.stringValue == nil { problems.append("\(path) is no text") }
            case .whole: if value.integerValue == nil { problems.append("\(path) is no whole number") }
            case .flag: if value.boolValue == nil { problems.append("\(path) is no boolean") }
            case .oneOf(let words): if !words.contains(value.stringValue ?? "") { problems.append("\(path) is none of \(words)") }
            case .object(let type): object(value, type, path)
            case .reference(let type):
                guard let id = value.stringValue else { return problems.append("\(path) names nothing") }
                references.append((id, type, path))
            case .list(let kind):
                guard let values = value.arrayValue else { return problems.append("\(path) is no list") }
                for (index, value) in values.enumerated() { check(value, kind, "\(path)[\(index)]") }
            }
        }
    }
}
