// What a selling unit signs (Ed25519, RFC 8032), each on a line that ends in LF:
//
//     urna-rsu-request-v1
//     the method, such as POST
//     the path with its query, as sent
//     SHA-256 of the body, 64 hexadecimal digits
//     the unit's id
//     its clock, milliseconds since 1970 UTC
//     its counter, higher with every request
//     its session, or -
//
// and sends in one header:
//
//     Urna-RSU: <id> <milliseconds> <counter> <session> <signature, base64url>

internal import Crypto
public import Ledger

/// A request as a selling unit signed it, but for its signature.
public struct DeviceRequest: Hashable, Sendable {
    public static let headerName = "Urna-RSU"

    public let method: String
    public let path: String
    public let bodyDigest: Hash
    public let device: DeviceID
    /// The unit's clock: milliseconds since 1970 UTC.
    public let milliseconds: Int64
    /// Higher with every request that the unit ever makes.
    public let counter: UInt64
    /// From the answer to its challenge; nil before.
    public let session: DeviceSessionID?

    /// - Parameters:
    ///   - method: in capitals.
    ///   - path: with its query, as sent; neither holds a line end.
    public init(
        method: String, path: String, bodyDigest: Hash, device: DeviceID, milliseconds: Int64, counter: UInt64,
        session: DeviceSessionID?
    ) {
        self.method = method
        self.path = path
        self.bodyDigest = bodyDigest
        self.device = device
        self.milliseconds = milliseconds
        self.counter = counter
        self.session = session
    }

    /// The bytes that are signed.
    public var message: [UInt8] {
        let lines = [
            "urna-rsu-request-v1", method, path, bodyDigest.hex, device.text, "\(milliseconds)", "\(counter)", session?.text ?? "-", "",
        ]
        return Array(lines.joined(separator: "\n").utf8)
    }
}

/// A request with its signature.
public struct SignedRequest: Hashable, Sendable {
    public static let signatureByteCount = 64
    private static let headerByteCountMax = 512

    public let request: DeviceRequest
    public let signature: [UInt8]

    /// Reads a header; nil unless it has the one form above.
    public init?(header: String, method: String, path: String, bodyDigest: Hash) {
        guard header.utf8.count <= Self.headerByteCountMax, !(method + path).utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
            return nil
        }
        let parts = header.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count == 5, let device = DeviceID(parts[0]), let milliseconds = Int64(parts[1]), "\(milliseconds)" == parts[1],
            let counter = UInt64(parts[2]), "\(counter)" == parts[2], let signature = Base64URL.decode(parts[4]),
            signature.count == Self.signatureByteCount
        else { return nil }
        let session = DeviceSessionID(parts[3])
        guard session != nil || parts[3] == "-" else { return nil }
        self.signature = signature
        request = DeviceRequest(
            method: method, path: path, bodyDigest: bodyDigest, device: device, milliseconds: milliseconds, counter: counter,
            session: session)
    }

    init(_ request: DeviceRequest, signature: [UInt8]) {
        self.request = request
        self.signature = signature
    }

    /// The header to send.
    public var header: String {
        [
            request.device.text, "\(request.milliseconds)", "\(request.counter)", request.session?.text ?? "-",
            Base64URL.encode(signature),
        ].joined(separator: " ")
    }

    /// Whether the signature is by this key. Costs about a tenth of a millisecond: call it outside locks.
    public func isSigned(by key: DevicePublicKey) -> Bool {
        key.isValid(signature: signature, of: request.message)
    }
}

/// Names what a selling unit opened by answering a challenge: 22 characters of base64url. No secret: every request is signed.
public struct DeviceSessionID: Hashable, Sendable, CustomStringConvertible {
    public static let byteCount = 16

    public let text: String

    /// - Parameter randomBytes: 16 from the system's random source.
    public init(randomBytes: [UInt8]) {
        precondition(randomBytes.count == Self.byteCount, "a session's name has \(Self.byteCount) bytes")
        text = Base64URL.encode(randomBytes)
    }

    public init?(_ text: String) {
        guard let bytes = Base64URL.decode(text), bytes.count == Self.byteCount else { return nil }
        self.text = text
    }

    public var description: String { text }
}
