internal import Foundation

/// The files of the pages as they are on disk.
struct SiteFolder: Sendable {
    /// Files of one kind that are read; a folder with more or larger ones is not ours.
    static let filesMax = 2_000
    static let fileBytesMax = 8 << 20

    let path: String

    /// Where the built program has its files, seen from its own folder.
    static let pathBesideProgram = "urna_Portal.resources/Assets"

    /// The same as a path of the machine.
    static func besideProgram() -> String {
        let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: program).deletingLastPathComponent().appendingPathComponent(pathBesideProgram).path
    }

    /// Every file by its path in the folder, hidden ones left out.
    ///
    /// - Throws: ``PortalError`` when the folder or a file can't be read.
    func read() throws(PortalError) -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for (name, _) in try list() {
            guard let data = FileManager.default.contents(atPath: "\(path)/\(name)") else {
                throw PortalError("cannot read \(path)/\(name)")
            }
            guard data.count <= Self.fileBytesMax else { throw PortalError("\(path)/\(name) has more than \(Self.fileBytesMax) bytes") }
            files[name] = [UInt8](data)
        }
        return files
    }

    /// What changes when any file does: names, sizes and times.
    func stamp() throws(PortalError) -> Int {
        var hasher = Hasher()
        for (name, attributes) in try list().sorted(by: { $0.name < $1.name }) {
            hasher.combine(name)
            hasher.combine(attributes)
        }
        return hasher.finalize()
    }

    private func list() throws(PortalError) -> [(name: String, attributes: String)] {
        guard let names = try? FileManager.default.subpathsOfDirectory(atPath: path) else {
            throw PortalError("there is no folder \(path) with the files of the web pages")
        }
        guard names.count <= Self.filesMax else { throw PortalError("\(path) has more than \(Self.filesMax) files") }
        return names.compactMap { name in
            guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") || $0.hasSuffix("~") }),
                let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(name)"),
                attributes[.type] as? FileAttributeType == .typeRegular
            else { return nil }
            let time = (attributes[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
            return (name, "\(time) \(String(describing: attributes[.size]))")
        }
    }
}

/// Why there are no pages.
public struct PortalError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
