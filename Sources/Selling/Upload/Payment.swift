public import Ledger

/// How a sale was paid, and where the proof of it is.
public struct Payment: Hashable, Sendable {
    /// 1…``methodBytesMax`` of `a-z 0-9 -`, such as `cash` or `card`.
    public let method: String
    /// The payment's own number at whoever took it: 1…``referenceBytesMax`` printable ASCII characters, or nil for cash.
    public let reference: String?

    public static let methodBytesMax = 32
    public static let referenceBytesMax = 128

    /// Nil when a part is not of the shape above.
    public init?(method: String, reference: String? = nil) {
        let isMethod = method.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
        guard isMethod, (1...Self.methodBytesMax).contains(method.utf8.count) else { return nil }
        if let reference {
            guard (1...Self.referenceBytesMax).contains(reference.utf8.count), reference.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else { return nil }
        }
        self.method = method
        self.reference = reference
    }

    private init(unchecked method: String) {
        self.method = method
        reference = nil
    }

    public static let cash = Payment(unchecked: "cash")
}

extension Payment {
    public func json() -> JSONValue {
        .object([("method", .string(method)), ("reference", reference.map { .string($0) } ?? .null)])
    }

    init(_ json: JSONValue, at path: String) throws(FormatError) {
        let reader = try MemberReader(json, at: path, names: ["method", "reference"])
        let reference: String? = reader.isPresent("reference") ? try reader.text("reference") : nil
        guard let payment = Payment(method: try reader.text("method"), reference: reference) else {
            throw FormatError(field: path, message: "is malformed")
        }
        self = payment
    }
}
