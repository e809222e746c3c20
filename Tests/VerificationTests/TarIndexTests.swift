import Ledger
import TestSupport
import Testing

@testable import Verification

@Suite("Ledgers in tar archives")
struct TarIndexTests {
    private func file(_ path: String, _ content: String, in folder: String = "e-3") -> [UInt8] {
        let bytes = Array(content.utf8)
        let size = UInt64(bytes.count)
        return TarHeader.file(path, in: folder, size: size) + bytes + TarHeader.padding(after: size)
    }

    /// The header of a file without content, made into a folder's.
    private func folder(_ path: String) -> [UInt8] {
        var block = TarHeader.file(path, in: "e-3", size: 0)
        let more: UInt8 = UInt8(ascii: "5") - UInt8(ascii: "0")
        block[156] += more
        let sum = block[148..<154].reduce(0) { $0 * 8 + Int($1 - UInt8(ascii: "0")) } + Int(more)
        for place in 0..<6 { block[153 - place] = UInt8(ascii: "0") + UInt8(sum >> (3 * place) & 7) }
        return block
    }

    private func index(_ archive: [UInt8]) throws(TarError) -> TarIndex {
        try TarIndex(length: UInt64(archive.count)) { offset in Array(archive[Int(offset)..<Int(offset) + TarHeader.blockBytes]) }
    }

    private func error(_ archive: [UInt8]) -> TarError? {
        do throws(TarError) {
            _ = try index(archive)
            return nil
        } catch {
            return error
        }
    }

    private var good: [UInt8] { file("checkpoint", "note") + file("tile/0/000.p/3", "hashes") + file("empty", "") + TarHeader.end }

    @Test("Files are found by their paths in the ledger's own folder")
    func found() throws {
        let archive = good
        let index = try index(archive)
        #expect(Set(index.files.keys) == ["checkpoint", "tile/0/000.p/3", "empty"])
        let place = try #require(index.files["tile/0/000.p/3"])
        #expect(String(decoding: archive[Int(place.offset)..<Int(place.offset + place.size)], as: UTF8.self) == "hashes")
        #expect(try self.index(archive + [UInt8](repeating: 0, count: 8_192)).files == index.files)
        #expect(try self.index(folder("tile") + archive).files.count == 3)
    }

    @Test("A path twice, files beside the folder, and archives of something else are refused")
    func refused() {
        #expect(error(file("checkpoint", "a") + file("checkpoint", "b") + TarHeader.end) == .repeated(path: "e-3/checkpoint"))
        #expect(error(file("checkpoint", "a") + file("x", "b", in: "other") + TarHeader.end) == .outside(path: "other/x"))
        #expect(error(file("checkpoint", "a") + file("checkpoint", "b", in: "f") + TarHeader.end) == .outside(path: "f/checkpoint"))
        #expect(error(file("checkpoint", "a") + folder("checkpoint") + TarHeader.end) == .repeated(path: "e-3/checkpoint"))
        #expect(error(file("readme", "a") + TarHeader.end) == .noLedger)
        #expect(error(file("deep/checkpoint", "a") + TarHeader.end) == .noLedger)
        #expect(error(TarHeader.end) == .noLedger)
        #expect(error(Array("{\"not\": \"an archive\"}".utf8)) == .cutOff)
        #expect(error([UInt8](repeating: 0x20, count: 1_024)) == .noHeader)
    }

    @Test("An archive that is cut off anywhere is refused")
    func cutOff() {
        let archive = good
        for count in stride(from: 0, to: archive.count, by: 64) {
            #expect(error(Array(archive.prefix(count))) == .cutOff, "\(count) bytes")
        }
        #expect(error(Array(archive.dropLast())) == .cutOff)
        #expect(error(archive) == nil)
    }

    @Test("A size that goes beyond the archive, or around the end of numbers, is refused")
    func sizes() {
        #expect(error(TarHeader.file("checkpoint", in: "e", size: TarHeader.sizeMax) + TarHeader.end) == .cutOff)
        #expect(error(TarHeader.file("checkpoint", in: "e", size: 1_025) + TarHeader.end) == .cutOff)
    }

    @Test("Damaged archives are read or refused, never worse")
    func damage() {
        var dice = Dice(seed: 17)
        for _ in 0..<20_000 {
            var archive = good
            for _ in 0...dice.roll(3) { archive[dice.roll(archive.count)] = UInt8(dice.roll(256)) }
            guard let index = try? index(archive) else { continue }
            for place in index.files.values { #expect(place.offset + place.size <= UInt64(archive.count)) }
        }
    }
}
