import NIOCore
import Testing

@testable import ResultsService

/// Tests over real sockets, one after the other.
@Suite("Networked", .serialized)
enum NetworkedTests {}

extension NetworkedTests {
    @Suite("Watching")
    struct WatchingTests {
        @Test("A watcher gets head, retry, the newest snapshot, and then what is published")
        func eventStream() async throws {
            let door = try await TestFrontDoor()
            door.hub.publish(snapshot(1))
            let client = try RawClient.watcher(of: "mayor", port: door.port)
            let text = try client.read(until: "\"size\":1}}\n\n\r\n")
            let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
            #expect(lines[0] == "HTTP/1.1 200 OK")
            for header in [
                "Content-Type: text/event-stream; charset=utf-8", "Cache-Control: no-store, no-transform", "X-Accel-Buffering: no",
                "Transfer-Encoding: chunked", "Access-Control-Allow-Origin: *",
            ] {
                #expect(lines.contains(Substring(header)))
            }
            let retry = try #require(text.firstMatch(of: /\r\n\r\nd\r\nretry: (\d+)\n\n\r\n/))
            #expect(try (3000..<7000).contains(#require(Int(retry.1))))
            door.hub.publish(snapshot(2))
            #expect(try client.read(until: "\"size\":2}}\n\n").contains("id: 2\nevent: results\ndata: {"))
            #expect(door.hub.newest(mayor) == snapshot(2))
            // A client may have an event in hand before its delivery is counted.
            #expect(try await eventually { door.hub.metrics.reading.deliveries == 2 })
            let reading = door.hub.metrics.reading
            #expect(reading.eventStreamWatchers == 1 && reading.published == 2)
            try await door.stop()
        }

        @Test(
            "Whatever position a client claims, it gets the newest snapshot unless it has exactly that (A7)",
            arguments: [
                ("Last-Event-ID: 5", ""), ("Last-Event-ID: 8", ""), ("Last-Event-ID: 18446744073709551615", ""),
                ("Last-Event-ID: e1-7", ""),
                ("Last-Event-ID: \u{1}💥", ""), ("Last-Event-ID: " + String(repeating: "7", count: 10_240), ""),
                ("X: y", "?last_event_id=5"),
                ("X: y", "?last_event_id=%00"),
            ])
        func resume(header: String, query: String) async throws {
            let door = try await TestFrontDoor()
            for sequence in 5...7 as ClosedRange<UInt64> { door.hub.publish(snapshot(sequence)) }
            let client = try RawClient.watcher(of: "mayor", port: door.port, query: query, headers: [header])
            let text = try client.read(until: "id: ")
            #expect(text.hasPrefix("HTTP/1.1 200") && !text.contains("id: 5"))
            #expect(try client.read(until: "\n\n\r\n").contains("id: 7\n"))
            try await door.stop()
        }

        @Test("A client that has the newest snapshot gets nothing until the next", arguments: ["", "?last_event_id=7"])
        func resumeAtNewest(query: String) async throws {
            let door = try await TestFrontDoor()
            door.hub.publish(snapshot(7))
            let client = try RawClient.watcher(
                of: "mayor", port: door.port, query: query, headers: query.isEmpty ? ["Last-Event-ID: 7"] : [])
            try client.read(until: "retry: ")
            door.hub.publish(snapshot(8))
            let text = try client.read(until: "id: 8\n")
            #expect(!text.contains("id: 7\n"))
            try await door.stop()
        }

        @Test("The final snapshot ends all streams; a late watcher gets it, and one that has it is told to stop")
        func final() async throws {
            let door = try await TestFrontDoor()
            door.hub.publish(snapshot(1))
            let early = try RawClient.watcher(of: "mayor", port: door.port)
            try early.read(until: "id: 1\n")
            let other = try RawClient.watcher(of: "council", port: door.port)
            try other.read(until: "retry")
            door.hub.publish(snapshot(2, isFinal: true))
            #expect(try early.readToEnd().hasSuffix("\"size\":2}}\n\n\r\n0\r\n\r\n"))
            let late = try RawClient.watcher(of: "mayor", port: door.port, headers: ["Last-Event-ID: 1"])
            let text = try late.readToEnd()
            #expect(text.contains("id: 2\n") && text.hasSuffix("0\r\n\r\n"))
            let again = try RawClient.watcher(of: "mayor", port: door.port, headers: ["Last-Event-ID: 2"])
            #expect(try again.readToEnd().hasPrefix("HTTP/1.1 204 No Content\r\n"))
            #expect(door.hub.admission(to: mayor, resume: .size(2)) == .noContent)
            door.hub.publish(snapshot(1, of: electionID("council")))
            try other.read(until: "id: 1\n")
            try await door.stop()
        }

        @Test("When there is no room a watcher is told when to try again, and its going makes room")
        func full() async throws {
            var configuration = fast
            configuration.watchersMax = 1
            let door = try await TestFrontDoor(configuration)
            var first: RawClient? = try RawClient.watcher(of: "mayor", port: door.port)
            try first?.read(until: "retry")
            let second = try RawClient.watcher(of: "mayor", port: door.port)
            let text = try second.readToEnd()
            #expect(text.hasPrefix("HTTP/1.1 503 ") && text.contains("\r\nRetry-After: 10\r\n"))
            #expect(door.hub.stream(of: mayor, resume: .start) == nil)
            first = nil
            #expect(try await eventually { door.hub.metrics.reading.watchers == 0 })
            let third = try RawClient.watcher(of: "mayor", port: door.port)
            #expect(try third.read(until: "retry").hasPrefix("HTTP/1.1 200"))
            #expect(door.hub.metrics.reading.refused == 2)
            try await door.stop()
        }

        @Test("Silence is broken by heartbeats and pings, and old connections are ended in order")
        func heartbeatAndRotation() async throws {
            var configuration = fast
            configuration.heartbeat = .milliseconds(40)
            configuration.webSocketPing = .milliseconds(40)
            configuration.rotation = .milliseconds(400)
            let door = try await TestFrontDoor(configuration)
            let stream = try RawClient.watcher(of: "mayor", port: door.port)
            let socket = try RawClient.watcher(of: "mayor", port: door.port, headers: ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="])
            let text = try stream.readToEnd()
            #expect(text.matches(of: /3\r\n:\n\n\r\n/).count >= 3)
            #expect(text.hasSuffix("3\r\n:\n\n\r\n0\r\n\r\n"))
            try socket.readToEnd()
            #expect(socket.received.suffix(6) == [0x89, 0x00, 0x88, 0x02, 0x03, 0xE9])
            try await door.stop()
        }

        @Test("A stream's client that talks is closed")
        func talkative() async throws {
            var configuration = fast
            configuration.inboundBytesMax = 1000
            let door = try await TestFrontDoor(configuration)
            let client = try RawClient.watcher(of: "mayor", port: door.port)
            try client.read(until: "retry")
            try client.send(Array(repeating: 0x20, count: 1001))
            try client.readToEnd()
            #expect(try await eventually { door.hub.metrics.reading.watchers == 0 })
            try await door.stop()
        }

        @Test("A WebSocket gets the same payload as text, its pings answered and its close returned")
        func webSocket() async throws {
            let door = try await TestFrontDoor()
            door.hub.publish(snapshot(1, json: "{}"))
            let client = try RawClient.watcher(of: "mayor", port: door.port, headers: ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="])
            let head = try client.read(until: "\r\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 101 ") && head.contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"))
            try client.read(until: "\r\n\r\n\u{FFFD}\u{2}{}")
            client.forget()
            door.hub.publish(snapshot(2, json: "[2]"))
            #expect(try client.read(count: 5) == [0x81, 3] + Array("[2]".utf8))
            client.forget()
            try client.send([0x89, 0x81, 0, 0, 0, 0, 0x41])
            #expect(try client.read(count: 3) == [0x8A, 1, 0x41])
            client.forget()
            try client.send([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xE8])
            try client.readToEnd()
            #expect(client.received == [0x88, 2, 0x03, 0xE8])
            try await door.stop()
        }

        @Test("A bad key is refused, an unmasked frame closes with 1002, a large one with 1009, the end of the election with 1000")
        func webSocketCloses() async throws {
            let door = try await TestFrontDoor()
            #expect(
                try RawClient.watcher(of: "mayor", port: door.port, headers: ["Sec-WebSocket-Key: short"]).readToEnd()
                    .hasPrefix("HTTP/1.1 400 "))
            let closes: [([UInt8], UInt8)] = [([0x81, 0x01, 0x41], 0xEA), ([0x81, 0xFE, 0xFF, 0xFF, 0, 0, 0, 0], 0xF1)]
            for (bytes, code) in closes {
                let client = try RawClient.watcher(of: "mayor", port: door.port, headers: ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="])
                try client.read(until: "\r\n\r\n")
                try client.send(bytes)
                try client.readToEnd()
                #expect(client.received.suffix(4) == [0x88, 2, 0x03, code])
            }
            let client = try RawClient.watcher(of: "mayor", port: door.port, headers: ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="])
            try client.read(until: "\r\n\r\n")
            door.hub.publish(snapshot(2, json: "{}", isFinal: true))
            try client.readToEnd()
            #expect(client.received.suffix(8) == [0x81, 2, 0x7B, 0x7D, 0x88, 2, 0x03, 0xE8])
            try await door.stop()
        }

        @Test("A burst is sent as its first and its last snapshot; results that are not sent are not made")
        func coalescing() async throws {
            var configuration = fast
            configuration.eventsPerSecondMax = 4
            let door = try await TestFrontDoor(configuration)
            let client = try RawClient.watcher(of: "mayor", port: door.port)
            try client.read(until: "retry")
            for sequence in 1...100 as ClosedRange<UInt64> { door.hub.changed(mayor) { snapshot(sequence) } }
            let text = try client.read(until: "id: 100\n")
            #expect(text.matches(of: #/id: /#).count == 2)
            #expect(door.hub.metrics.reading.published == 2 && door.hub.metrics.reading.coalesced == 98)
            try await door.stop()
        }
    }
}
