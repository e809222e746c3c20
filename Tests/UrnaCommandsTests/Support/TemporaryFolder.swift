import Foundation

/// A folder that is deleted with its last user.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "/urna-commands-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func write(_ text: String, to file: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(file)"))
    }

    func read(_ file: String) -> [UInt8]? {
        FileManager.default.contents(atPath: "\(path)/\(file)").map { [UInt8]($0) }
    }

    func mode(_ file: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: "\(path)/\(file)")[.posixPermissions] as? Int
    }

    var content: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// The small files of ballots beside the tests.
enum BallotFiles {
    static let folder = (#filePath as NSString).deletingLastPathComponent + "/../Ballots"

    static func path(_ name: String) -> String { "\(folder)/\(name)" }
}

/// The program under test, built beside the tests.
enum BuiltProgram {
    static var urna: String {
        let folder = (CommandLine.arguments[0] as NSString).deletingLastPathComponent
        return folder + "/urna"
    }

    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: urna) }

    static func run(_ arguments: [String], input: String = "") throws -> (status: Int32, out: [UInt8], error: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: urna)
        process.arguments = arguments
        // A server that happens to run here must not be found.
        process.environment = ["URNA_SERVER": "http://127.0.0.1:9"]
        let (standardInput, out, error) = (Pipe(), Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = out
        process.standardError = error
        try process.run()
        standardInput.fileHandleForWriting.write(Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        // What these tests print fits a pipe, so one is read after the other.
        let outBytes = [UInt8](out.fileHandleForReading.readDataToEndOfFile())
        let errorText = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, outBytes, errorText)
    }
}
