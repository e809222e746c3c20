/// A piece of HTML with places for values, which are escaped without exception.
///
///     {{name}} {{a.b}} {{this}} {{index}}     a value in scope
///     {{t:key}} {{t:rule.$method}}            a string of the catalogue; `$x` at its end stands for a value
///     {{time:x}} {{number:x}} {{money:x}}     a value as people read it
///     {{asset:img/x.svg}}                     the address of a file
///     {{#if x}}…{{else}}…{{/if}}              also `!x` and `x=word`
///     {{#each xs}}…{{else}}…{{/each}}
///     {{>part}}                               another template
public struct Template: Sendable, Equatable {
    indirect enum Node: Sendable, Equatable {
        case text(String)
        case value(String)
        case shown(Format, String)
        case string(String)
        case asset(String)
        case part(String)
        case condition(Condition, then: [Node], otherwise: [Node])
        case each(String, item: [Node], otherwise: [Node])
    }

    enum Format: String, Sendable {
        case time
        case number
        case money
    }

    struct Condition: Sendable, Equatable {
        var path: String
        var isNegated = false
        var word: String?
    }

    let nodes: [Node]

    /// Reads a template.
    ///
    /// - Throws: ``TemplateError`` with the line of the tag that can't be read.
    public init(parsing text: String) throws(TemplateError) {
        var parser = TemplateParser(text)
        nodes = try parser.parse()
    }
}

/// What is wrong with a template.
public struct TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    public var line: Int
    public var message: String

    public var description: String { "line \(line): \(message)" }
}
