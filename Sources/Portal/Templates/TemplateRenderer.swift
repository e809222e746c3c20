internal import Ledger

/// Puts values into a template.
struct TemplateRenderer {
    let strings: LanguageStrings
    let parts: [String: Template]
    /// Places for HTML that was made here, by name; only the shell has them.
    var slots: [String: String] = [:]
    /// The address of a file among the assets.
    let address: (String) -> String

    /// Parts within parts: deeper ones are left out, since they include themselves.
    private static let depthMax = 16

    func render(_ template: Template, _ values: JSONValue) -> String {
        var output = ""
        output.reserveCapacity(4_096)
        write(template.nodes, TemplateScope(values), depth: 0, to: &output)
        return output
    }

    private func write(_ nodes: [Template.Node], _ scope: TemplateScope, depth: Int, to output: inout String) {
        for node in nodes {
            switch node {
            case .text(let text): output += text
            case .value(let path) where slots[path] != nil: output += slots[path] ?? ""
            case .value(let path): HTMLText.append(scope[path].plainText, to: &output)
            case .shown(let format, let path): write(scope[path], format, scope, to: &output)
            case .string(let key): writeString(key, scope, to: &output)
            case .asset(let path): HTMLText.append(address(path), to: &output)
            case .part(let name):
                guard depth < Self.depthMax, let part = parts[name] else { continue }
                write(part.nodes, scope, depth: depth + 1, to: &output)
            case .condition(let condition, let then, let otherwise):
                write(scope.holds(condition) ? then : otherwise, scope, depth: depth, to: &output)
            case .each(let path, let item, let otherwise):
                let items = scope[path].arrayValue ?? []
                for (index, value) in items.enumerated() {
                    write(item, scope.entering(value, index: index + 1), depth: depth, to: &output)
                }
                if items.isEmpty { write(otherwise, scope, depth: depth, to: &output) }
            }
        }
    }

    private func write(_ value: JSONValue, _ format: Template.Format, _ scope: TemplateScope, to output: inout String) {
        let text = value.plainText
        guard !text.isEmpty else { return }
        switch format {
        case .time:
            output += "<time datetime=\""
            HTMLText.append(text, to: &output)
            output += "\">"
            HTMLText.append(ShownValue.time(text), to: &output)
            output += "</time>"
        case .number: HTMLText.append(ShownValue.number(text, strings.separators), to: &output)
        case .money:
            HTMLText.append(ShownValue.money(text, currency: scope["currency"].plainText, strings.separators), to: &output)
        }
    }

    /// A string's own words are text too: no translation brings in markup.
    private func writeString(_ key: String, _ scope: TemplateScope, to output: inout String) {
        var name = key
        if let dollar = key.firstIndex(of: "$") {
            name = String(key[..<dollar]) + scope[String(key[key.index(after: dollar)...])].plainText
        }
        HTMLText.append(strings.text(name) { scope[$0].plainText }, to: &output)
    }
}
