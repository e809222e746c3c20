internal import ArgumentParser
internal import Ledger

/// `urna audit verify-software`
struct AuditVerifySoftwareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-software", abstract: "Have the server verify its program now, file by file.",
        discussion:
            "Exit status 0 when every file is the authorised one, 1 when not. A pass by an administrator or event manager ends a lock-out.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let answer = try await connection.client().change("/v1/audit/verifications")
        output.show(answer, SoftwareText.status)
        guard answer["result"]?.stringValue == "VALID" else { throw ExitCode(CommandFailure.failedStatus) }
    }
}

/// `urna audit software`
struct AuditSoftwareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "software", abstract: "Show which program runs and what the last verification found; anybody may ask.")

    @Flag(help: "Print the manifest instead, for sha256sum -c.")
    var manifest = false

    @Option(help: ArgumentHelp("Where the manifest goes (else standard output).", valueName: "file"))
    var out: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard out == nil || manifest else { throw ValidationError("--out goes with --manifest.") }
        guard !manifest || !output.isJSON else { throw ValidationError("The manifest is no JSON.") }
    }

    func run() async throws {
        let client = try connection.client()
        guard manifest else { return output.show(try await client.get("/v1/audit/software"), SoftwareText.status) }
        try await client.download("/v1/audit/software/manifest", as: .anyone, to: out ?? "-")
    }
}

/// `urna audit rng`
struct AuditRngCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rng", abstract: "Show the state of the server's random number generator; never its values.")

    @Flag(help: "Start it anew after an error: self-tests and fresh entropy come first.")
    var restart = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let client = try connection.client()
        let answer =
            restart ? try await client.change("/v1/audit/rng/restart") : try await client.get("/v1/audit/rng", as: .administrator)
        output.show(answer) { answer in
            let members = answer.objectValue ?? []
            let width = members.map(\.name.count).max() ?? 0
            return members.map { member in
                member.name + String(repeating: " ", count: width - member.name.count + 2) + RaffleText.plain(member.value) + "\n"
            }.joined()
        }
    }
}

/// What a server says about its program, for people.
enum SoftwareText {
    static func status(_ answer: JSONValue) -> String {
        let result = RaffleText.plain(answer["result"])
        var lines = [
            "\(result): \(RaffleText.plain(answer["programId"])) \(RaffleText.plain(answer["version"])), \(RaffleText.plain(answer["time"]))",
            "  aggregate  \(RaffleText.plain(answer["aggregate"]))",
        ]
        if let actual = answer["actualAggregate"], actual != answer["aggregate"] {
            lines.append("  found      \(RaffleText.plain(actual))")
        }
        lines += (answer["problems"]?.arrayValue ?? []).map { "  \(RaffleText.plain($0))" }
        if let key = answer["verifierKey"]?.stringValue { lines.append("  signed by  \(key)") }
        if let lock = answer["lockedOut"], !lock.isNull {
            lines.append("  locked out since \(RaffleText.plain(lock["since"])): \(RaffleText.plain(lock["problem"]))")
        }
        if answer["selfMade"]?.boolValue == true {
            lines.append("  The manifest was made by this installation itself, not by a release: it shows changes since then only.")
        }
        if result == "VALID" {
            lines.append("Check it from outside: urna audit software --manifest --out FILE, then sha256sum -c FILE there.")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
