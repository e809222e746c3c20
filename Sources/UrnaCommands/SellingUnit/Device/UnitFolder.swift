internal import Foundation
internal import Identity
internal import Ledger
internal import Raffles
internal import Selling

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

// The folder of a unit, readable by its owner alone:
//
//     unit.json              UnitSettings
//     device.key             seed of the Ed25519 key that signs requests and recovery files, base64url
//     journal.key            key of the journals, base64url
//     program.note, program.manifest     the release that the unit runs
//     session                the session with the server, and who is logged on
//     pin                    a hash of the operator's PIN, for a log-on without a connection
//     counter                no request was ever sent with a number from this on
//     lock                   held by the process that uses the folder
//     raffles/ID/journal     the journal of a raffle; its second copy is in raffles/ID/journal-copy or another folder

/// The files of a selling unit. One process at a time.
final class UnitFolder {
    let path: String
    private(set) var settings: UnitSettings
    let deviceKey: DeviceKey
    /// Signs recovery files; the same key as ``deviceKey``.
    let seed: [UInt8]
    let journalKey: JournalKey
    private let lock: Int32

    /// Opens a unit's folder and locks it.
    init(_ path: String) throws(CommandFailure) {
        self.path = path
        guard FileManager.default.fileExists(atPath: path + "/unit.json") else {
            throw .usage("\(path) is no selling unit's folder: make one with `urna rsu init --dir \(path) --id ID`")
        }
        lock = try Self.lock(path)
        settings = try UnitSettings(try InputFile.read(path + "/unit.json", limit: 1 << 16))
        seed = try Self.key(path + "/device.key")
        guard let device = DeviceKey(seed: seed), let journal = JournalKey(bytes: try Self.key(path + "/journal.key")) else {
            throw .failed("\(path): a key is malformed")
        }
        deviceKey = device
        journalKey = journal
    }

    deinit { close(lock) }

    /// Makes the folder of a new unit: with its keys, and nothing else.
    static func create(_ path: String, _ settings: UnitSettings, seed: [UInt8]) throws {
        try makeFolder(path)
        guard !FileManager.default.fileExists(atPath: path + "/unit.json") else {
            throw CommandFailure.failed("\(path) is a selling unit's folder already")
        }
        try SecretFile.write(Array((Base64URL.encode(seed) + "\n").utf8), to: path + "/device.key")
        try SecretFile.write(Array((Base64URL.encode(RandomBytes.make(JournalKey.byteCount)) + "\n").utf8), to: path + "/journal.key")
        try SecretFile.write(settings.json().canonical(), to: path + "/unit.json")
    }

    func change(_ body: (inout UnitSettings) -> Void) throws {
        var changed = settings
        body(&changed)
        guard changed != settings else { return }
        try SecretFile.write(changed.json().canonical(), to: path + "/unit.json")
        settings = changed
    }

    /// The journal of a raffle and its copy.
    func journals(of raffle: RaffleID) throws -> (file: DurableFile, copy: DurableFile?) {
        let folder = path + "/raffles/" + raffle.text
        try Self.makeFolder(folder)
        let file = DurableFile(folder + "/journal")
        switch settings.copies {
        case .none: return (file, nil)
        case .beside: return (file, DurableFile(folder + "/journal-copy"))
        case .folder(let other):
            try Self.makeFolder(other + "/" + raffle.text)
            return (file, DurableFile(other + "/" + raffle.text + "/journal"))
        }
    }

    /// A small file of the folder; nil when there is none.
    func text(_ name: String) -> String? {
        FileManager.default.contents(atPath: path + "/" + name).map {
            String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    func write(_ text: String?, to name: String) throws {
        guard let text else {
            unlink(path + "/" + name)
            return
        }
        try SecretFile.write(Array((text + "\n").utf8), to: path + "/" + name)
    }

    private static func makeFolder(_ path: String) throws(CommandFailure) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .failed("cannot make the folder \(path): \(error.localizedDescription)")
        }
    }

    private static func key(_ path: String) throws(CommandFailure) -> [UInt8] {
        guard let bytes = Base64URL.decode(try InputFile.readLine(path)), bytes.count == 32 else {
            throw .failed("\(path) is malformed")
        }
        return bytes
    }

    private static func lock(_ path: String) throws(CommandFailure) -> Int32 {
        let file = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .failed("cannot write \(path)/lock: \(String(cString: strerror(errno)))") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .failed("another process is using the unit in \(path)")
        }
        return file
    }
}

/// Bytes from the system's random source.
enum RandomBytes {
    static func make(_ count: Int) -> [UInt8] {
        var source = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &source) }
    }
}
