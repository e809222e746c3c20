internal import ArgumentParser
internal import Elections

/// Which election is meant: `--election ID`, or the id alone.
struct ElectionChoice: ParsableArguments {
    @Option(name: .customLong("election"), help: ArgumentHelp("The election's id.", valueName: "id"))
    var option: String?

    @Argument(help: ArgumentHelp("The election's id; the same as --election.", valueName: "id"))
    var argument: String?

    mutating func validate() throws {
        if option != nil, argument != nil { throw ValidationError("Name one election: either ID or --election ID.") }
        guard let text = option ?? argument else { throw ValidationError("Name the election: --election ID.") }
        try ElectionIDText.check(text)
    }

    /// - Precondition: validated.
    var id: String {
        guard let id = option ?? argument else { preconditionFailure("arguments are validated before they are used") }
        return id
    }
}

/// `--election ID`, where other arguments stand alone.
struct ElectionOption: ParsableArguments {
    @Option(name: .customLong("election"), help: ArgumentHelp("The election's id.", valueName: "id"))
    var id: String

    mutating func validate() throws {
        try ElectionIDText.check(id)
    }
}

/// `--json`, as every command takes it.
struct OutputOptions: ParsableArguments {
    @Flag(name: .customLong("json"), help: "Print JSON on standard output.")
    var isJSON = false
}

enum ElectionIDText {
    static func check(_ text: String) throws {
        guard ElectionID(text) != nil else {
            throw ValidationError("\(text) cannot be an election's id: that is 1 to 64 of a-z, 0-9 and -.")
        }
    }
}
