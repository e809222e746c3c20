import ArgumentParser
import Testing

@testable import UrnaCommands

@Suite("Arguments")
struct ArgumentTests {
    @Test(
        "Well-formed command lines are understood",
        arguments: [
            "serve --data d --port 0", "demo", "demo --voters 100 --rate 50 --keep --port 0 --data d",
            "election create - --id mayor-2026",
            "election list --json", "election show mayor", "election open --election mayor", "election close mayor",
            "election certify mayor",
            "election results mayor --watch --json --server http://h:1", "roll import f --election m --dry-run --json",
            "roll import - --election m --codes-out c --data d", "token issue --election m --all --out f",
            "token issue --election m --code-file -", "vote --election m --code-file f mayor=a,b --receipt-out r",
            "vote --election m --token-file f mayor=a budget=b:3 --json", "receipt check r.json --key k",
            "count f --method irv",
            "count - --method stv --seats 3 --rules overvote=exhaust,stop=majority --format blt --seed s --contest c --json",
            "export --election m --out d", "backup --data d --to b", "backup --data d --to b --no-progress --json",
            "restore --from b --data d",
            "admin add --id ada --name Ada --role organiser", "admin list", "docs --check docs", "bench core --json",
            "bench fill --data d --ballots 10",
        ])
    func wellFormed(line: String) throws {
        #expect(throws: Never.self) { try UrnaCommand.parseAsRoot(line.split(separator: " ").map(String.init)) }
    }

    @Test(
        "Others are bad usage",
        arguments: [
            "nonsense", "election open", "election open a --election b", "election show A_B", "election create f --id Ä",
            "roll import f", "roll import f --election m --json", "token issue --election m", "token issue --election m --all",
            "token issue --election m --all --code-file f --out o", "vote --election m mayor=a", "vote --election m --code-file f",
            "vote --election m --code-file f --token-file g mayor=a", "count f", "count f --method fptp", "count f --method irv --seats 0",
            "count f --method irv --rules overvote=maybe", "count f --method irv --format xml", "export --election m", "backup --data d",
            "restore --data d", "admin add --id Ada --name A --role owner", "admin add --id ada --name A --role king", "docs",
            "docs --write a --check b", "demo --voters 0", "demo --rate 0", "bench fill --data d --ballots 0",
        ])
    func badUsage(line: String) async {
        #expect(await UrnaCommand.status(of: line.split(separator: " ").map(String.init)) == 2)
    }

    @Test("Help and version are no mistakes", arguments: [["--help"], ["count", "--help"], ["help", "vote"], ["election"], []])
    func help(arguments: [String]) async {
        #expect(await UrnaCommand.status(of: arguments) == 0)
    }

    @Test("No option takes a secret itself")
    func noSecretsInArguments() {
        let help = UrnaCommand.helpMessage(for: VoteCommand.self) + UrnaCommand.helpMessage(for: TokenIssueCommand.self)
        for option in ["--token ", "--code ", "--admin-token "] { #expect(!help.contains(option), "\(option)") }
    }
}
