import ArgumentParser
import Testing

@testable import UrnaCommands

@Suite("Arguments of the commands of raffles")
struct RaffleArgumentTests {
    @Test(
        "Well-formed command lines are understood",
        arguments: [
            "raffle create - --id winter-2026", "raffle list --json", "raffle show winter", "raffle activate --raffle winter",
            "raffle suspend winter --reason rain", "raffle resume winter", "raffle close winter", "raffle settle winter",
            "raffle lease --raffle w --rsu RSU-A --count 300", "raffle void RSU-A-17 --raffle w --reason misprint --note twice",
            "raffle unvoid RSU-A-17 --raffle w", "raffle mark RSU-A-17 --raffle w --reason customer",
            "raffle reprint RSU-A-17 --raffle w", "raffle reprint RSU-A-17 --raffle w --kind counterfoil --number 5 --out f",
            "raffle reconcile w --override lost", "raffle acknowledge w --note none", "raffle commit w --prize main",
            "raffle freeze w --prize main",
            "raffle draw w --prize main --official Ann --official Bob --beacon f", "raffle enter w --prize main --number 5 --again 5",
            "raffle enter w --prize main", "raffle official w --prize main --number 5",
            "raffle unmark RSU-A-17 --raffle w", "raffle ticket RSU-A-17 --raffle w", "raffle reveal w --draw D-1",
            "raffle draws w --draw D-1 --pool f",
            "raffle verify-ticket --raffle w --number 5 --validation AAAA", "raffle verify-ticket w --ticket RSU-A-1",
            "raffle verify-ticket --raffle w --barcode -", "raffle proof RSU-A-1 --raffle w",
            "raffle claim --raffle w --prize main --ticket RSU-A-1 --validation - --claimant Ann --paid-by cash --document passport",
            "raffle display w --watch", "raffle report drawing --raffle w --format csv --out f",
            "raffle report rsu-events --raffle w --json",
            "raffle corrupt --raffle w --rsu RSU-B --operator op7 --collected 4000 --reason drowned",
            "raffle recover f --raffle w --rsu RSU-B", "raffle recover f --raffle w --rsu RSU-B --accept-incomplete --reason burnt",
            "rsu counterfoil-printer out --dir d",
            "raffle alter collected/RSU-B --raffle w --before 4000 --after 4500 --reason recount",
            #"raffle change --raffle w title=Winter numbers={"first":1,"last":9}"#,
            "rsu-registry add RSU-A --name Gate --public-key -AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "rsu-registry list",
            "rsu-registry add RSU-A --key BAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA --name Gate",
            "rsu-registry enrolment RSU-A --operator op7 --out f", "rsu-registry unenrol RSU-A", "rsu-registry enable RSU-A",
            "rsu-registry disable RSU-A --note stolen --json",
            "staff add op7 --name Ann --role operator --role draw-official --password-file f --valid-until 2026-12-01T00:00:00Z",
            "staff list", "staff change op7 --role admin --no-active --password-file f", "staff change op7 --password", "staff pin op7",
            "staff sessions", "staff end 0123456789abcdef", "staff change op7 --unlock --second-factor --totp-out f",
            "staff password op7 --current-file a --password-file b", "rsu-registry disable RSU-A --why lost",
            "login --user op7 --password-file f --totp 123456 --session-file s", "logout --session-file s",
            "remote-access on --until 2026-12-01T00:00:00Z", "remote-access off", "remote-access show",
            "audit events --from 2026-01-15T18:04:00Z --to 2026-01-15T18:06:00Z --component RSU-A --event DATA_ALTERED --limit 5",
            "audit verify-software --session-file s", "audit software --manifest --out f", "audit reports",
            "audit reports --raffle w --out d --format csv --format json", "audit chain --out f --json", "audit verify-chain f --key k",
            "audit rng --json", "audit rng --restart", "audit chain --ledger winter", "rng collect --raw-bits 96000000 --out f --json",
            "rng collect --draws 10 --pool 49 --pick 5 --certified",
            "rng test --size full --json", "rng test --control lcg31", "rng test --control no-repeat --seed 4",
        ])
    func wellFormed(line: String) throws {
        #expect(throws: Never.self) { try UrnaCommand.parseAsRoot(line.split(separator: " ").map(String.init)) }
    }

    @Test(
        "Others are bad usage",
        arguments: [
            "raffle recover f --raffle w --rsu RSU-B --accept-incomplete", "raffle recover f --raffle w --rsu RSU-B --reason burnt",
            "rsu reprint --dir d --ticket RSU-A-1 --number 5 --supervisor mgr1", "rsu counterfoil-printer off --dir d",
            "raffle", "raffle show", "raffle show A_B", "raffle show a --raffle b", "raffle create f --id Ä",
            "raffle lease --raffle w --rsu A",
            "raffle lease --raffle w --rsu A --count 0", "raffle lease --raffle w --rsu A/B --count 1",
            "raffle void 17 --raffle w --reason x",
            "raffle void RSU-A-17 --raffle w", "raffle reprint RSU-A-1 --raffle w --kind counterfoil",
            "raffle reprint RSU-A-1 --raffle w --number 5", "raffle draw w", "raffle enter w --prize main --number 5",
            "raffle enter w --prize main --number 5 --again 6", "raffle enter w --prize main --number -5 --again -5",
            "raffle draws w --pool f", "raffle verify-ticket --raffle w", "raffle verify-ticket --raffle w --barcode x",
            "raffle verify-ticket --raffle w --barcode x --number 5", "raffle claim --raffle w --prize main --number 5",
            "raffle report nothing --raffle w", "raffle report drawing --raffle w --format pdf",
            "raffle report drawing --raffle w --format csv --json",
            "raffle corrupt --raffle w --rsu B --operator o --collected -1 --reason r",
            "raffle change --raffle w", "raffle change --raffle w title", "rsu-registry add RSU-A --name G --public-key short",
            "rsu-registry enable A/B", "staff add op7 --name A", "staff add op7 --name A --role king --password-file f", "staff change op7",
            "staff change op7 --unlock --temporary", "staff end xyz", "rsu-registry disable RSU-A --why whim", "login",
            "login --user A/B --session-file s", "raffle list --session-file s --admin-token-file t",
            "audit events --from yesterday", "audit events --event NOT_A_CODE", "audit events --limit 0",
            "audit events --from 2026-01-15T18:06:00Z --to 2026-01-15T18:04:00Z", "audit software --out f", "audit reports --raffle w",
            "audit reports --format csv", "audit chain --json", "audit verify-chain f", "rng collect", "rng collect --raw-bits 7",
            "rng collect --raw-bits 8 --draws 1 --pool 2", "rng collect --draws 1", "rng collect --draws 1 --pool 5 --pick 6",
            "rng collect --raw-bits 8 --json", "rng test --size huge", "rng test --control perfect",
        ])
    func badUsage(line: String) async {
        let status = await UrnaCommand.status(of: line.split(separator: " ").map(String.init))
        #expect(status == (line == "raffle" ? 0 : 2))
    }

    @Test("No option takes a password, a PIN or a token itself")
    func noSecretsInArguments() {
        let commands: [any ParsableCommand.Type] = [
            LoginCommand.self, StaffAddCommand.self, StaffChangeCommand.self, StaffPinCommand.self, RaffleDrawCommand.self,
        ]
        for command in commands {
            let help = UrnaCommand.helpMessage(for: command)
            for option in ["--password <", "--pin <", "--token <", "--session <"] { #expect(!help.contains(option), "\(option)") }
        }
    }

    @Test("Query values are percent-encoded, and parameters without a value left out")
    func query() {
        var query = QueryText()
        #expect(query.text == "")
        query.add("from", "2026-01-15T18:04:00+01:00")
        query.add("to", nil)
        query.add("actor", "ä&b")
        #expect(query.text == "?from=2026-01-15T18%3A04%3A00%2B01%3A00&actor=%C3%A4%26b")
    }
}
