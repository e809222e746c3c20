import Foundation

/// The folder of published data that is not part of the repository: `URNA_SHARED_DATA`, else `../shared/data` beside the package.
enum SharedData {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["URNA_SHARED_DATA"] { return URL(filePath: path) }
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.deletingLastPathComponent().appending(path: "shared/data")
    }()

    /// Whether a file is there; says so when a test is skipped for lack of it.
    static func has(_ file: String) -> Bool {
        let isThere = FileManager.default.fileExists(atPath: folder.appending(path: file).path)
        if !isThere { print("skipped: no \(file) in \(folder.path); set URNA_SHARED_DATA") }
        return isThere
    }

    static func read(_ file: String) throws -> Data {
        try Data(contentsOf: folder.appending(path: file))
    }
}
