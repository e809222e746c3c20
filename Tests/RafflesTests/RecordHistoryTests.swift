import Crypto
import Ledger
import TestSupport
import Testing

@testable import Raffles

@Suite("Histories of a raffle")
struct RecordHistoryTests {
    @Test("random histories keep every sum, and replay to the same record", arguments: 0..<12)
    func random(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed))
        var scene = try RecordScene(RecordScene.definition(allocation: seed % 2 == 0 ? "sequential" : "shuffled"))
        var pending: [SaleUpload] = []
        var done: [SaleUpload] = []
        let units = [RecordScene.a, RecordScene.b, RecordScene.k]
        for _ in 0..<150 {
            scene.now = scene.now.adding(milliseconds: Int64(dice.roll(60_000)))
            let ticket = done.isEmpty ? TicketID("RSU-A-1")! : dice.pick(done).ticket!
            switch dice.roll(14) {
            case 0...3:
                let rsu = dice.pick(units)
                if scene.used[rsu, default: 0] < 280 {
                    pending.append(scene.sell(rsu, dice.pick(["P1", "P2", "P3"]), offline: dice.oneIn(2)))
                }
            case 4...6:
                pending.shuffle(using: &dice)
                for rsu in units {
                    let own = pending.filter { $0.rsu == rsu }
                    if own.isEmpty { continue }
                    done += zip(own, scene.upload(own)).filter { $0.1.receipt != nil }.map(\.0)
                    if dice.oneIn(2) { pending.removeAll { $0.rsu == rsu } }
                }
            case 7:
                scene.perform(
                    .void(ticket: ticket, reason: dice.pick(TicketVoid.Reason.allCases), note: nil, refund: nil), RecordScene.manager)
            case 8: scene.perform(.unvoid(ticket: ticket, note: "Back"), RecordScene.manager)
            case 9: scene.perform(.mark(ticket: ticket, reason: .customer, note: "Asked"), RecordScene.seller)
            case 10: scene.perform(.unmark(ticket: ticket), RecordScene.seller)
            case 11: scene.perform(.reprintTicket(ticket), RecordScene.seller)
            case 12: scene.perform(dice.oneIn(2) ? .suspend(reason: "Pause") : .resume, RecordScene.manager)
            default: if dice.oneIn(20) { scene.perform(.close, RecordScene.manager) }
            }
            checkSums(scene.record, seed)
        }
        #expect(try RecordView(scene.replayed()) == RecordView(scene.record), "seed \(seed)")
        // A verifier has no key to a shuffled order.
        #expect(try RecordView(scene.replayed(orderKey: nil)) == RecordView(scene.record), "seed \(seed)")
    }

    private func checkSums(_ record: RaffleRecord, _ seed: Int) {
        let tickets = (0..<record.ticketCount).map { record.ticket(at: $0) }
        let all = tickets.flatMap(\.numbers)
        let valid = tickets.filter { $0.status != .void }
        #expect(Set(all).count == all.count, "seed \(seed)")
        #expect(record.totals.sold == all.count, "seed \(seed)")
        #expect(record.totals.gross == tickets.reduce(0) { $0 + $1.price }, "seed \(seed)")
        #expect(record.totals.refunds == tickets.reduce(0) { $0 + $1.refund }, "seed \(seed)")
        #expect(record.numbersInPlay() == valid.flatMap(\.numbers).sorted(), "seed \(seed)")
        #expect(record.totals.inPlay == valid.reduce(0) { $0 + $1.numbers.count }, "seed \(seed)")
        #expect(record.accounts.reduce(0) { $0 + $1.totals.gross } == record.totals.gross, "seed \(seed)")
        #expect(record.accounts.reduce(0) { $0 + $1.totals.refunds } == record.totals.refunds, "seed \(seed)")
        #expect(record.accounts.reduce(0) { $0 + $1.marked } == tickets.count { $0.status == .marked }, "seed \(seed)")
        #expect(record.totals.allocated + record.unallocated == 1000, "seed \(seed)")
    }

    @Test("of a whole ledger no entry can be left out or doubled without being found")
    func tampering() throws {
        let scene = try RecordScene.acknowledged()
        for index in scene.ledger.indices {
            var without = scene.ledger
            without.remove(at: index)
            let doubled = scene.ledger[...index] + scene.ledger[index...]
            #expect(folds(without) != RecordView(scene.record), "without \(index)")
            #expect(folds(Array(doubled)) == nil, "doubled \(index)")
        }
    }

    @Test("an altered number, price, ticket, total or time is refused by name, and the record stays as it was")
    func alteredEntries() throws {
        let scene = try RecordScene.acknowledged()
        let alterations: [(type: String, from: String, to: String, code: RaffleRecordError.Code)] = [
            ("sale", "\"price\":500", "\"price\":400", .rule(.wrongPrice)),
            ("sale", "\"numbers\":[1]", "\"numbers\":[301]", .rule(.numberNotLeased)),
            ("sale", "\"numbers\":[1]", "\"numbers\":[1001]", .rule(.numberNotLeased)),
            ("sale", "\"late\":false", "\"late\":true", .rule(.invalid)),
            ("sale", "\"package\":\"P1\"", "\"package\":\"P9\"", .rule(.unknownPackage)),
            ("sale", "RSU-A-1\"", "RSU-A-2\"", .malformed),
            ("sale", "\"sequence\":1,", "\"sequence\":01,", .malformed),
            ("sale", "2026-01-15T18:00:00.000Z\",\"ticket", "2026-01-15T20:30:00.000Z\",\"ticket", .rule(.clockAhead)),
            ("void", "\"refund\":2000", "\"refund\":2001", .rule(.refundTooHigh)),
            ("rsu-closed", "\"sales\":9", "\"sales\":8", .rule(.statementMismatch)),
            ("reconciled", "\"unallocated\":100", "\"unallocated\":101", .rule(.notReconciled)),
            ("acknowledged", "\"voidTickets\":2", "\"voidTickets\":1", .rule(.invalid)),
            ("lease", "\"from\":0", "\"from\":1", .malformed),
        ]
        for (type, from, to, code) in alterations {
            var record = RaffleRecord(orderKey: RecordScene.orderKey)
            var found: RaffleRecordError?
            for (index, entry) in scene.ledger.enumerated() {
                let text = String(decoding: entry, as: UTF8.self)
                guard text.contains("\"type\":\"\(type)\""), let range = text.firstRange(of: from) else {
                    try record.apply(entry: entry, index: UInt64(index))
                    continue
                }
                let before = RecordView(record)
                do throws(RaffleRecordError) {
                    try record.apply(entry: Array(text.replacingCharacters(range, to).utf8), index: UInt64(index))
                } catch {
                    found = error
                }
                #expect(RecordView(record) == before)
                break
            }
            #expect(found?.code == code, "\(type) \(to): \(String(describing: found))")
        }
    }

    private func folds(_ ledger: [[UInt8]]) -> RecordView? {
        var record = RaffleRecord(orderKey: RecordScene.orderKey)
        for (index, entry) in ledger.enumerated() {
            do {
                try record.apply(entry: entry, index: UInt64(index))
            } catch {
                return nil
            }
        }
        return RecordView(record)
    }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<String.Index>, _ text: String) -> String {
        String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
    }
}

@Suite("Entries of a raffle")
struct RecordEntryTests {
    @Test("every type has an example that is canonical and reads back")
    func examples() throws {
        #expect(RaffleEntryExamples.entries.count == RaffleEntries.payloads.count)
        #expect(Set(RaffleEntryExamples.entries.map(\.typeName)).count == RaffleEntries.payloads.count)
        for entry in RaffleEntryExamples.entries {
            let bytes = entry.encoded()
            #expect(bytes == entry.json().canonical(), "\(entry.typeName)")
            #expect(try RaffleEntry(decoding: bytes) == entry, "\(entry.typeName)")
        }
        #expect(RaffleEntries.catalogue.markdown().contains("## rsu-recovered"))
    }

    @Test("an unknown, a missing or a doubled member, another order and white space are refused")
    func strict() throws {
        for entry in RaffleEntryExamples.entries {
            let text = String(decoding: entry.encoded(), as: UTF8.self)
            let others = [
                "{\"aa\":1," + text.dropFirst(), " " + text, text + " ", text.replacing("\"by\":", with: "\"By\":"),
                "{" + text.dropFirst().replacing("\"type\":", with: "\"type\" :"),
            ]
            for other in others {
                #expect(throws: RaffleEntryError.self, "\(other)") { try RaffleEntry(decoding: Array(other.utf8)) }
            }
        }
    }

    @Test("references with quotes, control characters and other scripts take the careful way to the same entry")
    func references() throws {
        let example = RaffleEntryExamples.entries.first { $0.typeName == "sale" }
        guard var entry = example, case .sale(var sale) = entry.body else { return }
        for reference in ["", "ab 12", "a\"b\\c", "Überweisung", "支払"] {
            sale.upload.payment.reference = reference
            entry.body = .sale(sale)
            #expect(try RaffleEntry(decoding: entry.encoded()) == entry)
            #expect(entry.encoded() == entry.json().canonical())
            #expect(sale.upload.canonical() == sale.upload.json().canonical())
            #expect(try SaleUpload(json: sale.upload.json()) == sale.upload)
        }
    }

    @Test("the arithmetic of times agrees with their text")
    func instants() throws {
        var dice = Dice(seed: 4)
        let edges: [Int64] = [
            0, -1, 951_782_400_000, 951_868_799_999, Instant.millisecondsRange.lowerBound, Instant.millisecondsRange.upperBound,
        ]
        let random = (0..<2000).map { _ in Int64.random(in: Instant.millisecondsRange, using: &dice) }
        for milliseconds in edges + random {
            let instant = Instant(milliseconds: milliseconds)
            var bytes: [UInt8] = []
            InstantBytes.append(instant, to: &bytes)
            #expect(String(decoding: bytes, as: UTF8.self) == instant.text)
            #expect(bytes.withUnsafeBytes { InstantBytes.instant($0) } == instant)
        }
        for text in ["2026-02-29T00:00:00.000Z", "2026-01-01T24:00:00.000Z", "2026-01-01T00:00:60.000Z", "2026-1-01T00:00:00.0000Z"] {
            #expect(Array(text.utf8).withUnsafeBytes { InstantBytes.instant($0) } == nil)
        }
    }
}
