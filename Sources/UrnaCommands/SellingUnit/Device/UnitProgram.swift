internal import Crypto
internal import Foundation
internal import Identity
internal import Ledger
internal import Selling

/// The program that a unit runs, compared with the release that was put on it.
///
/// A unit that was set up with a maker's release key runs that maker's releases alone. One without has the program that it was set up with
/// signed by its own key: that finds damage and an exchanged program all the same, as long as the folder is not exchanged with it.
struct UnitProgram {
    static let programID = "urna-rsu"

    let folder: UnitFolder

    /// The release on the unit, authenticated.
    func release() throws(ProgramFailure) -> ProgramCheck {
        guard let key = try? NoteVerifierKey(parsing: folder.settings.releaseKey),
            let note = FileManager.default.contents(atPath: folder.path + "/program.note"),
            let manifest = FileManager.default.contents(atPath: folder.path + "/program.manifest")
        else { throw .unsigned }
        return try ProgramCheck(release: Array(note), manifest: Array(manifest), keys: [key], programID: Self.programID)
    }

    /// Nil when the running program is the one that was released.
    func failure() -> ProgramFailure? {
        do throws(ProgramFailure) {
            let folder = (Executable.own as NSString).deletingLastPathComponent
            try release().check { Self.digest(folder + "/" + $0) }
            return nil
        } catch {
            return error
        }
    }

    /// Authenticates an update before any of it runs. It may not be older than what is approved; where that is damaged, any release mends it.
    func authenticate(_ note: [UInt8], _ manifest: [UInt8], files: String) throws(ProgramFailure) {
        guard let key = try? NoteVerifierKey(parsing: folder.settings.releaseKey) else { throw .unsigned }
        let update = try ProgramCheck(release: note, manifest: manifest, keys: [key], programID: Self.programID)
        if let present = try? release() { try present.check(successor: update) }
        try update.check { Self.digest(files + "/" + $0) }
    }

    /// SHA-256 of the program's file when this process first looked, as `sha256sum` prints it.
    static let checksum = digest(Executable.own)?.hex ?? "-"

    /// The release of the program that is running, signed by the unit itself.
    static func own(_ id: DeviceID, seed: [UInt8]) throws -> (note: [UInt8], manifest: [UInt8], key: String) {
        let manifest = Array("\(checksum)  \((Executable.own as NSString).lastPathComponent)\n".utf8)
        let text = JSONValue.object([
            ("programId", .string(programID)), ("version", .string(UrnaVersion.text)), ("aggregate", .string(Hash.sha256(manifest).hex)),
        ]).canonical()
        let name = "urna-rsu/\(id.text)"
        let signer = try NoteSigner(name: name, seed: seed)
        let note = try signer.sign(String(decoding: text, as: UTF8.self) + "\n")
        return (Array(note.encoded.utf8), manifest, signer.verifierKey.text)
    }

    static func digest(_ path: String) -> Hash? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        var hash = SHA256()
        while let piece = try? file.read(upToCount: 1 << 20), !piece.isEmpty { hash.update(data: piece) }
        return Hash(bytes: Array(hash.finalize()))
    }
}
