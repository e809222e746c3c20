import Testing

@testable import Ledger

@Suite("Headers of tar archives")
struct TarHeaderTests {
    private let header = TarHeader.file("tile/entries/x001/234.p/17", in: "mayor-2026-303", size: 12_345)

    /// The header with some bytes changed, its checksum mended.
    private func changed(_ change: (inout [UInt8]) -> Void) -> [UInt8] {
        var block = header
        change(&block)
        for place in 148..<156 { block[place] = UInt8(ascii: " ") }
        let sum = block.reduce(0) { $0 + Int($1) }
        let digits = String(sum, radix: 8)
        let text = String(repeating: "0", count: 6 - digits.count) + digits + "\u{0} "
        for (place, byte) in text.utf8.enumerated() { block[148 + place] = byte }
        return block
    }

    private func put(_ text: String, at offset: Int, count: Int, in block: inout [UInt8]) {
        for place in 0..<count { block[offset + place] = 0 }
        for (place, byte) in text.utf8.prefix(count).enumerated() { block[offset + place] = byte }
    }

    private func error(_ block: [UInt8]) -> TarError? {
        do throws(TarError) {
            _ = try TarHeader(parsing: block)
            return nil
        } catch {
            return error
        }
    }

    @Test("What is written reads back, and is one block")
    func roundTrip() throws {
        #expect(header.count == 512)
        let read = try TarHeader(parsing: header)
        #expect(read.path == "mayor-2026-303/tile/entries/x001/234.p/17")
        #expect(read.size == 12_345)
        #expect(!read.isFolder)
        for size in [0, 1, 511, 512, 513, TarHeader.sizeMax] {
            #expect(try TarHeader(parsing: TarHeader.file("a", in: "b", size: size)).size == size)
        }
    }

    @Test("A file is filled up to whole blocks", arguments: [(0, 0), (1, 511), (511, 1), (512, 0), (513, 511)])
    func padding(size: UInt64, bytes: Int) {
        #expect(TarHeader.padding(after: size) == [UInt8](repeating: 0, count: bytes))
    }

    @Test("Links, devices, pipes and the headers of other formats are refused", arguments: Array("1234678xgLKNS".utf8))
    func types(type: UInt8) {
        #expect(error(changed { $0[156] = type }) == .badType(path: "mayor-2026-303/tile/entries/x001/234.p/17"))
    }

    @Test("A folder is told from a file, and has no content")
    func folders() throws {
        let folder = changed { block in
            block[156] = UInt8(ascii: "5")
            put("tile/", at: 0, count: 100, in: &block)
            put("00000000000", at: 124, count: 12, in: &block)
        }
        let read = try TarHeader(parsing: folder)
        #expect(read.isFolder && read.path == "mayor-2026-303/tile")
        #expect(error(changed { $0[156] = UInt8(ascii: "5") }) == .badSize(path: "mayor-2026-303/tile/entries/x001/234.p/17"))
    }

    @Test(
        "Paths that lead elsewhere, or are no plain text, are refused",
        arguments: ["../x", "a/../../x", "/etc/passwd", "a//b", "a/./b", "..", "a\\b", "a b", "a\u{1B}[2J", "café", "a/..", ""])
    func paths(path: String) {
        let block = changed { block in
            put(path, at: 0, count: 100, in: &block)
            put("", at: 345, count: 155, in: &block)
        }
        #expect(error(block) == .badPath, "\(path)")
        let prefixed = changed { put(path, at: 345, count: 155, in: &$0) }
        if !path.isEmpty { #expect(error(prefixed) == .badPath, "\(path)") }
    }

    @Test("A leading ./ is left out, as tar writes it for the folder it stands in")
    func dots() throws {
        let block = changed { block in
            put("./checkpoint", at: 0, count: 100, in: &block)
            put("", at: 345, count: 155, in: &block)
        }
        #expect(try TarHeader(parsing: block).path == "checkpoint")
    }

    @Test("Sizes in other spellings than octal digits are refused", arguments: ["", "8", "-1", "0x10", "1a", "\u{80}"])
    func sizes(text: String) {
        let block = changed { put(text, at: 124, count: 12, in: &$0) }
        #expect(error(block) == .badSize(path: "mayor-2026-303/tile/entries/x001/234.p/17"))
    }

    @Test("Any changed byte of a header is noticed, but for those that nothing reads")
    func damage() {
        for place in 0..<512 where !(148..<156).contains(place) {
            var block = header
            block[place] ^= 0x41
            #expect(error(block) != nil, "byte \(place)")
        }
        #expect(error([]) == .noHeader)
        #expect(error([UInt8](repeating: 0x41, count: 512)) == .noHeader)
    }
}
