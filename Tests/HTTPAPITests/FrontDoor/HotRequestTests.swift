import Foundation
import NIOCore
import NIOEmbedded
import NIOHTTP1
import TestSupport
import Testing

@testable import HTTPAPI

@Suite("Hot requests")
struct HotRequestTests {
    static let samples = [
        "POST /v1/elections/mayor-2026/ballots HTTP/1.1\r\nHost: urna.example:8080\r\nAuthorization: Bearer AbC-_09\r\n"
            + "Content-Type: application/json\r\nContent-Length: 12\r\nConnection: keep-alive\r\n\r\n{\"a\":[\"b\"]}\n",
        "GET /v1/elections/mayor-2026/results/stream?last_event_id=17&x=%20 HTTP/1.1\r\nHost: u\r\nAccept: text/event-stream\r\n"
            + "Last-Event-ID: 42\r\nUser-Agent: Mozilla/5.0 (X11; Linux)\r\n\r\n",
        "GET /v1/elections/m/results/ws HTTP/1.1\r\nHost: u\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        "GET /v1/raffles/game-1/stream?last_event_id=3 HTTP/1.1\r\nHost: u\r\nAccept: text/event-stream\r\nLast-Event-ID: 7\r\n\r\n",
    ]

    private static let pieces = [
        "\r\n", "\n", "\r", " ", "\t", ":", "\u{0}", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Expect: 100-continue\r\n",
        "Connection: close\r\n", "content-length:07\r\n", "HTTP/1.0", "HTTP/1.1", "/", "?", "é", ";", "-", "X: \u{7F}\r\n", ",", "\"", "(",
        "@",
        "Transfer-Encoding:\tchunked\r\n", "\r\n ", "Content-Length : 3\r\n", "CONTENT-LENGTH: 3\r\n", "#",
    ]

    private static func mutant(_ dice: inout Dice) -> [UInt8] {
        var bytes = Array(samples[dice.roll(samples.count)].utf8)
        for _ in 0...dice.roll(3) {
            let place = dice.roll(bytes.count)
            switch dice.roll(5) {
            case 0: bytes[place] = UInt8(dice.roll(256))
            case 1: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: Array(pieces[dice.roll(pieces.count)].utf8), at: place)
            case 3:
                // At the start of a header line, where it means most.
                let lines = bytes.indices.filter { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\n") }
                bytes.insert(contentsOf: Array(pieces[dice.roll(pieces.count)].utf8), at: lines.isEmpty ? 0 : lines[dice.roll(lines.count)])
            default: bytes.removeLast(dice.roll(bytes.count / 2 + 1))
            }
            if bytes.isEmpty { return [0] }
        }
        return bytes
    }

    /// What the decoder behind the full HTTP server makes of the first request.
    private static func decoded(_ bytes: [UInt8]) -> (head: HTTPRequestHead, bodyLength: Int?)? {
        let channel = EmbeddedChannel()
        defer { _ = try? channel.finish(acceptAlreadyClosed: true) }
        do {
            try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
            try channel.writeInbound(ByteBuffer(bytes: bytes))
        } catch {
            // What came before the error counts: read on.
        }
        guard case .head(let head)? = try? channel.readInbound(as: HTTPServerRequestPart.self) else { return nil }
        var length = 0
        while let part = try? channel.readInbound(as: HTTPServerRequestPart.self) {
            switch part {
            case .body(let buffer): length += buffer.readableBytes
            case .end: return (head, length)
            case .head: return nil
            }
        }
        return (head, nil)
    }

    @Test("Whatever is called hot is read the same by the full HTTP server's decoder")
    func agreesWithTheDecoder() {
        // One seed for everybody, so that a change is judged by the change; another one by the environment, to look further.
        let seed = ProcessInfo.processInfo.environment["URNA_FUZZ_SEED"].flatMap { UInt64($0) } ?? 2_026
        var dice = Dice(seed: seed)
        var hotCount = 0
        for number in 0..<20_000 {
            let bytes = number < Self.samples.count ? Array(Self.samples[number].utf8) : Self.mutant(&dice)
            let outcome = bytes.withUnsafeBytes { HotRequest.parse($0) }
            guard case .hot(let request) = outcome else { continue }
            hotCount += 1
            let place: Comment = "seed \(seed): \(String(decoding: bytes, as: UTF8.self).debugDescription)"
            guard let (head, bodyLength) = Self.decoded(bytes) else {
                Issue.record("refused by the decoder; \(place)")
                return
            }
            func text(_ range: Range<Int>?) -> String? { range.map { String(decoding: bytes[$0], as: UTF8.self) } }
            #expect(head.version == .http1_1, place)
            #expect(head.method == (request.route == .cast ? .POST : .GET), place)
            let suffixes: [HotRequest.Route: String] = [
                .cast: "/ballots", .stream: "/results/stream", .socket: "/results/ws", .read(.results): "/results",
                .read(.checkpoint): "/log/checkpoint", .raffleStream: "/stream",
            ]
            let suffix = suffixes[request.route] ?? ""
            let query = text(request.query) ?? ""
            let kind = request.route == .raffleStream ? "raffles" : "elections"
            let target = "/v1/\(kind)/\(text(request.election) ?? "")\(suffix)"
            #expect(head.uri == target || head.uri == "\(target)?\(query)", place)
            #expect(head.headers["authorization"].first == text(request.authorization), place)
            #expect(head.headers["content-type"].first == text(request.contentType), place)
            #expect(head.headers["last-event-id"].first == text(request.lastEventID), place)
            #expect(!head.headers.contains(name: "transfer-encoding"), place)
            #expect(head.headers["content-length"].first.flatMap { Int($0) } ?? 0 == request.bodyLength, place)
            if request.route == .cast { #expect(head.isKeepAlive == request.keepsAlive, place) }
            if bytes.count >= request.headLength + request.bodyLength { #expect(bodyLength == request.bodyLength, place) }
        }
        #expect(hotCount > 1_000, "the mutants are too wild: only \(hotCount) of 20,000 are hot")
    }

    @Test("A hot request is incomplete at every cut before its head ends, and never something else")
    func cuts() {
        for sample in Self.samples {
            let bytes = Array(sample.utf8)
            let head = sample.cut(behind: "\r\n\r\n")?.0.utf8.count ?? 0
            for cut in 0..<bytes.count {
                let outcome = bytes[..<cut].withUnsafeBytes { HotRequest.parse($0) }
                if cut < head {
                    #expect(outcome == .incomplete, "cut at \(cut) of \(sample)")
                } else if case .hot(let request) = outcome {
                    #expect(request.headLength == head)
                } else {
                    Issue.record("not hot when cut at \(cut) of \(sample)")
                }
            }
        }
    }

    @Test("Long rubbish is decided in time proportional to its length")
    func boundedTime() {
        for rubbish in ["POST /v1/elections/", "POST /v1/elections/x/ballots HTTP/1.1\r\n", "A: b\r\n", "\r\n", "\n"] {
            let bytes = Array(
                ("POST /v1/elections/x/ballots HTTP/1.1\r\n" + String(repeating: rubbish, count: 1_000_000 / rubbish.utf8.count)).utf8)
            let time = ContinuousClock().measure { _ = bytes.withUnsafeBytes { HotRequest.parse($0) } }
            #expect(time < .seconds(2))
        }
    }
}
