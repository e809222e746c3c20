import Ledger
import Testing

@testable import Auditing

@Suite("Significant events")
struct SignificantEventTests {
    private func entry(_ type: String, _ members: [(String, JSONValue)] = []) -> JSONValue {
        .object(
            [
                ("type", .string(type)), ("at", "2026-01-15T18:05:00.250Z"), ("by", "op7"), ("component", "RSU-A"),
            ] + members)
    }

    @Test("an entry's time, place and actor become the event's, and all else its data")
    func mapsMembers() throws {
        let void = entry("void", [("ticket", "RSU-A-3"), ("reason", "misprint")])
        let event = try #require(SignificantEvent(entry: void, ledger: "r-1", index: 7))
        #expect(event.code == .ticketVoided)
        #expect(event.ledger == "r-1")
        #expect(event.index == 7)
        #expect(event.time == "2026-01-15T18:05:00.250Z")
        #expect(event.component == "RSU-A")
        #expect(event.actor == "op7")
        #expect(event.data == ["ticket": "RSU-A-3", "reason": "misprint"])
        #expect(event.json()["severity"]?.stringValue == "notice")
    }

    @Test("every type of entry of a raffle is an event, but for an ordinary sale")
    func coversRaffleEntries() {
        let types = [
            "raffle", "activated", "suspended", "resumed", "closed", "lease", "lease-ended", "mark", "unmark", "void", "unvoid", "reprint",
            "conflict", "rsu-closed", "rsu-corrupt", "rsu-recovered", "reconciled", "acknowledged", "commitment", "pool-frozen",
            "draw-started", "drawn", "entered", "draw-revealed", "verified", "claimed", "claim-refused", "altered", "refused", "settled",
        ]
        for type in types {
            #expect(EventCode(entryType: type) != nil, "\(type)")
            #expect(SignificantEvent(entry: entry(type), ledger: "r", index: 0)?.code != nil, "\(type)")
        }
        #expect(SignificantEvent(entry: entry("sale", [("late", false)]), ledger: "r", index: 0) == nil)
        #expect(SignificantEvent(entry: entry("sale", [("late", true)]), ledger: "r", index: 0)?.code == .saleLate)
    }

    @Test("the entries of the system ledger that matter are events")
    func coversSystemEntries() {
        let started: JSONValue = ["type": "started", "at": "2026-01-15T18:05:00Z", "version": "1"]
        let event = SignificantEvent(entry: started, ledger: "system", index: 3)
        #expect(event?.code == .systemStarted)
        #expect(event?.actor == "system")
        #expect(event?.component == SignificantEvent.server)
        let first: JSONValue = ["type": "system", "createdAt": "2026-01-15T18:05:00Z", "origin": "o", "version": "1"]
        #expect(SignificantEvent(entry: first, ledger: "system", index: 0)?.time == "2026-01-15T18:05:00Z")
        let failed: JSONValue = ["type": "self-check", "at": "2026-01-15T18:05:00Z", "result": "failed", "problem": "x"]
        #expect(SignificantEvent(entry: failed, ledger: "system", index: 0)?.code == .ledgerCheckFailed)
        #expect(SignificantEvent(entry: ["type": "self-check", "result": "passed"], ledger: "s", index: 0)?.code == .ledgerCheckPassed)
        #expect(SignificantEvent(entry: ["type": "checkpoint"], ledger: "system", index: 0) == nil)
        #expect(SignificantEvent(entry: ["type": "logon-failed"], ledger: "system", index: 0)?.code == .logonFailed)
        #expect(SignificantEvent(entry: [1, 2], ledger: "system", index: 0) == nil)
    }

    @Test("an entry of type event carries its own code and data; a code nobody knows is kept")
    func unwrapsEvents() {
        let full = entry("event", [("code", "BUFFER_FULL"), ("data", ["limit": 5])])
        let event = SignificantEvent(entry: full, ledger: "r", index: 1)
        #expect(event?.code == .bufferFull)
        #expect(event?.data == ["limit": 5])
        #expect(event?.severity == .critical)
        let unknown = SignificantEvent(entry: entry("event", [("code", "X_LIGHTNING")]), ledger: "r", index: 1)
        #expect(unknown?.event == "X_LIGHTNING")
        #expect(unknown?.code == nil)
        #expect(unknown?.severity == .warning)
        let beside = SignificantEvent(entry: entry("event", [("code", "EXPORT"), ("data", ["a": 1]), ("a", 2)]), ledger: "r", index: 1)
        #expect(beside?.data == ["data": ["a": 1], "a": 2])
    }

    @Test(
        "a refusal is of what was tried, or for want of a duty, or because the definition is locked",
        arguments: [
            ("configure", "LOCKED", EventCode.configLocked), ("sale", "FORBIDDEN", .permissionRefused),
            ("sale", "SOLD_AFTER_CLOSE", .saleRefused),
            ("draw-start", "RSU_NOT_UPLOADED", .drawRefused), ("freeze", "NOT_RECONCILED", .drawRefused),
            ("start-draw", "REMOTE_SESSION", .drawRefused), ("enter-number", "PRIZE_DRAWN", .drawRefused),
            ("enter-number", "FORBIDDEN", .permissionRefused), ("claim", "CLAIM_EXPIRED", .actionRefused),
            ("void", "TICKET_VOID", .actionRefused),
        ])
    func mapsRefusals(action: String, code: String, event: EventCode) {
        let refused = entry("refused", [("action", .string(action)), ("code", .string(code)), ("detail", "")])
        #expect(SignificantEvent(entry: refused, ledger: "r", index: 1)?.code == event)
    }

    @Test(
        "one member decides the code of some types",
        arguments: [
            ("software-verified", "result", JSONValue.string("VALID"), EventCode.verificationPassed),
            ("software-verified", "result", "INVALID", .verificationFailed),
            ("rsu-disabled", "why", "failed-validations", .rsuRemotelyDisabled),
            ("rsu-disabled", "why", "lost", .rsuDisabled), ("reprint", "kind", "counterfoil", .counterfoilReprinted),
            ("reprint", "kind", "bearer", .ticketReprinted), ("logon", "remote", true, .remoteAccess), ("logon", "remote", false, .logon),
        ])
    func mapsMember(type: String, member: String, value: JSONValue, event: EventCode) {
        #expect(SignificantEvent(entry: entry(type, [(member, value)]), ledger: "system", index: 1)?.code == event)
    }

    @Test("entries about people and units are events, and name the unit")
    func coversPeopleAndUnits() {
        for type in [
            "raffle-created", "user-added", "user-changed", "user-locked", "logon", "logon-failed", "logoff", "session-ended",
            "rsu-registered",
            "rsu-enrolled", "rsu-unenrolled", "rsu-enabled", "rsu-disabled", "rsu-validation-failed", "software-verified",
        ] {
            #expect(SignificantEvent(entry: entry(type), ledger: "system", index: 0)?.code != nil, "\(type)")
        }
        #expect(SignificantEvent(entry: entry("void"), ledger: "r", index: 0)?.unit == "RSU-A")
        let enabled: JSONValue = ["type": "rsu-enabled", "at": "t", "by": "admin1", "component": "SRV-1", "rsu": "RSU-B"]
        #expect(SignificantEvent(entry: enabled, ledger: "system", index: 0)?.unit == "RSU-B")
        #expect(SignificantEvent(entry: ["type": "started"], ledger: "system", index: 0)?.unit == nil)
    }

    @Test("codes are upper case, and the page has a row for each")
    func catalogue() {
        let page = EventCatalogue.markdown()
        for code in EventCode.allCases {
            #expect(code.rawValue.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 })
            #expect(page.contains("| `\(code.rawValue)` | \(code.severity.rawValue) | "))
            #expect(!code.summary.contains("|") && code.summary.hasSuffix("."))
        }
        #expect(page.split(separator: "\n").filter { $0.hasPrefix("| `") }.count == EventCode.allCases.count)
        #expect(page == EventCatalogue.markdown())
    }

    @Test("every kind that the standard lists has a code")
    func coversTheStandard() {
        for code in [
            "RSU_CONNECTED", "RSU_DISCONNECTED", "CRITICAL_MEMORY_CORRUPT", "PRINTER_PAPER_OUT", "PRINTER_PAPER_LOW",
            "PRINTER_DISCONNECTED",
            "PRINTER_MEMORY", "COMMS_ESTABLISHED", "COMMS_FAILED", "BUFFER_80", "BUFFER_FULL", "PROGRAM_MISMATCH", "FIREWALL_LOG_FULL",
            "REMOTE_ACCESS",
        ] {
            #expect(EventCode(rawValue: code)?.clause.contains("5.6.1") == true, "\(code)")
        }
    }
}
