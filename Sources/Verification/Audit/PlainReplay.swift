internal import Ledger

/// The entries of a ledger whose meaning is judged elsewhere, such as the system ledger: form alone.
struct PlainReplay {
    private(set) var size: UInt64 = 0
    private(set) var failure: AuditFailure?

    mutating func apply(_ entry: UnsafeRawBufferPointer, index: UInt64) {
        guard failure == nil else { return }
        if let problem = problem(in: entry) {
            failure = AuditFailure(check: .form, index: index, entryType: entryType(of: entry), reason: problem)
        } else {
            size += 1
        }
    }

    func checks() -> [AuditCheck] {
        if let failure { return [AuditCheck(.form, .failed, failure.description, count: size)] }
        return [AuditCheck(.form, .passed, "\(grouped(size)) entries are canonical JSON objects with a type", count: size)]
    }

    private func problem(in entry: UnsafeRawBufferPointer) -> String? {
        let value: JSONValue
        do {
            value = try JSONValue.parse(entry)
        } catch {
            return "is not JSON: \(error)"
        }
        guard value.objectValue != nil else { return "is not an object" }
        guard let type = value["type"]?.stringValue, !type.isEmpty else { return "has no type" }
        guard value.canonical().elementsEqual(entry) else { return "is not in canonical form" }
        return nil
    }
}
