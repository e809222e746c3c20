public import Logging

/// A value that prints as `[redacted]`, however it is printed.
///
/// Wrap what must not be logged where it enters, and take ``value`` out only where it is used. Interpolation,
/// `String(reflecting:)`, `dump` and `Mirror` all show that and nothing else.
public struct Redacted<Value> {
    public let value: Value

    public init(_ value: Value) {
        self.value = value
    }
}

extension Redacted: Sendable where Value: Sendable {}
extension Redacted: Equatable where Value: Equatable {}
extension Redacted: Hashable where Value: Hashable {}

extension Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "[redacted]" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Logger.MetadataValue {
    /// Says that there was something, and not what.
    public static var redacted: Self { .string("[redacted]") }
}
