import Ledger
import Raffles
import Testing

@testable import Selling

@Suite("Tickets")
struct TicketTests {
    private func ticket(
        _ package: String = "P2", mark: TicketMark? = nil, changes: [(String, JSONValue)] = []
    ) throws -> BearerTicket {
        var desk = try Desk.ready(at: "19:05:07", changes: changes)
        desk.sell(package)
        return try #require(desk.unit.ticket(sequence: 1, mark: mark))
    }

    /// Reads `Label: text`, put together again where it was broken.
    private func field(_ label: String, in text: String) -> String? {
        let lines = text.split(separator: "\n").map(String.init)
        guard let first = lines.firstIndex(where: { $0.hasPrefix("\(label): ") || $0 == "\(label):" }) else { return nil }
        let rest = lines[(first + 1)...].prefix {
            !$0.contains(": ") && !$0.hasSuffix(":") && !$0.hasPrefix("-") && !$0.hasPrefix(" ") && !$0.hasPrefix("Draw")
        }
        let all = ([String(lines[first].dropFirst(label.count + 1))] + rest).joined(separator: " ")
        return String(all.drop { $0 == " " })
    }

    @Test("a bearer ticket says all that the standard asks for (D1), at every width", arguments: TicketDocument.columnsAllowed)
    func bearer(columns: Int) throws {
        let ticket = try ticket("P3", changes: [("utcOffsetMinutes", -360)])
        let text = TicketDocument.bearer(ticket).text(columns: columns)
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.allSatisfy { $0.utf8.count <= columns && $0.utf8.allSatisfy { (0x20...0x7E).contains($0) } })
        let words = text.split { $0 == "\n" || $0 == " " }.joined(separator: " ")
        #expect(words.contains("Rivertown Youth Hockey"))
        #expect(field("Event", in: text) == "17 winter-50-50")
        #expect(field("Place", in: text) == "Rivertown Arena")
        let start = try #require(lines.firstIndex(of: "Draw numbers (10)"))
        let numbers = lines[(start + 1)...].prefix { !$0.hasPrefix("-") }.joined(separator: " ").split(separator: " ").compactMap {
            UInt32($0)
        }
        #expect(numbers == Array(1...10))
        #expect(field("Issued", in: text) == "2026-01-15 13:05")
        #expect(field("RSU", in: text) == "RSU-A")
        #expect(field("Ticket", in: text) == "RSU-A-1")
        #expect(field("Price", in: text) == "USD 20.00")
        #expect(ValidationNumber(try #require(field("Validation", in: text))) == Sample.server.number(of: ticket.ticket))
        #expect(field("Licence", in: text) == "L-1234")
        #expect(!text.contains("REPRINT") && !text.contains("VOID"))
    }

    @Test("a counterfoil has one number and the fields of D3, one for each number of the ticket", arguments: TicketDocument.columnsAllowed)
    func counterfoil(columns: Int) throws {
        let ticket = try ticket("P2")
        let stubs = Counterfoil.all(of: ticket)
        #expect(stubs.map(\.number) == [1, 2, 3])
        for stub in stubs {
            let text = TicketDocument.counterfoil(stub).text(columns: columns)
            let lines = text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
            #expect(field("Event", in: text) == "17 winter-50-50")
            let start = try #require(lines.firstIndex(of: "Draw number"))
            #expect(UInt32(lines[start + 1]) == stub.number)
            #expect(field("Issued", in: text) == "2026-01-15 19:05")
            #expect(field("Value", in: text) == "USD 10.00")
            #expect(ValidationNumber(try #require(field("Validation", in: text))) == ticket.validation)
        }
    }

    @Test("reprints and voids are marked above and below, and are else the same", arguments: TicketMark.allCases)
    func marks(mark: TicketMark) throws {
        let original = try ticket()
        let marked = try ticket(mark: mark)
        for columns in TicketDocument.columnsAllowed {
            let text = TicketDocument.bearer(marked).text(columns: columns)
            let lines = text.split(separator: "\n").map(String.init)
            #expect(lines.count { $0.contains("*** \(mark.rawValue) ***") } == 2)
            let rest = lines.filter { !$0.contains("***") }
            #expect(rest == TicketDocument.bearer(original).text(columns: columns).split(separator: "\n").map(String.init))
            #expect(contains(Array("*** \(mark.rawValue) ***".utf8), in: TicketDocument.bearer(marked).escpos(columns: columns)))
        }
    }

    @Test("ESC/POS: reset first, cut last, the QR code holds the bar code of the ticket")
    func commands() throws {
        let ticket = try ticket()
        let bytes = TicketDocument.bearer(ticket).escpos(columns: 42)
        #expect(bytes.starts(with: [0x1B, 0x40]))
        #expect(bytes.suffix(4) == [0x1D, 0x56, 66, 0])
        let code = Array(ticket.barcode.text.utf8)
        let store: [UInt8] = [0x1D, 0x28, 0x6B, UInt8(code.count + 3), 0, 0x31, 0x50, 0x30] + code
        #expect(contains(store, in: bytes))
        #expect(TicketBarcode(ticket.barcode.text)?.isAuthentic(under: Sample.server.unit(Sample.rsu)) == true)
        let old = TicketDocument.bearer(ticket).escpos(columns: 48, code: .code128)
        let number = Array(ticket.validation.compactText.utf8)
        #expect(contains([0x1D, 0x6B, 73, 19, 0x7B, 0x42] + number, in: old))
        #expect(!contains(store, in: old))
        // Without its commands it is the text.
        let plain = TicketDocument.bearer(ticket).escpos(columns: 42, code: .none)
        #expect(contains(Array(ticket.validation.text.utf8), in: plain))
    }

    @Test("names in other scripts are transliterated, and no control byte of a name reaches the printer")
    func names() {
        #expect(PrintableText.ascii("Café Zürich Łódź Ærø Straße İstanbul ñandú") == "Cafe Zurich Lodz AEro Strasse Istanbul nandu")
        #expect(PrintableText.ascii("Хоккей Щука") == "Khokkey Shchuka")
        #expect(PrintableText.ascii("Αθήνα") == "Athina")
        #expect(PrintableText.ascii("cafe\u{301}") == "cafe")
        #expect(PrintableText.ascii("“a” – b…") == "\"a\" - b...")
        #expect(PrintableText.ascii("\u{1B}@\u{1D}V\u{42}\u{00}\n\r\u{7F}\u{9B}\u{202E}x") == "@VBx")
        #expect(PrintableText.ascii("冰球") == "??")
        for value in UInt32(0)...0x2FFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let ascii = PrintableText.ascii(String(scalar))
            #expect(ascii.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "U+\(String(value, radix: 16))")
        }
    }

    @Test("money is printed with the decimals of its currency")
    func money() throws {
        var event = try ticket().event
        #expect(event.money(5) == "USD 0.05")
        #expect(event.money(123456) == "USD 1234.56")
        event.currency = "JPY"
        #expect(event.money(500) == "JPY 500")
        event.currency = "KWD"
        #expect(event.money(1500) == "KWD 1.500")
    }

    @Test("a ticket is not made with another unit's key")
    func otherKey() throws {
        var desk = try Desk.ready()
        desk.sell()
        let event = try ticket().event
        let other = Sample.server.unit(Sample.make(RSUID("RSU-B")))
        #expect(BearerTicket(desk.memory.sales[0], event: event, key: other) == nil)
    }

    private func contains(_ part: [UInt8], in bytes: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: part) }
    }
}
