/// What went wrong in a store, and whether trying again can help.
public struct StoreError: Error, Sendable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// The store cannot take writes now (disk full, failing fsync, busy): nothing was changed; try again later.
        case unavailable
        /// Another process holds the data folder: stop it, or choose another folder.
        case inUse
        /// What is stored contradicts itself: stop, and restore from a backup.
        case corrupted
        /// The thing named is not there.
        case notFound
        /// The thing exists already, or was changed by somebody else.
        case conflict
    }

    public var code: Code
    /// Safe to show to anyone: no selection, no voter, no secret.
    public var message: String
    /// For the logs only.
    public var cause: String?
    public var location: String

    public init(_ code: Code, _ message: String, cause: String? = nil, file: String = #fileID, line: Int = #line) {
        self.code = code
        self.message = message
        self.cause = cause
        location = "\(file):\(line)"
    }

    public var isRetriable: Bool { code == .unavailable }

    public var description: String {
        cause.map { "\(code.rawValue): \(message) (\($0)) at \(location)" } ?? "\(code.rawValue): \(message) at \(location)"
    }
}
