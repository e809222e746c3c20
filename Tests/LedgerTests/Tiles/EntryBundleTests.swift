import Ledger
import Testing

@Suite("Entry bundles")
struct EntryBundleTests {
    @Test("The worked example has its bytes, and they read back")
    func workedExample() throws {
        let bundle = try EntryBundle.encode(Worked.entries)
        #expect(Hex.encode(bundle) == Worked.bundleHex)
        #expect(try EntryBundle.decode(bundle, count: 3) == Worked.entries)
    }

    @Test("Empty and longest entries are kept; a longer one is refused and leaves the bundle as it was")
    func lengths() throws {
        let longest = [UInt8](repeating: 0xAB, count: EntryBundle.entryBytesMax)
        let bundle = try EntryBundle.encode([[], longest, []])
        #expect(try EntryBundle.decode(bundle, count: 3) == [[], longest, []])
        var started: [UInt8] = [1]
        #expect(throws: EntryBundleError.entryTooLong(bytes: 65_536)) { try EntryBundle.append(longest + [0], to: &started) }
        #expect(throws: EntryBundleError.entryTooLong(bytes: 65_536)) {
            try (longest + [0]).withUnsafeBytes { try EntryBundle.append($0, to: &started) }
        }
        #expect(started == [1])
    }

    @Test("A bundle cut anywhere, with bytes after it, or with another count is refused")
    func damaged() throws {
        let bundle = try EntryBundle.encode(Worked.entries)
        for count in 0..<bundle.count {
            #expect(throws: EntryBundleError.self) { try EntryBundle.decode(Array(bundle.prefix(count)), count: 3) }
        }
        #expect(throws: EntryBundleError.truncated(offset: 64)) { try EntryBundle.decode(bundle + [0], count: 4) }
        #expect(throws: EntryBundleError.wrongCount(expected: 3, found: 4)) { try EntryBundle.decode(bundle + [0, 0], count: 3) }
        #expect(throws: EntryBundleError.wrongCount(expected: 2, found: 3)) { try EntryBundle.decode(bundle, count: 2) }
        #expect(throws: EntryBundleError.wrongCount(expected: 4, found: 3)) { try EntryBundle.decode(bundle, count: 4) }
    }

    @Test("A bundle holds 1 to 256 entries")
    func counts() throws {
        #expect(throws: EntryBundleError.self) { try EntryBundle.encode([]) }
        #expect(throws: EntryBundleError.self) { try EntryBundle.encode(Array(repeating: [1], count: 257)) }
        let full = try EntryBundle.encode(Array(repeating: [1], count: 256))
        #expect(try EntryBundle.decode(full, count: 256).count == 256)
    }
}
