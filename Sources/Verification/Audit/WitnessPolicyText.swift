internal import Ledger

/// The part of C2SP tlog-policy that is understood here: logs, witnesses, groups of witnesses, and a quorum.
///
///     log <vkey> [<url>]
///     witness <name> <vkey> [<url>]
///     group <name> <n | any | all> <witness> …
///     quorum <witness | group | none>
///
/// Groups of groups are refused, never read as something weaker.
struct WitnessPolicyText {
    var logKeys: [NoteVerifierKey] = []
    var policy = WitnessPolicy.none

    struct ParseError: Error {
        var message: String
    }

    /// Asks for nothing.
    init() {}

    init(parsing bytes: [UInt8]) throws(ParseError) {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw ParseError(message: "isn't UTF-8") }
        var witnesses: [String: NoteVerifierKey] = [:]
        var groups: [String: WitnessPolicy] = [:]
        var quorum: WitnessPolicy?
        for (number, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            func problem(_ message: String) -> ParseError { ParseError(message: "line \(number + 1): \(message)") }
            let words = line.split(whereSeparator: { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }).map { String(Substring($0)) }
            guard let verb = words.first, !verb.hasPrefix("#") else { continue }
            guard quorum == nil else { throw problem("quorum has to be the last line") }
            switch (verb, words.count) {
            case ("log", 2...3): logKeys.append(try Self.key(words[1], problem))
            case ("witness", 3...4):
                guard witnesses[words[1]] == nil, words[1] != "none" else { throw problem("\(words[1]) is named twice") }
                witnesses[words[1]] = try Self.key(words[2], problem)
            case ("group", 4...):
                guard groups[words[1]] == nil, witnesses[words[1]] == nil else { throw problem("\(words[1]) is named twice") }
                groups[words[1]] = try Self.group(words, witnesses, problem)
            case ("quorum", 2):
                if words[1] == "none" {
                    quorum = WitnessPolicy.none
                } else {
                    quorum = groups[words[1]] ?? witnesses[words[1]].flatMap { WitnessPolicy(quorum: 1, witnesses: [$0]) }
                }
                guard quorum != nil else { throw problem("\(words[1]) is neither a witness nor a group") }
            default: throw problem("isn't a log, witness, group or quorum line")
            }
        }
        guard let quorum else { throw ParseError(message: "has no quorum line") }
        policy = quorum
    }

    private static func key(_ text: String, _ problem: (String) -> ParseError) throws(ParseError) -> NoteVerifierKey {
        do {
            return try NoteVerifierKey(parsing: text)
        } catch {
            throw problem("\(error)")
        }
    }

    private static func group(
        _ words: [String], _ witnesses: [String: NoteVerifierKey], _ problem: (String) -> ParseError
    ) throws(ParseError) -> WitnessPolicy {
        let members = words[3...].compactMap { witnesses[$0] }
        guard members.count == words.count - 3 else { throw problem("a group's members have to be witnesses named above it") }
        let needed =
            switch words[2] {
            case "any": 1
            case "all": members.count
            default: Int(words[2]) ?? 0
            }
        guard needed > 0, let policy = WitnessPolicy(quorum: needed, witnesses: members) else {
            throw problem("\(words[2]) of these \(members.count) witnesses can't be asked for")
        }
        return policy
    }
}
