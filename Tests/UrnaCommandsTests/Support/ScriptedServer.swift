import Foundation
import Ledger
import Synchronization

/// A server on this machine that answers as a script says, one request a connection, and keeps what it was asked.
final class ScriptedServer: Sendable {
    struct Request: Sendable {
        var line: String
        var headers: [String: String]
        var body: [UInt8]

        /// `POST /v1/raffles`
        var call: String { line.split(separator: " ").prefix(2).joined(separator: " ") }
        var json: JSONValue? { try? JSONValue.parse(body) }
    }

    struct Answer: Sendable {
        var status = 200
        var type = "application/json"
        var body: String

        static func problem(_ status: Int, code: String) -> Answer {
            Answer(
                status: status, type: "application/problem+json",
                body: #"{"code":"\#(code)","detail":"because","status":\#(status),"title":"Refused","type":"/problems/refused"}"#)
        }
    }

    let address: String
    private let socket: Int32
    private let kept = Mutex<[Request]>([])

    var requests: [Request] { kept.withLock { $0 } }

    init(_ script: @escaping @Sendable (Request) -> Answer) throws {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 16) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else { throw POSIXError(.EADDRNOTAVAIL) }
        socket = descriptor
        address = "http://127.0.0.1:\(UInt16(bigEndian: place.sin_port))"
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                defer { close(connection) }
                guard let request = Self.read(connection) else { continue }
                self?.kept.withLock { $0.append(request) }
                let answer = script(request)
                let body = Array(answer.body.utf8)
                let head =
                    "HTTP/1.1 \(answer.status) Scripted\r\nContent-Type: \(answer.type)\r\n"
                    + (answer.status == 204 ? "" : "Content-Length: \(body.count)\r\n") + "Connection: close\r\n\r\n"
                let bytes = Array(head.utf8) + body
                _ = bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
        }
    }

    deinit {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private static func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        func more() -> Bool {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            bytes += buffer[..<count]
            return true
        }
        let end = Array("\r\n\r\n".utf8)
        while bytes.firstRange(of: end) == nil { guard more() else { return nil } }
        guard let range = bytes.firstRange(of: end) else { return nil }
        let lines = String(decoding: bytes[..<range.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let headers = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            return (line[..<colon].lowercased(), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
        }
        let named = Dictionary(headers) { first, _ in first }
        let count = named["content-length"].flatMap { Int($0) } ?? 0
        while bytes.count < range.upperBound + count { guard more() else { return nil } }
        return Request(line: lines[0], headers: named, body: Array(bytes[range.upperBound...]))
    }
}
