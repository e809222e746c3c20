internal import ArgumentParser
internal import Foundation
internal import Ledger
internal import Verification

/// The independent verifier: checks an election or a raffle from what its server or an exported folder shows to everybody.
@main
struct UrnaVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "urna-verify",
        abstract: "Check the ledger of an election or a raffle: signatures, tree, every ballot and ticket, the tally, the draws.",
        discussion: """
            SOURCE is the address of an election (http://host/v1/elections/ID), of a raffle (http://host/v1/raffles/ID), of a server's own \
            ledger (http://host/v1/system/log, with --key) or of a server, a folder from `urna export`, or a .tar of one as a server's \
            .../log/archive gives it.

            Exit status: 0 everything holds, 1 a check failed, 2 bad usage or nothing to check.
            """)

    @Argument(help: ArgumentHelp("An address, a folder or a .tar.", valueName: "source"))
    var source: String

    @Option(help: "The election's id, when the server has several.")
    var election: String?

    @Option(help: "The raffle's id, when the server has several.")
    var raffle: String?

    @Option(
        name: .customLong("key"),
        help: ArgumentHelp("The log's verifier key, from someone you trust. Can be repeated.", valueName: "vkey"))
    var keys: [String] = []

    @Option(
        name: .customLong("checkpoint"),
        help: ArgumentHelp("A checkpoint seen before or elsewhere; the ledger has to contain it. Can be repeated.", valueName: "file"))
    var checkpoints: [String] = []

    @Option(
        name: .customLong("receipt"),
        help: ArgumentHelp("A receipt (JSON or .tlog-proof); the ledger has to honour it. Can be repeated.", valueName: "file"))
    var receipts: [String] = []

    @Option(help: ArgumentHelp("A witness policy (C2SP tlog-policy) that the checkpoint has to meet.", valueName: "file"))
    var policy: String?

    @Flag(help: "Print the report as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Print nothing but a failure.")
    var quiet = false

    @Flag(help: "Don't fetch the tiles of hashes: faster, but a changed entry can't always be named.")
    var skipTiles = false

    mutating func run() async throws {
        do {
            let report = try await audit()
            print(report)
            if !report.passed { throw ExitCode(1) }
        } catch let error as UsageError {
            complain(error.description)
            throw ExitCode(2)
        } catch let error as AuditError {
            complain(error.description)
            throw ExitCode(2)
        }
    }

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch {
            // The library's own code for bad usage is 64; here it is 2. Asking for help is no mistake.
            let isMistake = exitCode(for: error) != .success
            let stream = isMistake ? FileHandle.standardError : FileHandle.standardOutput
            stream.write(Data((fullMessage(for: error) + "\n").utf8))
            Foundation.exit(isMistake ? 2 : 0)
        }
    }
}

// MARK: - Work

extension UrnaVerify {
    private func audit() async throws -> AuditReport {
        var options = AuditOptions()
        options.checksTiles = !skipTiles
        options.verifierKeys = try keys.map { text in
            do {
                return try NoteVerifierKey(parsing: text)
            } catch {
                throw UsageError("--key \(text): \(error)")
            }
        }
        options.receipts = try receipts.map { try Self.file($0, limit: LedgerItemLimit.receipt) }
        options.checkpoints = try checkpoints.map { try Self.file($0, limit: LedgerItemLimit.checkpoint) }
        if let policy { options.witnessPolicy = try Self.file(policy, limit: LedgerItemLimit.checkpoint) }
        let bar = ProgressBar(isWanted: !quiet)
        options.progress = { bar.show($0) }
        defer { bar.clear() }

        let started = ContinuousClock.now
        var report: AuditReport
        if LedgerAddress.isAddress(source) {
            report = try await auditServer(options)
        } else {
            report = try await auditExport(options)
        }
        let took = (ContinuousClock.now - started).components
        report.seconds = Double(took.seconds) + (Double(took.attoseconds) / 1e15).rounded() / 1e3
        return report
    }

    private func auditServer(_ options: AuditOptions) async throws -> AuditReport {
        var options = options
        var address: LedgerAddress
        do {
            address = try LedgerAddress(parsing: source)
        } catch {
            throw UsageError("\(source): \(error)")
        }
        let fetcher = HTTPFetcher()
        defer { fetcher.shutDown() }
        let ledger = try await ledger(of: address, fetcher)
        address.ledger = ledger
        switch ledger {
        case .election(let id):
            guard ElectionName.isValid(id) else { throw UsageError("an election's id has 1 to 64 of a-z, 0-9 and -") }
            options.election = id
        case .raffle(let id):
            guard RaffleName.isValid(id) else { throw UsageError("a raffle's id has 1 to 64 of a-z, 0-9 and -") }
            options.raffle = id
        case .system:
            guard !options.verifierKeys.isEmpty else { throw UsageError("to check a server's own ledger, give its key with --key") }
            options.isSystem = true
        }
        return try await LedgerAudit(source: HTTPLedgerSource(address: address, fetcher: fetcher), options: options).run()
    }

    /// The ledger that the address or an option names, or the only one that the server has.
    private func ledger(of address: LedgerAddress, _ fetcher: HTTPFetcher) async throws -> LedgerAddress.Ledger {
        let asked = [election.map { LedgerAddress.Ledger.election($0) }, raffle.map { .raffle($0) }].compactMap(\.self)
        guard asked.count < 2 else { throw UsageError("name one ledger: either --election or --raffle") }
        if let named = address.ledger {
            guard let option = asked.first else { return named }
            switch (named, option) {
            case (.election(let id), .election(let other)) where id != other:
                throw UsageError("the address names the election \(id), --election names \(other)")
            case (.raffle(let id), .raffle(let other)) where id != other:
                throw UsageError("the address names the raffle \(id), --raffle names \(other)")
            default:
                guard named == option else { throw UsageError("the address names another kind of ledger than the option") }
                return named
            }
        }
        if let named = asked.first { return named }
        return try await onlyLedger(of: address, fetcher)
    }

    private func onlyLedger(of address: LedgerAddress, _ fetcher: HTTPFetcher) async throws -> LedgerAddress.Ledger {
        let source = HTTPLedgerSource(address: address, fetcher: fetcher)
        let elections: [UInt8]?
        let raffles: [UInt8]?
        do {
            elections = try await source.list(address.list, limit: LedgerItemLimit.document)
            raffles = try await source.list(address.raffleList, limit: LedgerItemLimit.document)
        } catch {
            throw UsageError("\(error)")
        }
        // An older server has no raffles at all.
        guard let names = elections.flatMap(ElectionName.list), let raffleNames = raffles.map(RaffleName.list) ?? [] else {
            throw UsageError("\(address.list) isn't a list of elections: is this an Urna server?")
        }
        if raffleNames.isEmpty, names.count == 1, let name = names.first { return .election(name) }
        if names.isEmpty, raffleNames.count == 1, let name = raffleNames.first { return .raffle(name) }
        var choices: [String] = []
        if !names.isEmpty { choices.append("--election: \(names.prefix(20).joined(separator: ", "))") }
        if !raffleNames.isEmpty { choices.append("--raffle: \(raffleNames.prefix(20).joined(separator: ", "))") }
        let choice = choices.isEmpty ? "it has none" : "choose one with \(choices.joined(separator: "; with "))"
        throw UsageError("the server has \(names.count) elections and \(raffleNames.count) raffles; \(choice)")
    }

    private func auditExport(_ options: AuditOptions) async throws -> AuditReport {
        var options = options
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
            throw UsageError("\(source): no such folder or file. An address starts with http:// or https://")
        }
        options.election = election
        options.raffle = raffle
        options.isExport = true
        guard isFolder.boolValue else { return try await auditArchive(options) }
        let folder = FolderLedgerSource(folder: source)
        options.checkpoints += try folder.checkpointFiles().map { try Self.file($0, limit: LedgerItemLimit.checkpoint) }
        return try await LedgerAudit(source: folder, options: options).run()
    }

    private func auditArchive(_ options: AuditOptions) async throws -> AuditReport {
        var options = options
        let archive: ArchiveLedgerSource
        do {
            archive = try ArchiveLedgerSource(path: source)
            options.checkpoints += try archive.checkpoints(limit: LedgerItemLimit.checkpoint).map {
                AuditOptions.File(name: "\(source)/\($0.name)", bytes: $0.bytes)
            }
        } catch {
            throw UsageError("\(source) is a file, and no archive of a ledger: \(error)")
        }
        return try await LedgerAudit(source: archive, options: options).run()
    }

    private static func file(_ path: String, limit: Int) throws -> AuditOptions.File {
        do {
            guard let bytes = try BoundedFile.read(path, limit: limit) else { throw UsageError("\(path): no such file") }
            return AuditOptions.File(name: path, bytes: bytes)
        } catch BoundedFile.ReadError.tooLong {
            throw UsageError("\(path) is longer than \(limit) bytes")
        } catch BoundedFile.ReadError.unreadable(let reason) {
            throw UsageError(reason)
        }
    }
}

// MARK: - Output

extension UrnaVerify {
    private func print(_ report: AuditReport) {
        if json {
            FileHandle.standardOutput.write(Data(report.json().canonical() + [UInt8(ascii: "\n")]))
        } else if !quiet {
            FileHandle.standardOutput.write(Data(report.text().utf8))
        }
        if !report.passed, quiet || json { FileHandle.standardError.write(Data((report.verdict + "\n").utf8)) }
    }

    private func complain(_ message: String) {
        FileHandle.standardError.write(Data("urna-verify: \(message)\n".utf8))
    }
}

/// A request that can't be carried out as it stands.
private struct UsageError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
