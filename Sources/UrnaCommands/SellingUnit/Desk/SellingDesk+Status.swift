internal import Crypto
internal import Identity
internal import Ledger
internal import Raffles
internal import Selling

// Uploads, close, status, checks, recovery.
extension SellingDesk {
    func synchronise() async throws -> [(String, JSONValue)] {
        if let damage, let raffle = folder.settings.raffle {
            try await report(damage, of: raffle)
            throw UnitProblem("CRITICAL_MEMORY_CORRUPT", damage.description)
        }
        _ = try working()
        let members = progress(await sync())
        guard let unit, unit.isUploaded else {
            throw problems.first ?? UnitProblem("NOT_UPLOADED", "not everything is uploaded")
        }
        try require([])
        return members
    }

    /// How the upload went: `n of n uploaded`, what the server said of each sale, and what it did not like.
    func progress(_ messages: [UnitMessage]) -> [(String, JSONValue)] {
        let refused = problems.map { JSONValue.object([("code", .string($0.code)), ("message", .string($0.message))]) }
        return standing() + [("results", .array(results))] + (refused.isEmpty ? [] : [("problems", .array(refused))])
    }

    func close(_ command: JSONValue) async throws -> [(String, JSONValue)] {
        _ = try working()
        tell(.tick)
        if unit?.isLinked == false { await drive(.linkRestored) }
        if let status = try? await openSession() { for input in inputs(from: status) { tell(input) } }
        if unit?.memory.closing == nil {
            guard command["early"]?.boolValue == true else {
                throw UnitProblem("SALES_OPEN", "sales go on: to end those of this unit before the others', say `early`")
            }
            tell(.closeRequested)
        }
        let members = progress(await sync())
        guard let memory = unit?.memory, memory.closed != nil else {
            throw problems.first ?? UnitProblem("NOT_UPLOADED", "not everything is uploaded")
        }
        return members + [("statement", memory.statement.json())]
    }

    /// What every answer says of where the unit stands.
    func standing() -> [(String, JSONValue)] {
        guard let unit else { return [("state", .string(damage == nil ? "enrolled" : "error"))] }
        let waiting = unit.counterfoilsWaiting.count
        let counterfoils: [(String, JSONValue)] = waiting == 0 ? [] : [("counterfoilsWait", .whole(waiting))]
        return counterfoils + [
            ("state", .string(unit.state.name)), ("online", .bool(unit.isOnline)), ("uploaded", .whole(unit.memory.acknowledgedSales)),
            ("of", .whole(unit.memory.sales.count)), ("numbersLeft", .whole(unit.memory.numbersLeft)),
        ]
    }

    func status() -> [(String, JSONValue)] {
        tell(.tick)
        var members: [(String, JSONValue)] = [
            ("id", .string(folder.settings.id.text)), ("publicKey", .string(folder.deviceKey.publicKey.text)),
            ("server", folder.settings.server.map { .string($0) } ?? .null), ("software", software()),
            ("printer", .string(printer.reported?.rawValue ?? "ready")), ("clock", .object([("wall", .string(clock.wall.text))])),
            ("journal", .string(damage?.description ?? "good")), ("journalNotes", .array(journalNotes.map { .string($0) })),
        ]
        if let damage {
            members += [("corrupt", damage.json()), ("state", "error"), ("detail", .string(damage.description))]
            return members
        }
        guard let unit else { return members + [("state", .string(folder.settings.operatorID == nil ? "unregistered" : "enrolled"))] }
        let memory = unit.memory
        members.removeAll { $0.0 == "clock" }
        members += [
            ("clock", .object([("wall", .string(clock.wall.text)), ("unit", .string(unit.now.text))])),
            ("detail", .string(unit.state.text)), ("raffle", .string(memory.header.raffle.text)),
            ("eventNumber", .whole(memory.eventNumber)), ("operator", memory.seller.map { .string($0.text) } ?? .null),
            ("unsynced", .whole(memory.unsynced)), ("bufferLimit", memory.definition.map { .whole($0.rsu.bufferLimit) } ?? .null),
            ("notes", .object([("uploaded", .whole(memory.acknowledgedNotes)), ("of", .whole(memory.notes.count))])),
            ("collected", .integer(memory.collected)),
            ("unprinted", .array(memory.unprinted.sorted().prefix(100).map { .whole($0) })),
            ("counterfoils", counterfoils()),
            ("salesCloseAt", memory.definition?.salesCloseAt.map { .string($0.text) } ?? .null),
            ("packages", .array((memory.definition?.packages ?? []).map(Self.package))),
        ]
        return members + standing()
    }

    private static func package(_ package: TicketPackage) -> JSONValue {
        .object([
            ("id", .string(package.id.text)), ("title", .string(package.title)), ("numbers", .whole(package.numbers)),
            ("price", .integer(package.price)),
        ])
    }

    /// The software's id and checksums, and what the last check said of it.
    func software() -> JSONValue {
        let release = try? program.release()
        return .object([
            ("id", .string(release?.text ?? "\(UnitProgram.programID) \(UrnaVersion.text)")),
            ("aggregate", release.map { .string($0.aggregate.hex) } ?? .null), ("checksum", .string(UnitProgram.checksum)),
            ("check", .string(programFailure?.description ?? "passed")),
        ])
    }

    func check() throws -> [(String, JSONValue)] {
        checkProgram()
        if let raffle = folder.settings.raffle, let memory = unit?.memory {
            // Everything is read and checked again; what the unit does goes on from what it finds.
            let (isLinked, session) = (unit?.isLinked == true, link?.session)
            try open(raffle)
            link?.session = session
            if isLinked, unit != nil { tell(.linkRestored) }
            guard damage != nil || unit?.memory.sales.count == memory.sales.count else {
                throw UnitProblem("CRITICAL_MEMORY_CORRUPT", "the journal has another number of sales than the unit")
            }
        }
        if let damage { throw UnitProblem("CRITICAL_MEMORY_CORRUPT", damage.description) }
        if let programFailure { throw UnitProblem("PROGRAM_MISMATCH", programFailure.description) }
        return [("software", software()), ("journal", "good")] + standing()
    }

    func export(_ command: JSONValue) throws -> [(String, JSONValue)] {
        guard let out = command["out"]?.stringValue, out != "-" else { throw UnitProblem.usage("`out` is missing: a file") }
        let program = "\(UnitProgram.programID) \(UrnaVersion.text)"
        let file: RecoveryFile
        if let damage {
            guard let part = RecoveryFile(damage, program: program, at: clock.wall) else {
                throw UnitProblem("CRITICAL_MEMORY_CORRUPT", "nothing of the journal can be read")
            }
            file = part
        } else {
            file = RecoveryFile(try working().memory, at: unit?.now ?? clock.wall)
        }
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: folder.seed)
        try SecretFile.write(try file.signed { Array(try key.signature(for: $0)) }, to: out)
        return [
            ("out", .string(out)), ("sales", .whole(file.sales.count)), ("notes", .whole(file.notes.count)),
            ("collected", .integer(file.collected)), ("complete", .bool(file.isComplete)),
        ]
    }
}
