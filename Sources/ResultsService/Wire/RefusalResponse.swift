internal import NIOCore

/// Whole HTTP/1.1 responses for watchers that are not let in; each closes its connection.
enum RefusalResponse {
    /// No room for another watcher, or the process is about to stop.
    static func busy(retryAfterSeconds: Int) -> ByteBuffer {
        let body = """
            {"type":"/problems/too-many-watchers","title":"Too many people are watching","status":503,\
            "detail":"No more watchers can be served at the moment. Try again later."}
            """
        return ByteBuffer(
            string: """
                HTTP/1.1 503 Service Unavailable\r
                Content-Type: application/problem+json\r
                Content-Length: \(body.utf8.count)\r
                Retry-After: \(retryAfterSeconds)\r
                Cache-Control: no-store\r
                Access-Control-Allow-Origin: *\r
                Connection: close\r
                \r
                \(body)
                """)
    }

    /// The watcher has the final results: 204 is what makes an `EventSource` stop reconnecting (HTML, section 9.2.3).
    static let finished = ByteBuffer(
        string: """
            HTTP/1.1 204 No Content\r
            Cache-Control: no-store\r
            Access-Control-Allow-Origin: *\r
            Connection: close\r
            \r

            """)

    /// The `Sec-WebSocket-Key` is not what RFC 6455 asks for.
    static let badWebSocketKey = ByteBuffer(
        string: """
            HTTP/1.1 400 Bad Request\r
            Content-Length: 0\r
            Connection: close\r
            \r

            """)
}
