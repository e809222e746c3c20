// What holds a generator's state says nothing of it when it is printed, dumped or put into a message.

extension HMACDRBG: CustomStringConvertible, CustomReflectable {
    public var description: String { "HMACDRBG(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HMACSHA256: CustomStringConvertible, CustomReflectable {
    public var description: String { "HMACSHA256(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension ContinuousTest: CustomStringConvertible, CustomReflectable {
    public var description: String { "ContinuousTest(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension RandomGenerator: CustomStringConvertible, CustomReflectable {
    public var description: String { "RandomGenerator(\(state))" }
    public var customMirror: Mirror { Mirror(self, children: ["state": state]) }
}
