import ArgumentParser
import Foundation
import Ledger
import Testing

@testable import UrnaCommands

@Suite("urna count")
struct CountCommandTests {
    /// The same five ballots in every format: Ada 2, Ben 1, Cyd 2; Ben's ballot goes to Cyd.
    static let files = [
        ("small.ranks.csv", "ranks-csv"), ("small.ballot-rank.csv", "ballot-rank-csv"), ("small.blt", "blt"),
        ("small.debian.txt", "debian"), ("small.cvr.json", "cvr-json"),
    ]

    private func count(_ file: String, _ arguments: [String]) throws -> FileCount {
        let path = BallotFiles.path(file)
        let command = try CountCommand.parse([path] + arguments)
        return try command.report(InputFile.read(path))
    }

    @Test("Every format gives the same rounds, found by itself or named", arguments: files)
    func formats(file: String, format: String) throws {
        for arguments in [["--method", "irv"], ["--method", "irv", "--format", format]] {
            let json = try count(file, arguments).json
            #expect(json["format"] == .string(format))
            #expect(json["method"] == "irv")
            #expect(json["ballots"] == 5)
            #expect(json["winners"] == ["Cyd"])
            let rounds = try #require(json["rounds"]?.arrayValue)
            #expect(rounds.count == 2)
            #expect(rounds[0]["round"] == 1)
            #expect(rounds[0]["totals"]?["Ada"] == 2)
            #expect(rounds[0]["totals"]?["Ben"] == 1)
            #expect(rounds[0]["totals"]?["Cyd"] == 2)
            #expect(rounds[0]["eliminated"] == ["Ben"])
            #expect(rounds[1]["totals"]?["Cyd"] == 3)
            #expect(rounds[1]["exhausted"] == 0)
            #expect(rounds[1]["elected"] == ["Cyd"])
        }
    }

    @Test("The table names every round and the winner", arguments: files)
    func table(file: String, format: String) throws {
        let text = try count(file, ["--method", "irv"]).text(width: 100)
        #expect(text.contains("round 1") && text.contains("round 2"))
        #expect(text.contains("Round 1: Ben eliminated"))
        #expect(text.contains("Winner: Cyd"))
    }

    @Test("Lots follow the seed, which is the file's hash when none is given")
    func seeds() throws {
        let first = try count("small.blt", ["--method", "plurality"])
        let path = BallotFiles.path("small.blt")
        #expect(first.seed == Hash.sha256(try InputFile.read(path)).hex)
        // Ada and Cyd tie: over many seeds a lot elects each of them.
        let winners = try (0..<32).map { try count("small.blt", ["--method", "plurality", "--seed", "\($0)"]).json["winners"] }
        #expect(Set(winners) == [["Ada"], ["Cyd"]])
        #expect(first.text(width: 80).contains("Lots were drawn with the seed \(first.seed)"))
    }

    @Test("Rules reach the count")
    func rules() throws {
        let majority = try count("small.blt", ["--method", "irv", "--rules", "tieBreak=candidate-order"])
        #expect(majority.json["rules"]?.stringValue?.contains("tieBreak=candidate-order") == true)
        #expect(try count("small.blt", ["--method", "plurality", "--rules", "tieBreak=candidate-order"]).json["winners"] == ["Ada"])
    }

    @Test("A file in another format than named, or none at all, fails with its name")
    func wrongFormat() throws {
        let failure = #expect(throws: CommandFailure.self) { try count("small.blt", ["--method", "irv", "--format", "cvr-json"]) }
        #expect(failure?.status == 1)
        #expect(failure?.message.contains("small.blt") == true)
    }
}

@Suite("Exit status of the built program", .enabled(if: BuiltProgram.isThere, "the program is not beside the tests"))
struct ExitStatusTests {
    @Test("0 for a count, with nothing on standard error")
    func fine() throws {
        let (status, out, error) = try BuiltProgram.run(["count", BallotFiles.path("small.blt"), "--method", "irv", "--json"])
        #expect(status == 0)
        #expect(error == "")
        #expect(try JSONValue.parse(out)["winners"] == ["Cyd"])
    }

    @Test("Ballots are read from standard input too")
    func standardInput() throws {
        let text = String(decoding: try InputFile.read(BallotFiles.path("small.blt")), as: UTF8.self)
        let (status, out, _) = try BuiltProgram.run(["count", "-", "--method", "irv"], input: text)
        #expect(status == 0)
        #expect(String(decoding: out, as: UTF8.self).contains("Winner: Cyd"))
    }

    @Test("1 for a file that is no ballots, and for a server that is not there, saying so on standard error")
    func failed() throws {
        let broken = try BuiltProgram.run(["count", "-", "--method", "irv"], input: "hello\n")
        #expect(broken.status == 1)
        #expect(broken.out.isEmpty)
        #expect(broken.error.hasPrefix("urna: -: the format of the file"))
        let noServer = try BuiltProgram.run(["election", "list"])
        #expect(noServer.status == 1)
        #expect(noServer.error.contains("cannot reach the server at http://127.0.0.1:9"))
    }

    @Test("2 for bad usage, with the usage on standard error")
    func usage() throws {
        let (status, out, error) = try BuiltProgram.run(["count", "--method", "irv"])
        #expect(status == 2)
        #expect(out.isEmpty)
        #expect(error.contains("Usage: urna count"))
        #expect(try BuiltProgram.run(["count", "/no/such/file", "--method", "irv"]).status == 2)
        #expect(try BuiltProgram.run(["election", "open", "mayor"]).status == 2)
    }
}
