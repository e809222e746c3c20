import Ledger
import Testing

@testable import Raffles

@Suite("Draws while somebody is connected from outside")
struct RemoteDrawTests {
    private static let remote = DrawConditions(
        isSoftwareVerified: true, remoteSessions: ["sue", "ada", "sue"].map { known(UserID($0)) })

    private func scene(_ policy: String) throws -> RecordScene {
        var scene = try RecordScene.acknowledged(
            RecordScene.definition(policies: #""unattendedSales":true,"remoteAccess":"\#(policy)""#))
        #expect(scene.freeze().refusal == nil)
        return scene
    }

    private func start(_ scene: RecordScene) throws -> DrawStart {
        guard case .startDraw(let start, _) = scene.start(.certifiedRNG) else { throw Refusal(.invalid, "is no start") }
        return start
    }

    @Test("under flags-draw the draw begins, its entry names who was connected, and that is an exception")
    func flags() throws {
        var scene = try scene("flags-draw")
        let size = scene.record.size
        #expect(scene.perform(.startDraw(try start(scene), Self.remote), RecordScene.official).refusal == nil)
        #expect(scene.record.prizes[0].start?.value.remoteSessions.map(\.text) == ["ada", "sue"])
        let exception = try #require(scene.record.exceptions.last)
        #expect((exception.index, exception.kind) == (size, "draw-started"))
        #expect(exception.detail == "main is drawn while connected from outside: ada sue")
        let entry = try #require(scene.ledger.last)
        #expect(String(decoding: entry, as: UTF8.self).contains(#""remoteSessions":["ada","sue"]"#))
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record))
    }

    @Test("under flags-draw a draw with nobody connected says nothing of it")
    func unflagged() throws {
        var scene = try scene("flags-draw")
        let exceptions = scene.record.exceptions.count
        #expect(scene.perform(.startDraw(try start(scene), RecordScene.conditions), RecordScene.official).refusal == nil)
        #expect(scene.record.prizes[0].start?.value.remoteSessions == [])
        #expect(scene.record.exceptions.count == exceptions)
        let entry = try #require(scene.ledger.last)
        #expect(!String(decoding: entry, as: UTF8.self).contains("remoteSessions"))
    }

    @Test("under any other policy no draw begins, and no ledger holds one that did", arguments: ["off", "blocks-draw"])
    func refused(policy: String) throws {
        var scene = try scene(policy)
        var start = try start(scene)
        #expect(scene.perform(.startDraw(start, Self.remote), RecordScene.official).refusal?.code == .remoteSession)
        start.remoteSessions = [known(UserID("sue"))]
        let entry = RaffleEntry(at: scene.now, by: RecordScene.official.user, .drawStarted(start))
        #expect(throws: Refusal.self) { try scene.record.check(entry) }
        start.remoteSessions = []
        try scene.record.check(RaffleEntry(at: scene.now, by: RecordScene.official.user, .drawStarted(start)))
    }

    @Test("the names in the entry have one form: ascending, once each, and not empty")
    func form() throws {
        let scene = try scene("flags-draw")
        var start = try start(scene)
        start.remoteSessions = ["ada", "sue"].map { known(UserID($0)) }
        let entry = RaffleEntry(at: scene.now, by: RecordScene.official.user, .drawStarted(start)).encoded()
        #expect(try RaffleEntry(decoding: entry).encoded() == entry)
        let text = String(decoding: entry, as: UTF8.self)
        for other in [#"["sue","ada"]"#, #"["ada","ada"]"#, "[]", #"["a b"]"#] {
            let changed = Array(text.replacing(#"["ada","sue"]"#, with: other).utf8)
            #expect(throws: (any Error).self, "\(other)") { try RaffleEntry(decoding: changed) }
        }
    }
}
