/// Which field of a roll's rows is which: `voter_id`, which must be there, and `region`, which may.
struct RollHeader: Sendable, Equatable {
    var voterID: Int
    var region: Int?
    var fieldCount: Int

    /// Reads the fields of the first record. Names may be in any order and any case, with spaces around them.
    static func parse(_ fields: [[UInt8]]) throws(RollHeaderError) -> RollHeader {
        var positions: [String: Int] = [:]
        for (position, field) in fields.enumerated() {
            let name = shown(field)
            guard name == "voter_id" || name == "region" else { throw RollHeaderError(message: refusal(name)) }
            guard positions.updateValue(position, forKey: name) == nil else {
                throw RollHeaderError(message: "the column \"\(name)\" is there twice")
            }
        }
        guard let voterID = positions["voter_id"] else { throw RollHeaderError(message: "the column \"voter_id\" is missing") }
        return RollHeader(voterID: voterID, region: positions["region"], fieldCount: fields.count)
    }

    private static func refusal(_ name: String) -> String {
        let hint: String =
            if name.contains(";") || name.contains("\t") {
                "; columns are separated by commas"
            } else if name.hasPrefix("\u{FFFD}") {
                "; the file has to be UTF-8"
            } else {
                ""
            }
        let printable = String(String.UnicodeScalarView(name.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
        return "a roll has the columns \"voter_id\" and \"region\" and no other, not \"\(printable)\"\(hint)"
    }

    /// The name in lower case, cut to a length that can be shown.
    private static func shown(_ field: [UInt8]) -> String {
        let text = String(decoding: field.prefix(64), as: UTF8.self).lowercased()
        var scalars = text.unicodeScalars[...]
        while scalars.first?.properties.isWhitespace == true { scalars.removeFirst() }
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }
}

struct RollHeaderError: Error, Equatable {
    let message: String
}
