internal import Foundation
internal import Testing

/// Real ballots and official counts, kept beside the repository.
enum SharedData {
    static let minneapolis = "minneapolis-2013-mayor.csv"
    static let minneapolisSheet = "minneapolis-2013-mayor.official.json"
    static let burlington = "burlington-2009-mayor.csv"
    static let debian = "debian-2006-leader.txt"

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
