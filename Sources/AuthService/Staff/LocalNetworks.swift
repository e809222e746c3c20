public import NIOCore

/// The networks that count as the venue's own: who connects from elsewhere connects from afar.
///
/// What counts is the address of the connection. Behind a proxy that is the proxy's.
public struct LocalNetworks: Hashable, Sendable {
    private struct Network: Hashable, Sendable {
        let bytes: [UInt8]
        let bits: Int

        func contains(_ address: [UInt8]) -> Bool {
            guard address.count == bytes.count else { return false }
            return (0..<bits).allSatisfy { (address[$0 / 8] ^ bytes[$0 / 8]) & (0x80 >> UInt8($0 % 8)) == 0 }
        }
    }

    /// Loopback and the ranges that are not routed (RFC 1918, RFC 3927, RFC 4193, RFC 4291).
    public static let standardText = "loopback,private"
    private static let named = [
        "loopback": ["127.0.0.0/8", "::1/128"],
        "private": ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10"],
        "none": [],
    ]

    private let networks: [Network]

    /// Reads a list with commas: `loopback`, `private`, `none`, addresses, and networks such as `203.0.113.0/24`.
    public init?(_ text: String) {
        var networks: [Network] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = String(word.filter { $0 != " " })
            for network in Self.named[word] ?? [word] {
                guard let network = Self.network(network) else { return nil }
                networks.append(network)
            }
        }
        self.networks = networks
    }

    /// Whether a connection comes from the venue. An address that nobody knows does not.
    public func contains(_ peer: SocketAddress?) -> Bool {
        switch peer {
        case nil: false
        // A socket in the file system: the same machine.
        case .unixDomainSocket: true
        case .some(let address): Self.bytes(of: address).map { bytes in networks.contains { $0.contains(bytes) } } ?? false
        }
    }

    private static func network(_ text: String) -> Network? {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = try? SocketAddress(ipAddress: String(parts[0]), port: 0), let bytes = bytes(of: address) else { return nil }
        guard parts.count == 2 else { return Network(bytes: bytes, bits: 8 * bytes.count) }
        guard let bits = Int(parts[1]), (0...8 * bytes.count).contains(bits) else { return nil }
        return Network(bytes: bytes, bits: bits)
    }

    /// Four bytes or sixteen; an IPv4 address in IPv6 clothes is one of IPv4.
    private static func bytes(of address: SocketAddress) -> [UInt8]? {
        switch address {
        case .v4(let address):
            // Family and port, then the address: sockaddr_in.
            return withUnsafeBytes(of: address.address) { Array($0[4..<8]) }
        case .v6(let address):
            // Family, port and flow, then the address: sockaddr_in6.
            let bytes = withUnsafeBytes(of: address.address) { Array($0[8..<24]) }
            let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
            return isMapped ? Array(bytes[12...]) : bytes
        case .unixDomainSocket: return nil
        }
    }
}
