/// What a person proves themselves with: kept in the store beside the ledger, never in it. Prints as `[redacted]`.
public struct StaffSecret: Secret, Hashable, Sendable {
    public let user: StaffID
    public var password: PasswordHash
    /// Somebody else chose the password: it is good for one thing, to choose another.
    public var isTemporary: Bool
    public var totp: SealedTOTP?
    /// The newest step of a code that let the person in; codes up to it are used up.
    public var lastStep: Int64?

    public init(user: StaffID, password: PasswordHash, isTemporary: Bool, totp: SealedTOTP? = nil, lastStep: Int64? = nil) {
        self.user = user
        self.password = password
        self.isTemporary = isTemporary
        self.totp = totp
        self.lastStep = lastStep
    }

    /// Whether this is the password, at the same cost when there is nobody to compare with.
    ///
    /// Slow by intent: call it outside locks, and bound how many run at once.
    public static func isRight(_ password: String, for secret: StaffSecret?, cost: PasswordCost = .standard) -> Bool {
        // No password is longer; nobody is to make the server hash a novel.
        guard password.utf8.count <= PasswordPolicy.byteCountMax else { return false }
        guard let secret else {
            PasswordHash.pretend(password, cost: cost)
            return false
        }
        return secret.password.matches(password)
    }
}
