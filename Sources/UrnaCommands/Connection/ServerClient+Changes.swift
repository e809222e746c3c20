internal import AsyncHTTPClient
internal import Ledger
internal import NIOCore
internal import NIOHTTP1

extension ServerClient {
    func put(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await answer(send(.PUT, path, as: .administrator, body: .json(body)))
    }

    func patch(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await answer(send(.PATCH, path, as: .administrator, body: .json(body)))
    }

    func delete(_ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        try await answer(send(.DELETE, path, as: .administrator, body: body.map(Body.json)))
    }

    /// Sends a change that is answered with JSON, or with nothing.
    func change(_ path: String, _ body: JSONValue? = nil, headers: [(String, String)] = []) async throws -> JSONValue {
        try await answer(send(.POST, path, as: .administrator, body: body.map(Body.json), headers: headers, isLong: true))
    }

    /// Sends a file as it is.
    func upload(_ path: String, _ bytes: [UInt8], type: String) async throws -> JSONValue {
        try await answer(send(.POST, path, as: .administrator, body: Body(type: type, content: .bytes(bytes)), isLong: true))
    }

    /// The text that a call answers with: the member `text` of a JSON object, or all there is.
    func text(_ path: String, _ body: JSONValue) async throws -> (text: String, json: JSONValue) {
        let response = try await send(.POST, path, as: .administrator, body: .json(body))
        guard response.headers.first(name: "Content-Type")?.hasPrefix("application/json") == true else {
            let bytes = Array(buffer: try await response.body.collect(upTo: 1 << 20))
            let text = String(decoding: bytes, as: UTF8.self)
            return (text, .object([("text", .string(text))]))
        }
        let json = try await json(response)
        return (json["text"]?.stringValue ?? String(decoding: json.canonical(), as: UTF8.self), json)
    }

    /// Writes an answer of any length to a file, whole or not at all.
    ///
    /// - Parameter file: `-` for standard output.
    /// - Returns: how many bytes there were.
    @discardableResult
    func download(_ path: String, as caller: Caller = .administrator, to file: String, label: String? = nil) async throws -> Int {
        let response = try await send(.GET, path, as: caller, isLong: true)
        let output = try SecretFile(file)
        let bar = ProgressBar(label ?? "", unit: "bytes", isWanted: label != nil)
        var count = 0
        for try await chunk in response.body {
            try output.write(chunk.readableBytesView)
            count += chunk.readableBytes
            bar.show(count, of: nil)
        }
        try output.finish()
        bar.clear()
        return count
    }

    /// An answer as JSON; an empty one as an empty object.
    private func answer(_ response: HTTPClientResponse) async throws -> JSONValue {
        guard response.status.code != 204 else { return .object([JSONMember]()) }
        return try await json(response)
    }
}

/// The end of an address after its `?`.
struct QueryText {
    private var parts: [String] = []

    /// Adds a parameter, unless it has no value.
    mutating func add(_ name: String, _ value: String?) {
        guard let value else { return }
        parts.append("\(name)=\(Self.encoded(value))")
    }

    /// With the question mark; empty without parameters.
    var text: String { parts.isEmpty ? "" : "?" + parts.joined(separator: "&") }

    /// Everything but letters, digits and `-._~` as `%XX`.
    static func encoded(_ value: String) -> String {
        var text = ""
        for byte in value.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if byte < 0x80, character.isLetter || character.isNumber || "-._~".contains(character) {
                text.append(character)
            } else {
                text += "%" + Hex.encode([byte]).uppercased()
            }
        }
        return text
    }
}
