import Foundation
import Testing

@testable import UrnaCommands

@Suite("urna rng collect")
struct RngCollectTests {
    private func collect(_ line: String) async throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let status = await UrnaCommand.status(
            of: line.split(separator: " ").map(String.init) + ["--out", folder.path + "/out", "--no-progress"])
        #expect(status == 0)
        return try #require(folder.read("out"))
    }

    @Test("Raw bits come as bytes, exactly as many as asked for, and never the same twice", arguments: [8, 64, 1_000, 80_000])
    func raw(bits: Int) async throws {
        let first = try await collect("rng collect --raw-bits \(bits)")
        let second = try await collect("rng collect --raw-bits \(bits)")
        #expect(first.count == bits / 8)
        #expect(second.count == bits / 8)
        if bits >= 64 { #expect(first != second) }
        // Of 10,000 bytes each value comes about 39 times; one that is missing would be a fault of the copying.
        if bits == 80_000 { #expect(Set(first).count == 256) }
    }

    @Test(
        "Draws come a line each, of different numbers in their range",
        arguments: [(2_000, 49, 5, ""), (50, 49, 49, ""), (20, 1, 1, ""), (200, 1_000, 3, "--certified")])
    func draws(count: Int, pool: Int, pick: Int, flag: String) async throws {
        let bytes = try await collect("rng collect --draws \(count) --pool \(pool) --pick \(pick) \(flag)")
        #expect(bytes.last == UInt8(ascii: "\n"))
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == count)
        var seen: Set<Int> = []
        for line in lines {
            let numbers = line.split(separator: " ", omittingEmptySubsequences: false).compactMap { Int($0) }
            #expect(numbers.count == pick)
            #expect(Set(numbers).count == pick)
            #expect(numbers.allSatisfy { (1...pool).contains($0) })
            seen.formUnion(numbers)
        }
        if pool == 49 { #expect(seen == Set(1...49)) }
    }

    @Test("Numbers are written in decimal", arguments: [0, 1, 9, 10, 99, 100, 65_536, 4_294_967_295] as [UInt32])
    func digits(number: UInt32) {
        var buffer: [UInt8] = []
        OutcomeCollection.append(number, to: &buffer)
        #expect(String(decoding: buffer, as: UTF8.self) == "\(number) ")
    }

    @Test("Words fetched in bulk are as different as words fetched one by one")
    func bulk() throws {
        for fetching in [GeneratorWords.Fetching.oneByOne, .inBulk] {
            var words = try GeneratorWords(use: "test", fetching: fetching)
            let seen = try (0..<10_000).map { _ in try words.word() }
            #expect(Set(seen).count == 10_000)
        }
    }
}
