import Elections
import Ledger
import Testing

@testable import HTTPAPI

@Suite("The OpenAPI document")
struct OpenAPIDocumentTests {
    private let document = OpenAPIDocument.json

    /// Every object and array below a value, itself included, with the way there.
    private func walk(_ value: JSONValue, at path: String = "#", _ visit: (String, JSONValue) -> Void) {
        visit(path, value)
        for member in value.objectValue ?? [] { walk(member.value, at: "\(path)/\(member.name)", visit) }
        for (index, element) in (value.arrayValue ?? []).enumerated() { walk(element, at: "\(path)/\(index)", visit) }
    }

    /// What a `$ref` points at.
    private func resolve(_ reference: String) -> JSONValue? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(document as JSONValue?) { $0?[String($1)] }
    }

    private func documented(_ operation: HTTPAPI.Operation) -> JSONValue? {
        let description = operation.description
        return document["paths"]?[description.path]?[description.methodName.lowercased()]
    }

    @Test("names every operation of the table of routes, once", arguments: HTTPAPI.Operation.allCases)
    func namesOperation(_ operation: HTTPAPI.Operation) throws {
        let json = try #require(documented(operation))
        #expect(json["operationId"]?.stringValue == operation.rawValue)
        #expect(json["summary"]?.stringValue?.isEmpty == false)
    }

    @Test("names nothing else")
    func namesNothingElse() {
        var names: [String] = []
        walk(document) { _, value in
            if let name = value["operationId"]?.stringValue { names.append(name) }
        }
        #expect(names.sorted() == HTTPAPI.Operation.allCases.map(\.rawValue).sorted())
        let addresses = HTTPAPI.Operation.allCases.map { "\($0.description.methodName) \($0.description.path)" }
        #expect(Set(addresses).count == addresses.count)
    }

    @Test("points only at components that are there, and has none that nothing points at")
    func resolvesReferences() {
        var used: Set<String> = []
        walk(document) { path, value in
            guard let reference = value["$ref"]?.stringValue else { return }
            used.insert(reference)
            #expect(resolve(reference) != nil, "\(path) points at \(reference)")
        }
        for kind in ["schemas", "parameters", "headers"] {
            for member in document["components"]?[kind]?.objectValue ?? [] {
                #expect(used.contains("#/components/\(kind)/\(member.name)"), "\(kind): nothing points at \(member.name)")
            }
        }
    }

    @Test(
        "gives every problem of an operation under its own status, with the headers of that status", arguments: HTTPAPI.Operation.allCases)
    func givesProblems(_ operation: HTTPAPI.Operation) throws {
        let responses = try #require(documented(operation)?["responses"])
        for kind in operation.description.allProblems {
            let response = try #require(responses[String(kind.status)], "\(kind.status) is missing")
            let media = try #require(response["content"]?["application/problem+json"])
            let types = media["schema"]?["allOf"]?.arrayValue?.last?["properties"]?["type"]?["enum"]?.arrayValue ?? []
            #expect(types.contains(.string(kind.type)))
            #expect(media["examples"]?[kind.name]?["value"]?["status"]?.integerValue == Int64(kind.status))
            #expect((response["headers"]?["Retry-After"] != nil) == (kind.retryAfter != nil))
            #expect((response["headers"]?["WWW-Authenticate"] != nil) == (kind.status == 401))
        }
        let documented = Set(responses.objectValue?.compactMap { Int($0.name) } ?? [])
        let described = operation.description
        #expect(documented == Set(described.answers.map(\.status) + described.allProblems.map(\.status)))
    }

    @Test("documents every kind of problem somewhere")
    func documentsEveryProblem() {
        let documented = Set(HTTPAPI.Operation.allCases.flatMap { $0.description.allProblems })
        #expect(documented == Set(ProblemKind.allCases))
    }

    @Test("asks for a parameter for every part of a path in braces", arguments: HTTPAPI.Operation.allCases)
    func hasPathParameters(_ operation: HTTPAPI.Operation) throws {
        let path = operation.description.path
        let shared = document["paths"]?[path]?["parameters"]?.arrayValue ?? []
        let own = try #require(documented(operation))["parameters"]?.arrayValue ?? []
        let parameters = (shared + own).map { $0["$ref"]?.stringValue.flatMap(resolve) ?? $0 }
        let named = parameters.filter { $0["in"]?.stringValue == "path" }.compactMap { $0["name"]?.stringValue }
        let inPath = path.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
        #expect(named.sorted() == inPath.sorted())
    }

    @Test("shows a definition and a ballot that the server takes")
    func examplesAreTaken() throws {
        let definition = try ElectionDefinition.parse(OpenAPIExamples.definition)
        let ballot = try BallotStyle(definition).parse(requestBody: OpenAPIExamples.ballot.canonical())
        #expect(ballot.marks.map(\.isBlank) == [false])
    }

    @Test("knows every member of a definition with every rule written out")
    func knowsDefinitionMembers() throws {
        let json = try ElectionDefinition.parse(OpenAPIExamples.definition).json()
        let contest = try #require(json["contests"]?.arrayValue?.first)
        let pairs: [(JSONValue, SchemaName)] = [
            (json, .electionDefinition), (contest, .contest), (try #require(contest["rules"]), .countingRules),
            (try #require(contest["candidates"]?.arrayValue?.first), .candidate),
        ]
        for (value, schema) in pairs {
            for member in value.objectValue ?? [] {
                #expect(schema.schema["properties"]?[member.name] != nil, "\(schema.rawValue) lacks \(member.name)")
            }
        }
    }
}

@Suite("The page about problems")
struct ProblemReferenceTests {
    @Test("has one row a kind, none of which breaks the table")
    func hasRows() {
        let rows = ProblemReference.markdown().split(separator: "\n").filter { $0.hasPrefix("| `") }
        #expect(rows.count == ProblemKind.allCases.count)
        for (row, kind) in zip(rows, ProblemKind.allCases) {
            #expect(row.contains("`\(kind.name)` | \(kind.status)"))
            #expect(row.filter { $0 == "|" }.count == 5)
        }
    }
}
