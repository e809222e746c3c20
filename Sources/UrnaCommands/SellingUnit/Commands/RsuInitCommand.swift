internal import ArgumentParser
internal import Foundation
internal import Identity
internal import Ledger
internal import Raffles

/// `urna rsu init`
struct RsuInitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make a new unit, and print the key to register it with.",
        discussion: """
            PRINTER is text:PATH or escpos:PATH; PATH is a file, a device or - for standard output.
            The software's release is authenticated with --release-key, --release and --manifest. Without them the program that is running now is
            taken as the one that is approved.
            """)

    @OptionGroup var unit: UnitOptions

    @Option(help: "The unit's id: 1 to 64 of A-Z a-z 0-9 - _ .")
    var id: String

    @Option(help: ArgumentHelp("For bearer tickets (else text:DIR/tickets.txt).", valueName: "printer"))
    var printer: String?

    @Option(help: ArgumentHelp("For counterfoils (else text:DIR/counterfoils.txt); none to print none.", valueName: "printer"))
    var counterfoils: String?

    @Option(help: "Characters a line: 32, 42 or 48.")
    var columns = 42

    @Option(help: ArgumentHelp("A file in which the printer's driver says how the printer is.", valueName: "file"))
    var printerStatus: String?

    @Option(help: ArgumentHelp("The same of the counterfoil printer.", valueName: "file"))
    var counterfoilStatus: String?

    @Option(help: ArgumentHelp("A folder on another medium for the second copy of journals; none for no copy.", valueName: "dir"))
    var copies: String?

    @Option(help: ArgumentHelp("The maker's key that releases are signed with: a verifier key.", valueName: "key"))
    var releaseKey: String?

    @Option(help: ArgumentHelp("The signed release.", valueName: "file"))
    var release: String?

    @Option(help: ArgumentHelp("The release's manifest.", valueName: "file"))
    var manifest: String?

    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard DeviceID(id) != nil, RSUID(id) != nil else { throw ValidationError("\(id) cannot be a unit's id.") }
        guard columns >= 32 else { throw ValidationError("Paper is at least 32 characters wide.") }
        for text in [printer, counterfoils].compactMap({ $0 }) where text != "none" && PaperOutput(text) == nil {
            throw ValidationError("\(text) is no printer: it should look like text:PATH or escpos:PATH.")
        }
        guard printer != "none" else { throw ValidationError("A unit has a printer for bearer tickets.") }
        guard (releaseKey == nil) == (release == nil), (releaseKey == nil) == (manifest == nil) else {
            throw ValidationError("--release-key, --release and --manifest belong together.")
        }
    }

    func run() async throws {
        guard let device = DeviceID(id), let rsu = RSUID(id) else { throw CommandFailure.usage("\(id) cannot be a unit's id") }
        let seed = RandomBytes.make(DeviceKey.seedByteCount)
        let (note, list, key) = try program(device, seed)
        let tickets = printer.flatMap { PaperOutput($0) } ?? PaperOutput(.text, unit.dir + "/tickets.txt")
        var settings = UnitSettings(id: device, rsu: rsu, printer: tickets, releaseKey: key)
        if counterfoils != "none" {
            settings.counterfoils = counterfoils.flatMap { PaperOutput($0) } ?? PaperOutput(.text, unit.dir + "/counterfoils.txt")
        }
        settings.columns = columns
        settings.printerStatus = printerStatus
        settings.counterfoilStatus = counterfoilStatus
        if let copies { settings.copies = copies == "none" ? .none : .folder(copies) }
        try UnitFolder.create(unit.dir, settings, seed: seed)
        try SecretFile.write(note, to: unit.dir + "/program.note")
        try SecretFile.write(list, to: unit.dir + "/program.manifest")
        let folder = try unit.folder()
        let program = UnitProgram(folder: folder)
        if let failure = program.failure() { throw CommandFailure.failed("this program must not sell: \(failure)") }
        let software = try SellingDesk(folder).software()
        if output.isJSON {
            Console.print(
                .object([("id", .string(id)), ("publicKey", .string(folder.deviceKey.publicKey.text)), ("software", software)]))
        } else {
            Console.print("Unit \(id) in \(unit.dir)")
            Console.print("Public key \(folder.deviceKey.publicKey.text)")
            for line in UnitText.software(software) { Console.print(line) }
            Console.note("Have an administrator register it with that key, and give out an enrolment code. Then: urna rsu enrol")
        }
    }

    private func program(_ id: DeviceID, _ seed: [UInt8]) throws -> (note: [UInt8], manifest: [UInt8], key: String) {
        guard let releaseKey, let release, let manifest else { return try UnitProgram.own(id, seed: seed) }
        guard (try? NoteVerifierKey(parsing: releaseKey)) != nil else { throw CommandFailure.usage("\(releaseKey) is no verifier key") }
        return (try InputFile.read(release, limit: 1 << 20), try InputFile.read(manifest, limit: 1 << 20), releaseKey)
    }
}

/// `urna rsu update`
struct RsuUpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Approve another release of the program, before it is put in place of this one.",
        discussion: """
            The release has to be signed with the key that the unit was set up with, be no older than the approved one, and the new program's files
            have to be as it says: else it is refused, and nothing changes. To go back, have the maker sign the old program under a new version. A unit without a maker's key takes the program that runs this command, with --accept-this-program.
            """)

    @OptionGroup var unit: UnitOptions

    @Option(help: ArgumentHelp("The signed release.", valueName: "file"))
    var release: String?

    @Option(help: ArgumentHelp("The release's manifest.", valueName: "file"))
    var manifest: String?

    @Option(help: ArgumentHelp("The folder where the new program's files are.", valueName: "dir"))
    var files: String?

    @Flag(help: "Take the program that is running now.")
    var acceptThisProgram = false

    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard acceptThisProgram == (release == nil), (release == nil) == (manifest == nil), (release == nil) == (files == nil) else {
            throw ValidationError("Say --release, --manifest and --files, or --accept-this-program.")
        }
    }

    func run() async throws {
        let folder = try unit.folder()
        let (note, list, key) = try approved(folder)
        if key != folder.settings.releaseKey {
            throw CommandFailure.failed("the unit runs only releases signed with \(folder.settings.releaseKey)")
        }
        try SecretFile.write(list, to: folder.path + "/program.manifest")
        try SecretFile.write(note, to: folder.path + "/program.note")
        let software = try SellingDesk(folder).software()
        if output.isJSON {
            Console.print(.object([("ok", true), ("software", software)]))
        } else {
            Console.print("Approved: \(software["id"]?.stringValue ?? "")")
        }
    }

    private func approved(_ folder: UnitFolder) throws -> (note: [UInt8], manifest: [UInt8], key: String) {
        guard let release, let manifest, let files else { return try UnitProgram.own(folder.settings.id, seed: folder.seed) }
        let (note, list) = (try InputFile.read(release, limit: 1 << 20), try InputFile.read(manifest, limit: 1 << 20))
        do {
            try UnitProgram(folder: folder).authenticate(note, list, files: files)
        } catch {
            throw CommandFailure.failed("the update is refused: \(error)")
        }
        return (note, list, folder.settings.releaseKey)
    }
}
