internal import Ledger

/// Who may run elections, looked up by token.
///
/// Pure: the owner of the value keeps it in step with the system ledger and the store.
public struct AdminDirectory: Sendable, Equatable {
    /// A look-up reads every administrator, so there is a bound on how many there are.
    public static let administratorsMax = 1000

    /// In the order they were added.
    public private(set) var administrators: [Administrator] = []

    public init() {}

    /// Adds an administrator.
    ///
    /// - Throws: ``AdminDirectoryError`` when the id or the token is taken, or the directory is full; nothing is changed.
    public mutating func add(_ administrator: Administrator) throws(AdminDirectoryError) {
        guard administrators.count < Self.administratorsMax else { throw .full }
        guard !administrators.contains(where: { $0.id == administrator.id }) else { throw .idTaken }
        guard !administrators.contains(where: { $0.tokenHash == administrator.tokenHash }) else { throw .tokenTaken }
        administrators.append(administrator)
    }

    /// Removes an administrator, and returns who that was.
    ///
    /// - Throws: ``AdminDirectoryError`` when there is none of this id, or no owner would be left to let anybody in.
    @discardableResult
    public mutating func remove(_ id: AdministratorID) throws(AdminDirectoryError) -> Administrator {
        guard let index = administrators.firstIndex(where: { $0.id == id }) else { throw .unknown }
        let others = administrators.enumerated().filter { $0.offset != index }.map(\.element)
        guard administrators[index].role != .owner || others.contains(where: { $0.role == .owner }) else { throw .lastOwner }
        return administrators.remove(at: index)
    }

    /// The administrator who holds this token. Takes the same time whoever it is, or nobody.
    public func administrator(bearing token: AdminToken) -> Administrator? {
        let hash = token.hash
        var found: Int?
        for (index, administrator) in administrators.enumerated() {
            let same = hash.withUnsafeBytes { given in
                administrator.tokenHash.withUnsafeBytes { equalInConstantTime(given, $0) }
            }
            if same { found = index }
        }
        return found.map { administrators[$0] }
    }
}

/// Why a directory refused a change.
public enum AdminDirectoryError: Error, Hashable, Sendable {
    case full
    case idTaken
    case tokenTaken
    case unknown
    case lastOwner

    /// For the administrator who asked.
    public var message: String {
        switch self {
        case .full: "there are already \(AdminDirectory.administratorsMax) administrators"
        case .idTaken: "an administrator has this id"
        case .tokenTaken: "an administrator has this token"
        case .unknown: "there is no such administrator"
        case .lastOwner: "the last owner can't be removed: nobody could add another"
        }
    }
}
