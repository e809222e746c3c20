import Ledger
import Testing

@testable import Portal

@Suite("Templates")
struct TemplateTests {
    private func render(_ text: String, _ values: JSONValue, strings: [String: String] = [:], parts: [String: String] = [:]) throws
        -> String
    {
        let language = LanguageStrings(code: "en", namespaces: ["x": strings], standIn: [:])
        let renderer = TemplateRenderer(strings: language, parts: try parts.mapValues { try Template(parsing: $0) }) { "/assets/\($0)" }
        return renderer.render(try Template(parsing: text), values)
    }

    static let hostile = [
        "</script><script>alert(1)</script>", "\" onmouseover=\"alert(1)", "' onfocus='x", "<img src=x onerror=alert(1)>", "&lt;",
        "{{t:x.a}}",
        "\u{202E}evil\u{2066}", "a\u{0}b\u{1B}c", String(repeating: "<", count: 10_000), "-->", "<!--", "]]>",
    ]

    @Test("Whatever a name holds, it stays text", arguments: hostile)
    func escaping(name: String) throws {
        let html = try render(
            "<bdi title=\"{{name}}\">{{name}}</bdi>{{t:x.hello}}", ["name": .string(name)], strings: ["x.hello": "Hello {name}"])
        let counts = ["<": 2, ">": 2, "\"": 2, "'": 0]
        for (mark, count) in counts {
            let found = html.count { String($0) == mark }
            #expect(found == count, "\(mark) of its own: \(html.prefix(200))")
        }
        #expect(html.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    }

    @Test("Values come from the innermost block that has them, and what is missing is empty")
    func scopes() throws {
        let values: JSONValue = [
            "id": "outer", "items": [["id": "a", "n": 1], ["n": 2]], "words": ["x", "y"], "deep": ["er": ["est": "gold"]],
        ]
        #expect(try render("{{#each items}}{{index}}{{id}}{{n}} {{/each}}{{id}}", values) == "1a1 2outer2 outer")
        #expect(try render("{{#each words}}[{{this}}]{{/each}}{{deep.er.est}}{{deep.no}}{{deep}}", values) == "[x][y]gold")
        #expect(try render("{{#each nothing}}x{{else}}none{{/each}}", values) == "none")
    }

    @Test("Conditions are of presence or of a word")
    func conditions() throws {
        let values: JSONValue = ["state": "open", "zero": 0, "none": nil, "list": [], "some": [1], "no": false]
        #expect(try render("{{#if state=open}}A{{else}}B{{/if}}{{#if state=closed}}A{{else}}B{{/if}}", values) == "AB")
        #expect(try render("{{#if !state=open}}A{{/if}}{{#if !none}}B{{/if}}", values) == "B")
        for name in ["zero", "none", "list", "no", "missing", "some.thing"] {
            #expect(try render("{{#if \(name)}}yes{{else}}no{{/if}}", values) == "no", "\(name)")
        }
        #expect(try render("{{#if some}}yes{{/if}}", values) == "yes")
    }

    @Test("Numbers, money and times are shown as people read them")
    func formats() throws {
        let values: JSONValue = [
            "n": 1_234_567, "f": 12_345.678, "m": 123_456, "small": 5, "currency": "EUR", "t": "2026-11-21T17:05:09Z", "x": "<b>",
        ]
        #expect(try render("{{number:n}} {{number:f}} {{number:x}}", values) == "1,234,567 12,345.678 &lt;b&gt;")
        #expect(try render("{{money:m}} {{money:small}}", values) == "1,234.56\u{A0}EUR 0.05\u{A0}EUR")
        #expect(try render("{{time:t}}", values) == "<time datetime=\"2026-11-21T17:05:09Z\">2026-11-21 17:05 UTC</time>")
        #expect(try render("{{money:m}}", ["m": 123_456, "currency": "JPY"]) == "123,456\u{A0}JPY")
        #expect(try render("{{money:m}}", ["m": -1_234, "currency": "KWD"]) == "-1.234\u{A0}KWD")
    }

    @Test("A key takes values into it, and a string that is lacking shows its key")
    func strings() throws {
        let strings = ["x.state.open": "Open <now>", "x.n": "{n} of {m.k}"]
        #expect(try render("{{t:x.state.$a.b}}", ["a": ["b": "open"]], strings: strings) == "Open &lt;now&gt;")
        #expect(try render("{{t:x.n}}{{t:x.gone}}", ["n": 3, "m": ["k": 4]], strings: strings) == "3 of 4x.gone")
    }

    @Test("A part that includes itself comes to an end")
    func parts() throws {
        #expect(try render("{{>a}}", ["v": 1], parts: ["a": "({{v}}{{>b}})", "b": "!"]) == "(1!)")
        #expect(try render("{{>a}}", [:], parts: ["a": "x{{>a}}"]).count == 16)
        #expect(try render("{{>gone}}", [:]) == "")
    }

    @Test(
        "What can't be read is refused with its line",
        arguments: [
            ("a\n{{#if x}}", 2), ("{{/if}}", 1), ("\n\n{{else}}", 3), ("{{#each x}}\n{{/if}}", 2), ("{{x y}}", 1), ("{{", 1), ("{{}}", 1),
            ("{{<script>}}", 1), ("{{nosuch:x}}", 1), ("{{#if a}}{{else}}{{else}}{{/if}}", 1), ("{{t:a b}}", 1), ("{{>../x}}", 1),
        ])
    func refusals(text: String, line: Int) throws {
        let error = #expect(throws: TemplateError.self) { try Template(parsing: text) }
        #expect(error?.line == line, "\(text)")
    }
}
