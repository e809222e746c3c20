import Ledger
import RaffleService
import Raffles
import Selling
import Testing

@testable import HTTPAPI

// Names that `Raffles` has, too; macros take no name with its module.
private typealias JournalSale = Selling.SaleUpload
private typealias JournalSaleID = Selling.SaleID
private typealias JournalPayment = Selling.Payment

@Suite("Batches of sales")
struct RaffleSaleBatchTests {
    private let raffle: RaffleID
    private let ledgers: [Raffles.SaleUpload]
    private let journals: [Selling.SaleUpload]

    init() throws {
        let raffle = try #require(RaffleID("game-1"))
        let rsu = try #require(RSUID("RSU-A"))
        let key = try #require(UnitValidationKey(raffle: raffle, rsu: rsu, bytes: [UInt8](repeating: 7, count: 32)))
        self.raffle = raffle
        journals = try (1...3 as ClosedRange<UInt64>).map { sequence in
            let sale = try #require(JournalSaleID(random: [UInt8](repeating: UInt8(sequence), count: 16)))
            let package = try #require(PackageID("P2"))
            let payment = try #require(JournalPayment(method: "card", reference: sequence == 2 ? "ref 42/7" : nil))
            let seller = try #require(UserID("op7"))
            return try #require(
                JournalSale(
                    raffle: raffle, rsu: rsu, sequence: sequence,
                    sale: sale,
                    numbers: [UInt32(sequence), UInt32(sequence + 100)], package: package, price: 1_000,
                    payment: payment,
                    seller: seller, soldAt: Instant(milliseconds: 1_768_500_000_123), isOffline: sequence == 3,
                    validation: key.number(sequence: sequence)))
        }
        ledgers = try journals.map { try Raffles.SaleUpload($0) }
    }

    private func body(_ sales: [JSONValue]) -> [UInt8] { JSONValue.object([("sales", .array(sales))]).canonical() }

    private func scan(_ body: [UInt8]) -> [Raffles.SaleUpload]? {
        body.withUnsafeBytes { SaleBatchScanner.sales($0, of: raffle, countMax: 500) }
    }

    @Test("are read without JSON values, in the ledger's form and in the journal's, to the same sales")
    func bothForms() throws {
        #expect(scan(body(ledgers.map { $0.json() })) == ledgers)
        #expect(scan(body(journals.map { $0.json() })) == ledgers)
        let mixed = body([ledgers[0].json(), journals[1].json()])
        #expect(scan(mixed) == Array(ledgers.prefix(2)))
        #expect(try SaleBatch.read(mixed, raffle: raffle) == Array(ledgers.prefix(2)))
    }

    @Test("that are not plain are left to the general reader, which takes them or says what is wrong")
    func general() throws {
        let plain = String(decoding: body([ledgers[0].json()]), as: UTF8.self)
        let escaped = Array(plain.replacing("\"op7\"", with: "\"\\u006fp7\"").utf8)
        #expect(scan(escaped) == nil)
        #expect(try SaleBatch.read(escaped, raffle: raffle) == [ledgers[0]])
        let wrong = [
            ("\"price\":1000", "\"price\":-1", "sales[0].price"), ("\"price\":1000", "\"price\":1000,\"extra\":1", "sales[0].extra"),
            ("\"sequence\":1", "\"sequence\":0", "sales[0].sequence"), ("\"offline\":false", "\"offline\":0", "sales[0].offline"),
        ]
        for (part, other, field) in wrong {
            let spoilt = Array(plain.replacing(part, with: other).utf8)
            #expect(scan(spoilt) == nil)
            let problem = #expect(throws: Problem.self) { try SaleBatch.read(spoilt, raffle: raffle) }
            #expect(problem?.field == field)
        }
        for place in 0..<plain.utf8.count { #expect(scan(Array(plain.utf8.prefix(place))) == nil) }
    }

    @Test("of another raffle are refused")
    func foreign() throws {
        let other = try #require(RaffleID("game-2"))
        let bytes = body([journals[0].json()])
        #expect(bytes.withUnsafeBytes { SaleBatchScanner.sales($0, of: other, countMax: 500) } == nil)
        #expect(throws: Problem.self) { try SaleBatch.read(bytes, raffle: other) }
    }
}
