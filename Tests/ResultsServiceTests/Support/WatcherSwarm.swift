import Glibc

/// Thousands of event-stream watchers on one thread.
final class WatcherSwarm {
    struct Watcher {
        let client: RawClient
        var unread: [UInt8] = []
        var ending: [UInt8] = []
        var lastID: UInt64 = 0
        var events = 0
        var isOrdered = true
        var isAtEnd = false
    }

    private(set) var watchers: [Watcher] = []
    private var interests: [pollfd] = []
    /// Called for each event as it is read.
    var onEvent: (UInt64) -> Void = { _ in }

    init(port: Int, count: Int, election: String = "mayor") throws {
        for _ in 0..<count {
            let client = try RawClient.watcher(of: election, port: port)
            _ = fcntl(client.descriptor, F_SETFL, O_NONBLOCK)
            interests.append(pollfd(fd: client.descriptor, events: Int16(POLLIN), revents: 0))
            watchers.append(Watcher(client: client))
        }
    }

    var atEnd: Int { watchers.count { $0.isAtEnd } }

    /// Reads what there is, waiting `milliseconds` for the first byte.
    func poll(milliseconds: Int32 = 10) {
        guard Glibc.poll(&interests, nfds_t(interests.count), milliseconds) > 0 else { return }
        for index in interests.indices where interests[index].revents != 0 {
            read(index)
        }
    }

    private func read(_ index: Int) {
        let descriptor = watchers[index].client.descriptor
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
            watchers[index].unread += buffer[..<count]
            scan(index)
        } else if count == 0 || errno != EAGAIN {
            watchers[index].isAtEnd = true
            interests[index].fd = -1
        }
    }

    /// Takes the ids of events out of what is unread.
    private func scan(_ index: Int) {
        var ids: [UInt64] = []
        let used = watchers[index].unread.withUnsafeBytes { bytes -> Int in
            guard let base = bytes.baseAddress else { return 0 }
            var line = 0
            while let end = memchr(base + line, Int32(UInt8(ascii: "\n")), bytes.count - line) {
                let next = UnsafeRawPointer(end) - base + 1
                if next - line > 5, memcmp(base + line, "id: ", 4) == 0 {
                    let digits = UnsafeRawBufferPointer(rebasing: bytes[(line + 4)..<(next - 1)])
                    ids.append(UInt64(String(decoding: digits, as: UTF8.self)) ?? 0)
                }
                line = next
            }
            return line
        }
        lastBytes(index, used)
        for id in ids {
            watchers[index].isOrdered = watchers[index].isOrdered && id > watchers[index].lastID
            watchers[index].lastID = id
            watchers[index].events += 1
            onEvent(id)
        }
    }

    /// Keeps the unfinished line, and the last few dozen bytes for tests that look at how a stream ends.
    private func lastBytes(_ index: Int, _ used: Int) {
        watchers[index].ending = Array((watchers[index].ending + watchers[index].unread[..<used].suffix(64)).suffix(64))
        watchers[index].unread.removeFirst(used)
    }
}
