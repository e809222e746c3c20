import Foundation
import Logging
import Synchronization
import Testing

@testable import Telemetry

@Suite struct JSONLogHandlerTests {
    @Test("A line is one JSON object with time, level, label and message first, and flat metadata after")
    func wholeLine() {
        let lines = Lines()
        var logger = lines.logger()
        logger[metadataKey: "election"] = "mayor"
        logger.info("opened", metadata: ["peer": ["port": "80", "host": "::1"], "sizes": ["1", "2"], "count": "\(3)"])
        #expect(
            lines.texts == [
                #"{"time":"2026-11-21T10:57:00.042Z","level":"info","label":"test","message":"opened","count":"3","#
                    + #""election":"mayor","peer.host":"::1","peer.port":"80","sizes":["1","2"]}"# + "\n"
            ])
    }

    @Test(
        "Whatever is logged, a line is valid JSON, holds no raw control or line separator, and says the same",
        arguments: [
            "line\nfeed", "\r\n", "quote \" and \\", "\u{0}\u{1B}[31m", "\u{7F}\u{85}\u{9F}", "\u{2028}\u{2029}",
            "\"}\n{\"level\":\"error\"", "👩‍👩‍👧 é",
        ])
    func escaping(text: String) throws {
        let lines = Lines()
        lines.logger().error("\(text)", metadata: [text: .string(text)])
        let line = try #require(lines.texts.first)
        #expect(lines.texts.count == 1)
        let controls = line.unicodeScalars.dropLast().filter {
            $0.properties.generalCategory == .control || $0 == "\u{2028}" || $0 == "\u{2029}"
        }
        #expect(controls.isEmpty)
        let object = try parsed(line)
        #expect(object["message"].map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
        #expect(object[text].map { Array($0.unicodeScalars) } == Array(text.unicodeScalars))
    }

    @Test("A wrapped secret is printed nowhere, in no way of printing it")
    func redaction() {
        struct Session {
            let token = Redacted("s3cret")
        }
        let lines = Lines()
        let token = Redacted("s3cret")
        lines.logger().info(
            "token \(token) \(String(describing: token)) \(String(reflecting: token)) \(Session())",
            metadata: [
                "a": .stringConvertible(token), "b": "\(token)", "c": ["d": .stringConvertible(token)], "e": [.stringConvertible(token)],
                "f": .redacted,
            ])
        var dumped = ""
        dump(Session(), to: &dumped)
        let all = lines.texts.joined() + dumped + "\(Mirror(reflecting: token).children.map { $0.value })"
        #expect(all.contains("[redacted]"))
        #expect(!all.contains("s3cret"))
        #expect(token.value == "s3cret")
    }

    @Test("Long texts are cut at a scalar, and too many fields are left out")
    func bounds() throws {
        let lines = Lines()
        var metadata = Dictionary(uniqueKeysWithValues: (0..<200).map { ("k\($0)", Logger.MetadataValue.string("v")) })
        metadata["a"] = .string(String(repeating: "é", count: 5_000))
        metadata[String(repeating: "A", count: 9_000)] = "x"
        lines.logger().info("\(String(repeating: "m", count: 100_000))", metadata: metadata)
        let object = try parsed(lines.texts[0])
        #expect(object["message"] == String(repeating: "m", count: 2048) + "…")
        #expect(object["a"] == String(repeating: "é", count: 1024) + "…")
        #expect(object.count == JSONLine.fieldsMax)
        #expect(lines.texts[0].utf8.count < 8_000)
    }

    @Test("Metadata can't take the place of the line's own fields")
    func reservedNames() throws {
        let lines = Lines()
        lines.logger().warning("real", metadata: ["message": "forged", "level": "x", "message_": "y"])
        let object = try parsed(lines.texts[0])
        #expect(object["message"] == "real")
        #expect(object["level"] == "warning")
        #expect(object["level_"] == "x")
        #expect(Set([object["message_"], object["message__"]]) == ["forged", "y"])
    }

    @Test("The nearest metadata wins: call over handler over provider")
    func precedence() throws {
        let lines = Lines()
        let provider = Logger.MetadataProvider { ["a": "provider", "b": "provider", "c": "provider"] }
        var logger = lines.logger(metadataProvider: provider)
        logger[metadataKey: "b"] = "handler"
        logger[metadataKey: "c"] = "handler"
        logger.info("m", metadata: ["c": "call"])
        let object = try parsed(lines.texts[0])
        #expect([object["a"], object["b"], object["c"]] == ["provider", "handler", "call"])
    }

    @Test("A level set on a copy of a logger leaves the original's alone")
    func levelIsAValue() {
        let lines = Lines()
        let first = lines.logger()
        var second = first
        second.logLevel = .error
        first.info("kept")
        second.info("dropped")
        #expect(lines.texts.count == 1)
    }

    @Test(
        "Times are RFC 3339 in UTC to the millisecond",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"), (4_107_542_400_001, "2100-03-01T00:00:00.001Z"),
            (1_798_761_599_000, "2026-12-31T23:59:59.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ])
    func times(milliseconds: Int64, text: String) {
        #expect(LogTime(millisecondsSince1970: milliseconds).text == text)
    }

    @Test("A file descriptor gets whole lines, also from many tasks at once")
    func fileDescriptor() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("urna-log-\(UUID().uuidString)").path
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let file = try #require(FileHandle(forWritingAtPath: path))
        let output = LogOutput(fileDescriptor: file.fileDescriptor)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    let logger = Logger(label: "t\(task)") { JSONLogHandler(label: $0, output: output) }
                    for number in 0..<100 { logger.info("\(number) \(String(repeating: "x", count: 500))") }
                }
            }
        }
        try file.close()
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(lines.count == 400)
        for line in lines { #expect(try parsed(String(line))["level"] == "info") }
    }

    /// The text members of a line, read by Foundation's parser.
    private func parsed(_ line: String) throws -> [String: String] {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return try #require(object).compactMapValues { $0 as? String }
    }
}

/// Keeps what a handler writes.
private final class Lines: Sendable {
    private let kept = Mutex<[String]>([])

    var texts: [String] { kept.withLock { $0 } }

    func logger(metadataProvider: Logger.MetadataProvider? = nil) -> Logger {
        let output = LogOutput { line in self.kept.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
        let now = LogTime(millisecondsSince1970: 1_795_258_620_042)
        return Logger(label: "test") {
            JSONLogHandler(label: $0, output: output, logLevel: .info, metadataProvider: metadataProvider, now: { now })
        }
    }
}
