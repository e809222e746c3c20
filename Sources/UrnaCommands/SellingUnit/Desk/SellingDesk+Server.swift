internal import Foundation
internal import Identity
internal import Ledger
internal import Raffles
internal import Selling

// What the unit does at the server. Each function gives the inputs that its answer is to the unit.
extension SellingDesk {
    /// Opens a session, with the one from before if the server still takes it.
    func authenticate() async -> [UnitInput] {
        do {
            let status = try await openSession()
            guard let session = link?.session, let time = status["serverTime"]?.stringValue.flatMap({ Instant(parsing: $0) }) else {
                throw UnitProblem("MALFORMED_ANSWER", "the server's answer has no time")
            }
            return [.authenticated(session: session.text, serverTime: time)] + inputs(from: status)
        } catch {
            isStalled = true
            return note(error)
        }
    }

    /// - Returns: the unit's status at the server.
    /// - Throws: `LinkFailure`, or `UnitProblem`.
    func openSession() async throws -> JSONValue {
        guard let link, let person = folder.settings.operatorID else { throw UnitProblem("NOT_ENROLLED", "the unit is not enrolled") }
        if link.session != nil {
            do {
                return await told(try await link.get(statusPath))
            } catch LinkFailure.refused(401, _, _) {
                keepSession(nil)
            }
        }
        guard let pin else { throw UnitProblem("PIN_REQUIRED", "the server asks for the operator's PIN: log on") }
        let challenge = try await link.post("/v1/rsu/challenge")["challenge"]?.stringValue ?? ""
        let answer = try await link.post(
            "/v1/rsu/session", .object([("challenge", .string(challenge)), ("operator", .string(person.text)), ("pin", .string(pin))]))
        guard let session = answer["session"]?.stringValue.flatMap({ DeviceSessionID($0) }) else {
            throw UnitProblem("MALFORMED_ANSWER", "the server's answer has no session")
        }
        keepSession(session)
        return await told(try await link.get(statusPath))
    }

    /// Where the server says how the unit stands. On the way it is told, for people to look at, how full the buffer is.
    private var statusPath: String {
        var parts = ["version=\(UrnaVersion.text)"]
        if let memory = unit?.memory, let limit = memory.definition?.rsu.bufferLimit {
            parts += ["raffle=\(memory.header.raffle.text)", "waiting=\(memory.unsynced)", "capacity=\(max(1, limit))"]
        }
        return "/v1/rsu/status?\(parts.joined(separator: "&"))"
    }

    /// The session is no secret: every request is signed. It is kept so that the next process need not ask for the PIN.
    func keepSession(_ session: DeviceSessionID?) {
        link?.session = session
        try? folder.write(session.map(\.text), to: "session")
    }

    /// How far the server lets the unit, and how the raffle stands.
    func inputs(from status: JSONValue) -> [UnitInput] {
        var inputs: [UnitInput] = []
        if let standing = Self.standing(status["state"]?.stringValue) { inputs.append(.standing(standing)) }
        guard let memory = unit?.memory,
            let raffle = status["raffles"]?.arrayValue?.first(where: { $0["id"]?.stringValue == memory.header.raffle.text }),
            let state = raffle["state"]?.stringValue.flatMap({ RaffleState(rawValue: $0) })
        else { return inputs }
        if state == .suspended {
            inputs.append(.suspended(reason: "the raffle is suspended"))
        } else if memory.suspension != nil {
            inputs.append(.resumed)
        }
        if state.isClosed, memory.closing == nil { inputs.append(.closeRequested) }
        return inputs
    }

    private static func standing(_ state: String?) -> Standing? {
        switch state {
        case "registered": .registered
        case "enrolled", "suspended", "disabled", "faulty": .enrolled
        case "active": .enabled
        default: nil
        }
    }

    /// Sends sales; when all of those are there, the next notes.
    func upload(_ batch: UploadBatch) async -> [UnitInput] {
        guard let link, let memory = unit?.memory else { return [] }
        do {
            if !batch.sales.isEmpty {
                return try await upload(batch.sales, over: link, memory)
            }
            let held = try await upload(batch.notes, over: link, of: memory.header.raffle)
            return [marks(memory, sales: memory.acknowledgedSales, notes: held)]
        } catch {
            return note(error)
        }
    }

    private func upload(_ sales: [Selling.SaleUpload], over link: UnitLink, _ memory: UnitMemory) async throws -> [UnitInput] {
        let answer = try await link.post(
            "/v1/rsu/raffles/\(memory.header.raffle.text)/sales", .object([("sales", .array(sales.map { $0.json() }))]))
        guard let upTo = answer["upTo"]?.integerValue, upTo >= 0, let results = answer["results"]?.arrayValue else {
            throw UnitProblem("MALFORMED_ANSWER", "the server's answer does not say what it has")
        }
        self.results += results
        var inputs: [UnitInput] = []
        for result in results {
            let code = result["code"]?.stringValue ?? ""
            let sequence = UInt64(max(0, result["sequence"]?.integerValue ?? 0))
            switch result["outcome"]?.stringValue {
            case "conflict": inputs.append(.uploadRefused(.conflict(sequence: sequence)))
            case "refused":
                isStalled = true
                problems.append(UnitProblem(code, "sale \(sequence): \(result["message"]?.stringValue ?? "refused")"))
                if code == Refusal.Code.tooLate.rawValue { inputs.append(.uploadRefused(.late)) }
            default: break
            }
        }
        if !inputs.isEmpty { isStalled = true }
        return [marks(memory, sales: UInt64(upTo), notes: memory.acknowledgedNotes)] + inputs
    }

    /// Sends the newest confirmed sale again when no other waits, and asks how far the server has the notes.
    ///
    /// The answers of a server that was restored from an older backup say that it has less than it had confirmed. It is asked before any note
    /// goes up: a note is about a ticket, which has to be there.
    func compareMarks() async -> [UnitInput] {
        guard let link, let memory = unit?.memory, unit?.isOnline == true, memory.unsynced == 0, memory.closed == nil else { return [] }
        let raffle = memory.header.raffle
        do {
            var (sales, notes) = (memory.acknowledgedSales, memory.acknowledgedNotes)
            if let newest = memory.sale(sequence: sales) {
                let answer = try await link.post("/v1/rsu/raffles/\(raffle.text)/sales", .object([("sales", .array([newest.json()]))]))
                if let upTo = answer["upTo"]?.integerValue, upTo >= 0 { sales = UInt64(upTo) }
            }
            if notes > 0 { notes = try await upload([], over: link, of: raffle) }
            let isBehind = sales < memory.acknowledgedSales || notes < memory.acknowledgedNotes
            return isBehind ? [.serverSetBack(sales: sales, notes: notes)] : []
        } catch LinkFailure.unreachable(let reason) {
            return note(LinkFailure.unreachable(reason))
        } catch {
            // Whatever else is wrong, the next thing that there is to send meets it, too.
            return []
        }
    }

    /// What the server has now. This answers a request that was made after all that the unit knows of: no late answer.
    private func marks(_ memory: UnitMemory, sales: UInt64, notes: UInt64) -> UnitInput {
        let isBehind = sales < memory.acknowledgedSales || notes < memory.acknowledgedNotes
        return isBehind ? .serverSetBack(sales: sales, notes: notes) : acknowledgement(memory, sales: sales, notes: notes)
    }

    /// Tells the server how full the buffer is, as well as it goes: that the session has ended, say, is for the next request to find out.
    func tellBuffer() async {
        guard let link, unit?.isOnline == true else { return }
        _ = try? await link.get(statusPath)
    }

    /// Says to the server that the unit is there, and learns how it and the raffle stand.
    func keepInTouch() async {
        guard let link, unit?.isOnline == true else { return }
        do {
            let status = try await link.get(statusPath)
            for input in inputs(from: status) { tell(input) }
        } catch {
            for input in note(error) { await drive(input) }
        }
    }

    private func acknowledgement(_ memory: UnitMemory, sales: UInt64, notes: UInt64) -> UnitInput {
        .acknowledged(
            Acknowledgement(raffle: memory.header.raffle, rsu: memory.header.rsu, sales: sales, notes: notes, time: clock.wall))
    }

    /// Hands in the statement over all sales.
    func submit(_ statement: SaleStatement) async -> [UnitInput] {
        guard let link else { return [] }
        do {
            let answer = try await link.post("/v1/rsu/raffles/\(statement.raffle.text)/closing", statement.json())
            guard let uploaded = answer["uploaded"]?.integerValue, uploaded == answer["of"]?.integerValue,
                UInt64(uploaded) == statement.sales
            else { throw UnitProblem("STATEMENT_MISMATCH", "the server has another number of sales") }
            return [.statementAccepted]
        } catch {
            isStalled = true
            return note(error)
        }
    }

    /// Keeps a failure for the operator.
    ///
    /// - Returns: what it is to the unit.
    func note(_ error: any Error) -> [UnitInput] {
        if let problem = error as? UnitProblem {
            problems.append(problem)
            isStalled = true
            return []
        }
        guard let failure = error as? LinkFailure else {
            problems.append(UnitProblem("FAILED", "\(error)"))
            isStalled = true
            return []
        }
        guard case .refused(let status, let code, _) = failure else {
            problems.append(failure.problem)
            // Whoever is at the other end of the next connection, and at this one, has to be shown again.
            keepSession(nil)
            return [.linkLost]
        }
        switch code {
        case "REAUTHENTICATE":
            keepSession(nil)
            return [.uploadRefused(.session)]
        case "DEVICE_DISABLED", "DEVICE_NOT_ENROLLED", "DEVICE_UNKNOWN":
            problems.append(failure.problem)
            isStalled = true
            return [.standing(code == "DEVICE_DISABLED" ? .enrolled : .registered), .uploadRefused(.later)]
        case "PIN_INVALID", "SIGNATURE_INVALID", "OPERATOR_NOT_ALLOWED", "CHALLENGE_INVALID":
            // A wrong PIN is not tried again: the server counts.
            pin = nil
            problems.append(failure.problem)
            isStalled = true
            return [.authenticationRefused]
        default:
            problems.append(failure.problem)
            isStalled = true
            return [.uploadRefused(status == 409 && code == Refusal.Code.tooLate.rawValue ? .late : .later)]
        }
    }
}
