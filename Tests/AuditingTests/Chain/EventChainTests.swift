import Ledger
import Testing

@testable import Auditing

@Suite("The chain of events")
struct EventChainTests {
    static let known: [(record: ChainRecord, text: String, hash: String)] = [
        (
            ChainRecord(seq: 1, time: "2026-01-15T18:00:00Z", component: "SRV-1", event: "RAFFLE_ACTIVATED", actor: "admin1"),
            #"{"actor":"admin1","component":"SRV-1","data":{},"event":"RAFFLE_ACTIVATED","seq":1,"time":"2026-01-15T18:00:00Z"}"#,
            "7e23f24c3f55624c71a2eae11664f035210610201e33421752cc00a322cd2aa0"
        ),
        (
            ChainRecord(seq: 2, time: "2026-01-15T18:05:00Z", component: "RSU-A", event: "RSU_CONNECTED", actor: "op7"),
            #"{"actor":"op7","component":"RSU-A","data":{},"event":"RSU_CONNECTED","seq":2,"time":"2026-01-15T18:05:00Z"}"#,
            "1f2ea09fbfbddd4f357a45127f12f43bde345ed4b0876bcfcb9806ef7da26695"
        ),
        (
            ChainRecord(
                seq: 3, time: "2026-01-15T18:06:00Z", component: "SRV-1", event: "DATA_ALTERED", actor: "mgr1",
                data: ["element": "prizeCap", "before": "100", "after": "200"]),
            #"{"actor":"mgr1","component":"SRV-1","data":{"after":"200","before":"100","element":"prizeCap"},"event":"DATA_ALTERED","seq":3,"time":"2026-01-15T18:06:00Z"}"#,
            "9dab6ea044e7e2f2c02c2445b6819b3387590eb7a5e198978df9a9d4a2521744"
        ),
    ]

    @Test("the worked example's records and hashes come out")
    func knownValues() {
        var chain = EventChain()
        #expect(EventChain.start.hex == String(repeating: "0", count: 64))
        for (record, text, hash) in Self.known {
            #expect(String(decoding: record.encode(), as: UTF8.self) == text)
            #expect(chain.append(record).hex == hash)
        }
        #expect(chain.count == 3)
        #expect(EventChain(count: chain.count, last: chain.last) == chain)
    }

    @Test("events are exported with the same hashes, and the export verifies")
    func exports() throws {
        let signer = try signer("log.example/events", 1)
        var export = try #require(ChainExport(log: "r-1"))
        var bytes: [UInt8] = []
        for (record, _, hash) in Self.known {
            let event = SignificantEvent(
                ledger: "r-1", index: record.seq, time: record.time, component: record.component, event: record.event, actor: record.actor,
                data: record.data)
            #expect(export.append(event, into: &bytes).hex == hash)
        }
        try export.checkpoint(into: &bytes, sign: signer.sign)
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 5)
        #expect(lines[0] == "{\"hash\":\"\(Self.known[0].hash)\",\"record\":\(Self.known[0].text)}")
        let report = ChainVerifier.verify(bytes, log: "r-1", keys: [signer.verifierKey])
        #expect(report.isIntact)
        #expect(report.records == 3)
        #expect(report.signedRecords == 3)
        #expect(report.last.hex == Self.known[2].hash)
    }

    @Test("a record can name the entry that it comes from")
    func namesEntry() {
        let event = SignificantEvent(
            ledger: "r-1", index: 9, time: "2026-01-15T18:00:00Z", component: "c", event: "EXPORT", actor: "a", data: ["x": 1])
        #expect(ChainRecord(event, seq: 1, namesEntry: true).data == ["x": 1, "entry": ["index": 9, "ledger": "r-1"]])
        #expect(ChainRecord(event, seq: 1).data == ["x": 1])
    }

    @Test("a checkpoint has one text, and no name that could forge another line")
    func checkpoints() throws {
        let checkpoint = try #require(ChainCheckpoint(log: "r-1", chain: EventChain(count: 12)))
        #expect(ChainCheckpoint(parsing: checkpoint.text) == checkpoint)
        for text in [
            checkpoint.text + "\n", String(checkpoint.text.dropLast()), checkpoint.text.replacing("\n12\n", with: "\n012\n"),
            checkpoint.text.replacing("\n12\n", with: "\n+12\n"), "x" + checkpoint.text,
        ] {
            #expect(ChainCheckpoint(parsing: text) == nil, "\(text)")
        }
        #expect(ChainCheckpoint(log: "", chain: EventChain()) == nil)
        #expect(ChainCheckpoint(log: "a\nb", chain: EventChain()) == nil)
        #expect(ChainExport(log: "a\nb") == nil)
    }
}
