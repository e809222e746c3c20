import Foundation
import Testing

@testable import UrnaCommands

@Suite("Secret files")
struct SecretFileTests {
    @Test("Only the owner may read what was written, even over a file that anyone could read")
    func mode() throws {
        let folder = try TemporaryFolder()
        try folder.write("old", to: "f")
        chmod(folder.path + "/f", 0o644)
        try SecretFile.write("new".utf8, to: folder.path + "/f")
        #expect(folder.read("f") == Array("new".utf8))
        #expect(try folder.mode("f") == 0o600)
        #expect(folder.content == ["f"])
    }

    @Test("A file that was not finished leaves nothing, and what was there stays")
    func unfinished() throws {
        let folder = try TemporaryFolder()
        try folder.write("old", to: "f")
        do {
            let file = try SecretFile(folder.path + "/f")
            try file.write("half")
            #expect(try folder.mode("f.partial") == 0o600)
        }
        #expect(folder.content == ["f"])
        #expect(folder.read("f") == Array("old".utf8))
    }

    @Test("A folder, or a place that is not there, is refused")
    func refusals() throws {
        let folder = try TemporaryFolder()
        #expect(throws: CommandFailure.self) { try SecretFile(folder.path) }
        #expect(throws: CommandFailure.self) { try SecretFile(folder.path + "/no/such/f") }
        #expect(throws: CommandFailure.self) { try InputFile.read(folder.path + "/nothing") }
        #expect(throws: CommandFailure.self) { try InputFile.read(folder.path) }
        try folder.write("12345", to: "long")
        #expect(throws: CommandFailure.self) { try InputFile.read(folder.path + "/long", limit: 4) }
        try folder.write("\n \n", to: "empty")
        #expect(throws: CommandFailure.self) { try InputFile.readLine(folder.path + "/empty") }
    }
}
