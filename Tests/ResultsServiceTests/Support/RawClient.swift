import Glibc

/// A blocking client connection that sees the bytes as they are.
final class RawClient {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let descriptor: Int32
    private(set) var received: [UInt8] = []
    private(set) var isAtEnd = false

    init(port: Int, receiveBufferBytes: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw Failure(description: "socket: errno \(errno)") }
        if var bytes = receiveBufferBytes {
            setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else { throw Failure(description: "connect: errno \(errno)") }
    }

    deinit {
        close(descriptor)
    }

    static func watcher(of election: String, port: Int, query: String = "", headers: [String] = []) throws -> RawClient {
        let client = try RawClient(port: port)
        try client.watch(election, query: query, headers: headers)
        return client
    }

    func watch(_ election: String, query: String = "", headers: [String] = []) throws {
        try send(Array((["GET /elections/\(election)/results\(query) HTTP/1.1"] + headers + ["", ""]).joined(separator: "\r\n").utf8))
    }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Failure(description: "send: errno \(errno)") }
            sent += count
        }
    }

    var text: String { String(decoding: received, as: UTF8.self) }

    /// Reads until what was received contains `text`, and returns all of it.
    @discardableResult
    func read(until text: String) throws -> String {
        while !self.text.contains(text) {
            guard try readOnce() else {
                throw Failure(description: "ended before \(text.debugDescription), after \(self.text.debugDescription)")
            }
        }
        return self.text
    }

    /// Reads until at least `count` bytes were received.
    @discardableResult
    func read(count: Int) throws -> [UInt8] {
        while received.count < count {
            guard try readOnce() else { throw Failure(description: "ended after \(received.count) bytes") }
        }
        return received
    }

    @discardableResult
    func readToEnd() throws -> String {
        while try readOnce() {}
        return text
    }

    func forget() { received = [] }

    private func readOnce() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0 {
            // A reset after the last byte is an end as well.
            guard errno == ECONNRESET else {
                throw Failure(description: "recv: errno \(errno), after \(text.suffix(200).debugDescription)")
            }
        }
        isAtEnd = count <= 0
        received += buffer.prefix(max(count, 0))
        return count > 0
    }
}
