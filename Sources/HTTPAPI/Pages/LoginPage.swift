internal import Ledger

/// Where voters log in, for the ballot page to send them to.
public struct LoginPage: Hashable, Sendable {
    /// The provider's authorization endpoint.
    public var authorize: String
    /// Under which the provider knows this platform, and which its tokens name as their audience.
    public var clientID: String

    public init(authorize: String, clientID: String) {
        self.authorize = authorize
        self.clientID = clientID
    }

    var json: JSONValue { .object([("authorize", .string(authorize)), ("clientId", .string(clientID))]) }
}
