internal import ArgumentParser
internal import Foundation
internal import Identity
internal import Ledger

/// `urna rsu enrol`
struct RsuEnrolCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enrol", abstract: "Enrol the unit with a one-time code, and choose the operator's PIN.",
        discussion: "After it the unit still has to be enabled at the server.")

    @OptionGroup var unit: UnitOptions

    @Option(help: ArgumentHelp("The server.", valueName: "url"))
    var server: String

    @Flag(help: "Take plain http to another machine: only on a network that nobody else can reach.")
    var insecure = false

    @Option(help: "The enrolment code.")
    var code: String

    @Option(name: .customLong("operator"), help: "Who will sell with it: the person's id.")
    var person: String

    @OptionGroup var pinOptions: PinOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard let staff = StaffID(person) else { throw CommandFailure.usage("\(person) is no person's id") }
        let address = try ServerAddress(server)
        if let refusal = address.refusalForUnit(isInsecureAllowed: insecure) { throw CommandFailure.usage(refusal) }
        let folder = try unit.folder()
        guard let pin = try pinOptions.pin(prompt: true, isNew: true) else { throw CommandFailure.usage("a PIN is needed") }
        if let problem = PinHash.problem(with: pin) { throw CommandFailure.usage(problem) }
        let link = try UnitLink(folder, to: address, isInsecureAllowed: insecure, clock: UnitClock())
        link.session = nil
        do {
            _ = try await link.post(
                "/v1/rsu/enrolment", .object([("code", .string(code)), ("operator", .string(person)), ("pin", .string(pin))]))
        } catch let failure as LinkFailure {
            throw CommandFailure.failed(failure.problem.description)
        }
        try folder.change {
            $0.server = address.text
            $0.isInsecureAllowed = insecure
            $0.operatorID = staff
        }
        let hash = PinHash(of: pin, operator: staff, device: folder.settings.id, salt: RandomBytes.make(16))
        try folder.write(hash?.text, to: "pin")
        if output.isJSON {
            Console.print(.object([("ok", true), ("id", .string(folder.settings.id.text)), ("operator", .string(person))]))
        } else {
            Console.print("Enrolled for \(person). The unit sells after an administrator has enabled it.")
        }
    }
}
