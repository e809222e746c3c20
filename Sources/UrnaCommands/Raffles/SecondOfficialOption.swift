internal import ArgumentParser
internal import Identity

/// The second official of a draw that takes two: somebody else, who has logged in as well.
struct SecondOfficialOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file that `urna login` wrote for a second draw official, where a draw takes two people.", valueName: "file"))
    var secondSessionFile: String?

    /// What shows the server who the second official is.
    func headers() throws(CommandFailure) -> [(String, String)] {
        guard let path = secondSessionFile else { return [] }
        guard let token = SessionToken(try InputFile.readLine(path)) else {
            throw .usage("\(path) does not hold a session: `urna login --session-file \(path)` writes one")
        }
        return [("Urna-Second-Official", token.text)]
    }
}
