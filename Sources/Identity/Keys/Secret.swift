/// A value that prints as `[redacted]`, however it is printed.
///
/// Interpolation, `String(reflecting:)`, `dump` and `Mirror` show that text and no bytes, so that a secret in a log line,
/// an error or a crash report stays one. It is no protection from code that asks for the bytes.
public protocol Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {}

extension Secret {
    public var description: String { "[redacted]" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Whether two buffers hold the same bytes, in a time that depends on their lengths only.
///
/// For tags and hashes that are compared with what a stranger sent: an early exit would tell him how far he got.
func equalInConstantTime(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in 0..<left.count { difference |= left[index] ^ right[index] }
    return difference == 0
}
