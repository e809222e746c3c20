internal import AuthService
internal import Elections
internal import Foundation
internal import Hummingbird
internal import Identity
internal import Ledger
internal import LedgerService
internal import NIOCore
internal import Ports
internal import VoteService

/// Elections: what anyone may see of them, and what an organiser does.
struct ElectionRoutes: Sendable {
    let house: House

    // MARK: Anyone

    func list() -> Response {
        .json(.object([("elections", .array(rows()))]), cacheControl: "public, max-age=1")
    }

    /// Every election in a line.
    func rows() -> [JSONValue] {
        house.office.directory.all.map { election in
            .object([
                ("id", .string(election.id.text)), ("title", .string(election.definition.title)),
                ("state", .string(state(of: election))), ("results", .string(election.definition.results.rawValue)),
            ])
        }
    }

    func get(_ election: RunningElection) -> Response {
        .json(description(of: election), cacheControl: "public, max-age=1")
    }

    private func state(of election: RunningElection) -> String {
        election.stateNow(at: house.clock()).rawValue
    }

    func description(of election: RunningElection) -> JSONValue {
        Self.description(of: election, state: state(of: election), size: election.ledger.published.head.size)
    }

    /// What is told of an election at a size of its ledger.
    static func description(of election: RunningElection, state: String, size: UInt64) -> JSONValue {
        .object([
            ("id", .string(election.id.text)), ("state", .string(state)), ("definition", election.definition.json()),
            (
                "log",
                .object([
                    ("origin", .string(election.ledger.origin)), ("verifierKey", .string(election.ledger.verifierKey.text)),
                    ("size", .whole(size)),
                ])
            ),
        ])
    }

    // MARK: Organisers

    /// Longest definition taken, in bytes, with room for insignificant white space.
    private static let definitionBytesMax = 256 * 1024

    func create(_ request: Request) async throws -> Response {
        let actor = try organiser(request)
        let json = try await request.json(upTo: Self.definitionBytesMax)
        let definition: ElectionDefinition
        do throws(DefinitionError) {
            definition = try ElectionDefinition.parse(json)
        } catch {
            let problems = error.problems.map { (place: $0.field, message: $0.message) }
            throw Problem(
                .invalidDefinition, detail: problems.first.map { "\($0.place): \($0.message)" } ?? "The definition is not valid.",
                field: problems.first?.place, errors: problems)
        }
        let id = try electionID(request, title: definition.title)
        let now = Timestamp(seconds: house.clock())
        let election = try await house.office.create(id, definition, by: actor, at: now)
        try house.system.append(
            .electionCreated(
                election: id.text, origin: election.ledger.origin, verifierKey: election.ledger.verifierKey.text, at: now,
                by: administrator(request).id))
        house.publishResults()
        var response = Response.json(description(of: election), status: .created)
        response.headers[.location] = "/v1/elections/\(id)"
        return response
    }

    /// `?id=` if it is given, else a short form of the title and six random characters.
    private func electionID(_ request: Request, title: String) throws -> ElectionID {
        if let asked = request.uri.queryParameters["id"].map(String.init) {
            guard let id = ElectionID(asked) else {
                throw Problem(.badRequest, detail: "An election's id is 1 to 64 of a-z, 0-9 and -.", field: "id")
            }
            return id
        }
        let slug = title.lowercased().unicodeScalars.map { ("a"..."z").contains($0) || ("0"..."9").contains($0) ? Character($0) : "-" }
        let short = String(slug).split(separator: "-").joined(separator: "-").prefix(40)
        let suffix = String((0..<6).map { _ in "abcdefghjkmnpqrstuvwxyz23456789".randomElement() ?? "x" })
        guard let id = ElectionID(short.isEmpty ? suffix : "\(short)-\(suffix)") else {
            preconditionFailure("a slug is an id")
        }
        return id
    }

    func open(_ election: RunningElection, _ request: Request) async throws -> Response {
        try await house.office.open(election, by: organiser(request), at: Timestamp(seconds: house.clock()))
        house.publishResults()
        return get(election)
    }

    func close(_ election: RunningElection, _ request: Request) async throws -> Response {
        try await house.office.close(election, by: organiser(request), at: Timestamp(seconds: house.clock()))
        house.publishResults()
        return get(election)
    }

    func certify(_ election: RunningElection, _ request: Request) async throws -> Response {
        try await house.office.certify(election, by: organiser(request), at: Timestamp(seconds: house.clock()))
        house.publishResults()
        return get(election)
    }

    private func organiser(_ request: Request) throws -> ActorID {
        let administrator = try administrator(request)
        guard administrator.role != .auditor, let actor = ActorID(administrator.id.text) else {
            throw Problem(.administratorRequired, detail: "This administrator may look, not act.")
        }
        return actor
    }

    func administrator(_ request: Request) throws -> Administrator {
        guard let administrator = house.administrators.administrator(bearing: request.bearer) else {
            throw Problem(.administratorRequired, detail: "Send the header Authorization: Bearer <administrator's token>.")
        }
        return administrator
    }

    // MARK: Roll and tokens

    func importRoll(_ election: RunningElection, _ request: Request) async throws -> Response {
        let actor = try organiser(request)
        try request.requireContentType("text/csv")
        guard election.stateNow(at: house.clock()) == .draft else {
            throw Problem(.wrongState, detail: "The roll can be imported while the election is a draft.")
        }
        let isDryRun = try request.flag("dryRun")
        var roll = RollImport(keys: election.keys, bindsRegions: election.definition.turnoutByRegion)
        for try await buffer in request.body {
            buffer.withUnsafeReadableBytes { roll.feed($0) }
        }
        let outcome = try roll.finish()
        guard outcome.problems.isEmpty else { throw Problem(rollProblems: outcome.problems) }
        let now = Timestamp(seconds: house.clock())
        if let problem = try house.office.problem(of: outcome.voters, in: election, by: actor, at: now) {
            throw Problem(.invalidRoll, detail: "Nothing was imported: \(problem).", field: "region")
        }
        if isDryRun {
            return .json(.object([("voters", .whole(outcome.voters.count)), ("imported", false)]))
        }
        try await house.office.adoptRoll(outcome.voters, of: election, by: actor, at: now)
        house.publishResults()
        let codes = outcome.codes
        return csv { writer in
            try await writer.write(ByteBuffer(string: CodeLines.header))
            for start in stride(from: 0, to: codes.count, by: 1_024) {
                let lines = (start..<min(start + 1_024, codes.count)).map { codes.line($0) }.joined()
                try await writer.write(ByteBuffer(string: lines))
            }
        }
    }

    func issueAll(_ election: RunningElection, _ request: Request) throws -> Response {
        _ = try organiser(request)
        let (tokens, access, now) = (house.tokens, access(to: election), Timestamp(seconds: house.clock()))
        // The first page is made before the answer begins, so that a refusal is still a problem document.
        var page: (lines: String, next: UInt32)?
        do {
            page = try tokens.issueAll(in: access, from: 0, at: now)
        } catch let refusal as IssuanceRefusal {
            throw Problem(refusal)
        }
        return csv { [page] writer in
            var page = page
            while let current = page {
                try await writer.write(ByteBuffer(string: current.lines))
                page = try tokens.issueAll(in: access, from: current.next, at: now)
            }
        }
    }

    private func csv(_ write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void) -> Response {
        Response(
            status: .ok, headers: [.contentType: "text/csv; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                try await write(&writer)
                try await writer.finish(nil)
            })
    }

    func access(to election: RunningElection) -> ElectionAccess {
        ElectionAccess(
            id: election.id, keys: election.keys, state: election.stateNow(at: house.clock()), closesAt: election.definition.closesAt,
            roll: election.rollDigest, regions: election.regions)
    }

    /// `{"code": "…"}`, or a login's bearer token and no code.
    func issueToken(_ election: RunningElection, _ request: Request) async throws -> Response {
        let now = Timestamp(seconds: house.clock())
        let token: BallotToken
        do {
            if let login = request.bearer {
                let voter = try await verify(login)
                token = try house.tokens.issue(voter: voter, in: access(to: election), at: now)
            } else {
                token = try house.tokens.issue(code: await code(request), in: access(to: election), at: now)
            }
        } catch let refusal as IssuanceRefusal {
            // A fault of the store is logged with its cause; everything else is the caller's.
            if case .store(let error) = refusal { throw error }
            throw Problem(refusal)
        }
        return .json(
            .object([
                ("ballotToken", .string(token.text)), ("expiresAt", .string(Timestamp(seconds: token.expiresAtSeconds).description)),
            ]))
    }

    private func verify(_ login: String) async throws(IssuanceRefusal) -> VoterID {
        guard let logins = house.logins else { throw .login("This server takes no logins: use a voting code.") }
        return try await logins.voter(bearing: login, at: Timestamp(seconds: house.clock()))
    }

    private func code(_ request: Request) async throws -> String {
        let json = try await request.json(upTo: 4_096)
        guard let members = json.objectValue, members.count == 1, let code = json["code"]?.stringValue else {
            throw Problem(.badRequest, detail: "Send {\"code\": \"<voting code>\"} and nothing else.", field: "code")
        }
        return code
    }
}

extension Problem {
    init(rollProblems problems: RollProblems) {
        let list = problems.kept.map { (place: "line \($0.line)", message: $0.message) }
        self.init(
            .invalidRoll,
            detail:
                "\(problems.count) problems; nothing was imported. The first: \(list.first.map { "\($0.place): \($0.message)" } ?? "").",
            field: list.first?.place, errors: list)
    }

    init(_ refusal: IssuanceRefusal) {
        switch refusal {
        case .code(let error): self.init(.codeInvalid, detail: error.message, field: "code")
        case .login(let message): self.init(.loginInvalid, detail: message)
        case .notOnRoll: self.init(.notOnRoll, detail: "The roll of this election does not list you.")
        case .wrongState(let state): self.init(.wrongState, detail: "The election is \(state.rawValue): no ballot tokens are issued.")
        case .store(let error): self.init(error)
        }
    }
}
