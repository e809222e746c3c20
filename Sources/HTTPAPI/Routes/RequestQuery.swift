internal import Hummingbird

/// The parameters of a request's query, each known and given once: a misspelt filter that is ignored would show too much.
struct RequestQuery: Sendable {
    private var values: [String: String] = [:]

    /// - Throws: `badRequest` that names the parameter.
    init(_ request: Request, known: [String]) throws {
        for (name, value) in request.uri.queryParameters {
            guard known.contains(String(name)) else {
                throw Problem(.badRequest, detail: "The parameters are \(known.joined(separator: ", ")), and no others.", field: "query")
            }
            guard values.updateValue(String(value), forKey: String(name)) == nil else {
                throw Problem(.badRequest, detail: "\(name) is given twice.", field: String(name))
            }
        }
    }

    subscript(name: String) -> String? { values[name] }

    /// A whole number without a sign; nil when it is left out.
    func whole(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
        guard let text = values[name] else { return nil }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let whole = Int(text), range.contains(whole)
        else {
            throw Problem(.badRequest, detail: "\(name) is \(range.lowerBound) to \(range.upperBound).", field: name)
        }
        return whole
    }
}
