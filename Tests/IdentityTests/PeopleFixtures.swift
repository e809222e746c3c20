import Ledger
import TestSupport
import Testing

@testable import Identity

/// A desk with its store and ledger, driven as the server drives it.
struct StaffHouse {
    var desk = StaffDesk()
    var ledger: [SystemEntry] = []
    var secrets: [StaffID: StaffSecret] = [:]
    private var draws: UInt64 = 0
    let password = "tulips by the river"
    let totp = TOTP(secret: Array("12345678901234567890".utf8))

    static let start: Int64 = 1_800_000_000

    static func at(_ seconds: Int64) -> Timestamp { Timestamp(seconds: start + seconds) }

    mutating func bytes(_ count: Int) -> [UInt8] {
        draws += 1
        var random = Dice(seed: draws)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Appends an entry that was decided, and what follows from it.
    mutating func commit(_ entry: SystemEntry) {
        ledger.append(entry)
        ledger += desk.apply(entry)
    }

    @discardableResult
    mutating func add(_ name: String, _ roles: Set<StaffRole>, until: Timestamp? = nil, hasTOTP: Bool = false) throws -> StaffID {
        let id = try #require(StaffID(name))
        commit(
            try desk.directory.adding(
                id, StaffProfile(name: name, roles: roles, until: until), act: .init(at: Self.at(0), by: .system)))
        secrets[id] = StaffSecret(
            user: id, password: PasswordHash(of: password, cost: .tests, salt: bytes(16)), isTemporary: false,
            totp: hasTOTP ? SealedTOTP(totp, of: id, key: Fixtures.master.staffSealing, nonce: bytes(12)) : nil)
        return id
    }

    mutating func logOn(
        _ name: String, _ password: String? = nil, code: String? = nil, isRemote: Bool = false, at seconds: Int64
    ) -> Result<LogonAdmission, LogonRefusal> {
        let request = LogonRequest(name: name, password: password ?? self.password, code: code, isRemote: isRemote)
        let now = Self.at(seconds)
        if let outcome = desk.begin(request, at: now) {
            ledger += outcome.entries
            return outcome.result
        }
        let secret = request.user.flatMap { secrets[$0] }
        let isRight = StaffSecret.isRight(request.password, for: secret, cost: .tests)
        let outcome = desk.finish(
            request, isPasswordRight: isRight, secret: secret, sealing: Fixtures.master.staffSealing, at: now, randomBytes: bytes(32))
        ledger += outcome.entries
        if let secret = outcome.secret { secrets[secret.user] = secret }
        return outcome.result
    }

    func code(at seconds: Int64) -> String { totp.code(atStep: TOTP.step(atSeconds: Self.start + seconds)) }

    /// The entries about log-ons, in short.
    var story: [String] {
        ledger.compactMap { entry in
            guard case .staff(let entry, _) = entry else { return nil }
            return switch entry {
            case .logon: "logon"
            case .logonFailed(_, let why, _, let attempts): "\(why.rawValue) \(attempts)"
            case .userLocked(_, let until, let failures): "locked \(until.seconds - Self.start) \(failures)"
            case .logoff: "logoff"
            case .sessionEnded(_, let why): "ended \(why.rawValue)"
            case .userAdded, .userChanged: nil
            }
        }
    }
}

extension Result {
    var failure: Failure? {
        guard case .failure(let error) = self else { return nil }
        return error
    }

    var success: Success? { try? get() }
}
