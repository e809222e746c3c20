import Crypto
import Ledger
import Testing

@testable import Raffles

// The answers were computed by a program in another language from the descriptions in the code.
@Suite("Validation keys")
struct ValidationKeyTests {
    private static func key() throws -> ValidationKey {
        ValidationKey(raffle: try #require(RaffleID("winter-5050")), key: SymmetricKey(data: Array(UInt8(0)..<32)))
    }

    private static func unit(_ text: String = "RSU-A") throws -> UnitValidationKey {
        try key().unit(try #require(RSUID(text)))
    }

    struct Answer: Sendable {
        var sequence: UInt64
        var number: String
        var commitment: String
        var barcode: String
    }

    static let answers = [
        Answer(
            sequence: 1, number: "J5K5-766V-0CS7-W3XR-1", commitment: "RPMYeokgBgyNxDxe0L7B_WBI8LXy5QN8-ebKsJ2El6U",
            barcode: "winter-5050|RSU-A-1|J5K5766V0CS7W3XR1|5b9648c5d8848af3"),
        Answer(
            sequence: 2, number: "Z3ZE-XGW7-NY7H-SR3Q-E", commitment: "7wHqpyrMeBZsIo1ZeFT01ug3y6egq6m_GcappKPKzqQ",
            barcode: "winter-5050|RSU-A-2|Z3ZEXGW7NY7HSR3QE|91676e25ca8f6dfd"),
        Answer(
            sequence: TicketID.sequenceMax, number: "2M6B-39MP-BYFM-CW17-X", commitment: "MtMQVEAqiuJ_i4HuiQ6y7Qe4HlFHW3t1k6REr4vlHn8",
            barcode: "winter-5050|RSU-A-9007199254740991|2M6B39MPBYFMCW17X|537ed6905a3541e7"),
    ]

    @Test("Number, commitment and bar code of a ticket are these", arguments: answers)
    func knownAnswers(answer: Answer) throws {
        let unit = try Self.unit()
        let number = unit.number(sequence: answer.sequence)
        #expect(number.text == answer.number)
        let ticket = try #require(TicketID(rsu: unit.rsu, sequence: answer.sequence))
        #expect(number.commitment(raffle: unit.raffle, ticket: ticket).base64URL == answer.commitment)
        #expect(try Self.key().number(of: ticket) == number)
        #expect(TicketBarcode(key: unit, sequence: answer.sequence)?.text == answer.barcode)
    }

    @Test("The unit's key travels as 32 bytes and makes the same numbers on the other side")
    func travels() throws {
        let unit = try Self.unit()
        let bytes = unit.withUnsafeBytes { Array($0) }
        #expect(Hex.encode(bytes) == "92069e212bc9ba816414b0d4c6f3175dd99e58474b3d3e395fee77de92fc24e7")
        let there = try #require(UnitValidationKey(raffle: unit.raffle, rsu: unit.rsu, bytes: bytes))
        #expect(there.number(sequence: 17) == unit.number(sequence: 17))
        #expect(UnitValidationKey(raffle: unit.raffle, rsu: unit.rsu, bytes: bytes.dropLast()) == nil)
        #expect(UnitValidationKey(raffle: unit.raffle, rsu: unit.rsu, bytes: bytes + [0]) == nil)
    }

    @Test("Numbers of 20 units and 500 sales each are all different, and none tells the next")
    func unique() throws {
        var seen: Set<ValidationNumber> = []
        for unit in 0..<20 {
            let key = try Self.unit("RSU-\(unit)")
            for sequence in UInt64(1)...500 { seen.insert(key.number(sequence: sequence)) }
        }
        #expect(seen.count == 10_000)
        // Each of the 80 bits is set in half of them: five standard deviations are 250.
        for bit in 0..<80 {
            let set = seen.count { $0.bytes[bit / 8] >> (bit % 8) & 1 == 1 }
            #expect(abs(set - 5000) < 250, "bit \(bit): \(set)")
        }
    }

    @Test("Ids cannot run into each other: unit A of raffle b is not unit of raffle bA")
    func separation() throws {
        let secret = SymmetricKey(data: [UInt8](repeating: 7, count: 32))
        let left = ValidationKey(raffle: try #require(RaffleID("b")), key: secret).unit(try #require(RSUID("a1")))
        let right = ValidationKey(raffle: try #require(RaffleID("ba")), key: secret).unit(try #require(RSUID("1")))
        #expect(left.number(sequence: 1) != right.number(sequence: 1))
        let number = left.number(sequence: 1)
        let ticket = try #require(TicketID("a1-1"))
        #expect(number.commitment(raffle: left.raffle, ticket: ticket) != number.commitment(raffle: right.raffle, ticket: ticket))
    }

    @Test("Keys print as [redacted]")
    func redacted() throws {
        let key = try Self.key()
        let unit = try Self.unit()
        for text in ["\(key)", "\(unit)", String(reflecting: key), String(reflecting: unit)] { #expect(text == "[redacted]") }
        #expect(Mirror(reflecting: key).children.isEmpty && Mirror(reflecting: unit).children.isEmpty)
    }
}

@Suite("Bar codes of tickets")
struct TicketBarcodeTests {
    private static func unit(_ text: String = "RSU-A", raffle: String = "winter-5050") throws -> UnitValidationKey {
        ValidationKey(raffle: try #require(RaffleID(raffle)), key: SymmetricKey(data: Array(UInt8(0)..<32))).unit(try #require(RSUID(text)))
    }

    @Test("What was printed is read and found authentic")
    func authentic() throws {
        let unit = try Self.unit()
        let printed = try #require(TicketBarcode(key: unit, sequence: 1))
        let read = try #require(TicketBarcode(printed.text))
        #expect(read == printed && read.isAuthentic(under: unit))
        #expect(read.ticket.text == "RSU-A-1" && read.validation == unit.number(sequence: 1))
        #expect(TicketBarcode(key: unit, sequence: 0) == nil)
    }

    @Test("Under another unit's or raffle's key it is not")
    func otherKeys() throws {
        let printed = try #require(TicketBarcode(key: try Self.unit(), sequence: 1))
        #expect(!printed.isAuthentic(under: try Self.unit("RSU-B")))
        #expect(!printed.isAuthentic(under: try Self.unit(raffle: "summer-5050")))
    }

    @Test("No changed character goes unnoticed")
    func changed() throws {
        let unit = try Self.unit()
        let text = Array(try #require(TicketBarcode(key: unit, sequence: 41)).text.utf8)
        for place in text.indices {
            for character in Array("0129azAZ-|".utf8) where character != text[place] {
                var wrong = text
                wrong[place] = character
                guard let read = TicketBarcode(String(decoding: wrong, as: UTF8.self)) else { continue }
                // A look-alike (I for 1) is read as what it looks like; all else fails the check symbol or the MAC.
                #expect(!read.isAuthentic(under: unit) || read.text.utf8.elementsEqual(text), "place \(place)")
            }
        }
    }

    @Test(
        "What is no bar code is refused",
        arguments: [
            "", "|||", "winter-5050|RSU-A-1|J5K5766V0CS7W3XR1", "winter-5050|RSU-A-1|J5K5766V0CS7W3XR1|5b9648c5d8848af3|",
            "winter-5050|RSU-A-1|J5K5766V0CS7W3XR1|5B9648C5D8848AF3", "winter-5050|RSU-A-1|J5K5766V0CS7W3XR1|5b9648c5d8848a",
            "Winter|RSU-A-1|J5K5766V0CS7W3XR1|5b9648c5d8848af3", "winter-5050|RSU-A|J5K5766V0CS7W3XR1|5b9648c5d8848af3",
            "winter-5050|RSU-A-1|J5K5766V0CS7W3XR2|5b9648c5d8848af3", "https://example.org/",
        ])
    func refused(text: String) {
        #expect(TicketBarcode(text) == nil)
    }
}
