import Foundation
import Ledger
import Testing

@testable import AuthService

@Suite struct JWKSCacheTests {
    private let ada = LoginVerifier.Outcome.voter("ada@example.org")

    /// A token whose own times never refuse it, so that only the keys' do.
    private func token(_ key: TestKey) throws -> String {
        try Mint.token(key, claims: [("exp", .integer(Mint.now.seconds + 1_000_000)), ("iat", nil), ("nbf", nil)])
    }

    @Test("A new key is found when a token names it, but the provider is asked at most every 30 seconds")
    func rotation() async throws {
        let source = StubSource(keySetBytes([.rsa]))
        let verifier = try LoginVerifier.forTests(source)
        let (old, new) = (try token(.rsa), try token(.ed25519))
        #expect(await verifier.outcome(of: old) == ada)
        source.publish(keySetBytes([.rsa, .ed25519]))
        #expect(await verifier.outcome(of: new, at: Mint.now.adding(29)).isRefused(saying: "does not publish"))
        #expect(source.loadCount == 1)
        #expect(await verifier.outcome(of: new, at: Mint.now.adding(30)) == ada)
        #expect(await verifier.outcome(of: old, at: Mint.now.adding(31)) == ada)
        #expect(source.loadCount == 2)
    }

    @Test("Made-up key ids do not make the provider be asked more often")
    func madeUpIDs() async throws {
        let source = StubSource(keySetBytes([.rsa]))
        let verifier = try LoginVerifier.forTests(source)
        for attempt in 0..<120 {
            let token = try Mint.token(.p256, header: [("kid", .string("made-up-\(attempt)"))])
            #expect(await verifier.outcome(of: token, at: Mint.now.adding(Int64(attempt))).isRefused(saying: "does not publish"))
        }
        #expect(source.loadCount == 4)
    }

    @Test("A key that was withdrawn is good no more once the set has aged")
    func withdrawal() async throws {
        let source = StubSource(keySetBytes([.rsa, .p256]))
        let verifier = try LoginVerifier.forTests(source)
        #expect(await verifier.outcome(of: try token(.rsa)) == ada)
        source.publish(keySetBytes([.p256]))
        #expect(await verifier.outcome(of: try token(.rsa), at: Mint.now.adding(599)) == ada)
        #expect(source.loadCount == 1)
        #expect(await verifier.outcome(of: try token(.rsa), at: Mint.now.adding(600)).isRefused(saying: "does not publish"))
        #expect(await verifier.outcome(of: try token(.p256), at: Mint.now.adding(600)) == ada)
        #expect(source.loadCount == 2)
    }

    @Test("While the provider fails the old keys stay in use, for six times their age, and then none is", arguments: [false, true])
    func failure(answersJunk: Bool) async throws {
        let source = StubSource(keySetBytes([.rsa]))
        let verifier = try LoginVerifier.forTests(source)
        let token = try token(.rsa)
        #expect(await verifier.outcome(of: token) == ada)
        if answersJunk { source.publish(Array("<html>Service Unavailable".utf8)) } else { source.fail() }
        for seconds in stride(from: Int64(600), to: 3_600, by: 10) {
            #expect(await verifier.outcome(of: token, at: Mint.now.adding(seconds)) == ada, "after \(seconds) s")
        }
        #expect(source.loadCount == 1 + 3_000 / 30)
        #expect(await verifier.outcome(of: token, at: Mint.now.adding(3_600)).isRefused(saying: "keys cannot be read"))
        source.publish(keySetBytes([.rsa]))
        #expect(await verifier.outcome(of: token, at: Mint.now.adding(3_604)).isRefused(saying: "keys cannot be read"))
        #expect(await verifier.outcome(of: token, at: Mint.now.adding(3_605)) == ada)
    }

    @Test("Without any keys logins fail, and the provider is asked every 5 seconds")
    func neverLoaded() async throws {
        let source = StubSource([])
        let verifier = try LoginVerifier.forTests(source)
        await #expect(throws: IssuanceRefusal.self) { try await verifier.prepare(at: Mint.now) }
        for seconds in 0..<Int64(10) {
            #expect(await verifier.outcome(of: try token(.rsa), at: Mint.now.adding(seconds)).isRefused(saying: "keys cannot be read"))
        }
        #expect(source.loadCount == 2)
        source.publish(keySetBytes(TestKey.all))
        #expect(try await verifier.prepare(at: Mint.now.adding(10)) == 3)
        #expect(await verifier.outcome(of: try token(.rsa), at: Mint.now.adding(10)) == ada)
    }

    @Test("A clock that is set back does not keep old keys in use")
    func clockSetBack() async throws {
        let source = StubSource(keySetBytes([.rsa]))
        let verifier = try LoginVerifier.forTests(source)
        #expect(await verifier.outcome(of: try token(.rsa)) == ada)
        source.publish(keySetBytes([.p256]))
        #expect(await verifier.outcome(of: try token(.rsa), at: Mint.now.adding(-86_400)).isRefused(saying: "does not publish"))
    }

    @Test("One load runs at a time, and whoever comes meanwhile waits for it")
    func singleFlight() async throws {
        let set = try await JWKSKeySet(parsing: keySetBytes([.rsa]))
        var state = JWKSCacheStateMachine(ageSecondsMax: 600)
        #expect(state.decide(at: Mint.now, mark: nil) { _ in false } == .load)
        #expect(state.decide(at: Mint.now.adding(100), mark: nil) { _ in false } == .waitForLoad)
        state.failed()
        #expect(state.decide(at: Mint.now.adding(5), mark: nil) { _ in false } == .load)
        state.loaded(set, at: Mint.now.adding(5))
        #expect(state.decide(at: Mint.now.adding(35), mark: nil) { _ in false } == .useHeld)
        #expect(state.decide(at: Mint.now.adding(35), mark: nil) { _ in true } == .load)
        #expect(state.decide(at: Mint.now.adding(35), mark: nil) { _ in true } == .waitForLoad)
        #expect(state.decide(at: Mint.now.adding(35), mark: nil) { _ in false } == .useHeld, "a known key waits for nothing")
    }

    @Test("A file is read again when it changes, at once, and its last keys outlive it for a while")
    func file() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "urna-jwks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "keys.json")
        let verifier = try LoginVerifier.forTests(JWKSFile(path: path.path()))
        let (rsa, p256) = (try token(.rsa), try token(.p256))
        #expect(await verifier.outcome(of: rsa).isRefused(saying: "keys cannot be read"))

        try Data(keySetBytes([.rsa])).write(to: path)
        #expect(await verifier.outcome(of: rsa) == ada)
        // Put in its place in one step, as a careful operator does.
        try Data(keySetBytes([.p256])).write(to: path, options: .atomic)
        #expect(await verifier.outcome(of: rsa).isRefused(saying: "does not publish"))
        #expect(await verifier.outcome(of: p256) == ada)
        // Half written, then whole.
        try Data("{\"keys\":[".utf8).write(to: path)
        #expect(await verifier.outcome(of: p256) == ada)
        try Data(keySetBytes([.rsa, .p256])).write(to: path)
        #expect(await verifier.outcome(of: rsa) == ada)

        try FileManager.default.removeItem(at: path)
        #expect(await verifier.outcome(of: rsa, at: Mint.now.adding(3_599)) == ada)
        #expect(await verifier.outcome(of: rsa, at: Mint.now.adding(3_600)).isRefused(saying: "keys cannot be read"))
    }

    @Test("What is no file of keys is not waited for")
    func noFile() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "urna-jwks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let pipe = folder.appending(path: "pipe").path()
        try #require(mkfifo(pipe, 0o600) == 0)
        let long = folder.appending(path: "long")
        try Data(repeating: 0x20, count: JWKSKeySet.byteCountMax + 1).write(to: long)
        for (path, fragment) in [(folder.path(), "no file"), (pipe, "no file"), (long.path(), "longer than"), (pipe + "2", "cannot open")] {
            let error = await #expect(throws: JWKSLoadError.self) { try await JWKSFile(path: path).load() }
            #expect(error?.description.contains(fragment) == true, "\(path): \(String(describing: error))")
        }
    }
}
