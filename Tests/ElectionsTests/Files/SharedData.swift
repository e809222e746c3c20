#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif
internal import Testing

/// Real ballots and official counts, kept beside the repository.
enum SharedData {
    /// `URNA_SHARED_DATA`, else `../shared/data` from the package's root.
    static let folder: String = {
        if let folder = ProcessInfo.processInfo.environment["URNA_SHARED_DATA"] { return folder }
        // …/Tests/ElectionsTests/Files/SharedData.swift
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return "/" + root + "/../shared/data"
    }()

    static func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: folder + "/" + name)))
    }

    /// Whether a file is there; prints that tests were skipped when it is not.
    static func has(_ name: String) -> Bool {
        let exists = FileManager.default.fileExists(atPath: folder + "/" + name)
        if !exists { print("skipped: the tests over \(name), because \(folder) does not have it") }
        return exists
    }
}
