/// Reads templates: everything outside of `{{…}}` is taken as it is.
struct TemplateParser {
    private struct Block {
        var tag: String
        var line: Int
        var kind: Kind
        var first: [Template.Node] = []
        var second: [Template.Node]?

        enum Kind {
            case condition(Template.Condition)
            case each(String)
        }

        mutating func add(_ node: Template.Node) {
            if second == nil { first.append(node) } else { second?.append(node) }
        }

        var node: Template.Node {
            switch kind {
            case .condition(let condition): .condition(condition, then: first, otherwise: second ?? [])
            case .each(let path): .each(path, item: first, otherwise: second ?? [])
            }
        }
    }

    private var rest: Substring
    private var line = 1
    private var blocks: [Block] = []
    private var done: [Template.Node] = []

    init(_ text: String) { rest = text[...] }

    mutating func parse() throws(TemplateError) -> [Template.Node] {
        while let start = rest.firstRange(of: "{{") {
            add(text: rest[..<start.lowerBound])
            let inside = rest[start.upperBound...]
            guard let end = inside.firstRange(of: "}}") else { throw error("{{ without }}") }
            let tag = inside[..<end.lowerBound]
            try take(String(tag.trimmingSpaces()))
            line += tag.count { $0 == "\n" }
            rest = inside[end.upperBound...]
        }
        add(text: rest)
        if let open = blocks.last { throw TemplateError(line: open.line, message: "{{#\(open.tag)}} is not closed") }
        return done
    }

    private func error(_ message: String) -> TemplateError { TemplateError(line: line, message: message) }

    private mutating func add(text: Substring) {
        guard !text.isEmpty else { return }
        line += text.count { $0 == "\n" }
        add(.text(String(text)))
    }

    private mutating func add(_ node: Template.Node) {
        if blocks.isEmpty { done.append(node) } else { blocks[blocks.count - 1].add(node) }
    }

    private mutating func take(_ tag: String) throws(TemplateError) {
        if let words = tag.after("#if ") {
            blocks.append(Block(tag: "if", line: line, kind: .condition(try condition(words))))
        } else if let words = tag.after("#each ") {
            blocks.append(Block(tag: "each", line: line, kind: .each(try path(words))))
        } else if tag == "else" {
            guard let open = blocks.last, open.second == nil else { throw error("{{else}} belongs in an {{#if}} or {{#each}}, once") }
            blocks[blocks.count - 1].second = []
        } else if let name = tag.after("/") {
            guard let open = blocks.popLast(), open.tag == name else { throw error("{{/\(name)}} closes nothing") }
            add(open.node)
        } else if let name = tag.after(">") {
            guard name.isPath(with: "-_/") else { throw error("\"\(name)\" is no part's name") }
            add(.part(name))
        } else if let colon = tag.firstIndex(of: ":") {
            let (kind, argument) = (String(tag[..<colon]), String(tag[tag.index(after: colon)...].trimmingSpaces()))
            add(try named(kind, argument))
        } else {
            add(.value(try path(tag)))
        }
    }

    private func named(_ kind: String, _ argument: String) throws(TemplateError) -> Template.Node {
        switch kind {
        case "t":
            guard argument.isPath(with: "-_.$") else { throw error("\"\(argument)\" is no string's key") }
            return .string(argument)
        case "asset":
            guard argument.isPath(with: "-_./") else { throw error("\"\(argument)\" is no file") }
            return .asset(argument)
        default:
            guard let format = Template.Format(rawValue: kind) else { throw error("there is no {{\(kind):…}}") }
            return .shown(format, try path(argument))
        }
    }

    private func path(_ text: String) throws(TemplateError) -> String {
        guard text.isPath(with: "-_.") else { throw error("\"\(text)\" is no value's name") }
        return text
    }

    private func condition(_ text: String) throws(TemplateError) -> Template.Condition {
        let (isNegated, rest) = text.after("!").map { (true, $0) } ?? (false, text)
        guard let equals = rest.firstIndex(of: "=") else { return .init(path: try path(rest), isNegated: isNegated) }
        let word = String(rest[rest.index(after: equals)...])
        return .init(path: try path(String(rest[..<equals])), isNegated: isNegated, word: word)
    }
}

extension String {
    /// What follows a prefix; nil without it.
    fileprivate func after(_ prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count).trimmingSpaces()) : nil
    }

    fileprivate func isPath(with marks: String) -> Bool {
        !isEmpty
            && unicodeScalars.allSatisfy { scalar in
                scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || marks.unicodeScalars.contains(scalar))
            }
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var text = self
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
