/// One type of ledger entry, described once: the documentation is generated from it.
public struct EntryKind: Sendable {
    /// The value of the entry's `type` member.
    public var name: String
    /// One sentence.
    public var summary: String
    /// Who appends it, and when.
    public var appendedBy: String
    public var fields: [EntryField]
    /// A complete entry.
    public var example: JSONValue

    public init(name: String, summary: String, appendedBy: String, fields: [EntryField], example: JSONValue) {
        self.name = name
        self.summary = summary
        self.appendedBy = appendedBy
        self.fields = fields
        self.example = example
    }
}

/// One member of an entry.
public struct EntryField: Sendable {
    public var name: String
    public var type: String
    public var meaning: String
    public var required: Bool

    public init(name: String, type: String, meaning: String, required: Bool = true) {
        self.name = name
        self.type = type
        self.meaning = meaning
        self.required = required
    }
}

/// All types of entry a ledger can hold, and the page that describes them.
public struct EntryCatalogue: Sendable {
    public var kinds: [EntryKind]

    public init(kinds: [EntryKind]) {
        self.kinds = kinds
    }

    /// The page: the same kinds give the same bytes, so that a build can compare it with the one in the repository.
    public func markdown() -> String {
        var page = """
            # Ledger entries

            <!-- Generated from the catalogue of entry types in the code. Do not edit. -->

            An entry is one JSON object in canonical form (RFC 8785). Its leaf hash is SHA-256 over a zero byte and the entry's bytes.

            | type | what it records |
            |---|---|

            """
        for kind in kinds {
            page += "| [`\(kind.name)`](#\(Self.anchor(kind.name))) | \(Self.cell(kind.summary)) |\n"
        }
        for kind in kinds {
            page += "\n" + Self.section(kind)
        }
        return page
    }

    private static func section(_ kind: EntryKind) -> String {
        let example = kind.example.canonical()
        var text = """
            ## \(kind.name)

            \(kind.summary)

            Appended by: \(kind.appendedBy)

            | field | type | | meaning |
            |---|---|---|---|

            """
        for field in kind.fields {
            let presence = field.required ? "required" : "optional"
            text += "| `\(field.name)` | \(cell(field.type)) | \(presence) | \(cell(field.meaning)) |\n"
        }
        return text + """

            ```json
            \(String(decoding: example, as: UTF8.self))
            ```

            Leaf hash `\(Hash.leaf(example).hex)`

            """
    }

    /// The anchor that renderers give a heading: lower case, letters, digits, `-` and `_` only.
    private static func anchor(_ name: String) -> String {
        String(
            name.lowercased().unicodeScalars.filter { scalar in
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
            }.map(Character.init))
    }

    private static func cell(_ text: String) -> String {
        String(text.flatMap { $0 == "|" ? "\\|" : String($0) })
    }
}
