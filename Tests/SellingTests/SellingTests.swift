import Ledger
import Raffles
import Testing

@testable import Selling

@Suite("Selling unit")
struct SellingTests {
    @Test("a unit sells only when it is registered, enrolled, enabled, configured and leased, its program checked, somebody logged on")
    func gates() throws {
        var desk = try Desk()
        func expect(_ state: UnitState, sourceLocation: SourceLocation = #_sourceLocation) {
            #expect(desk.unit.state == state, sourceLocation: sourceLocation)
            desk.sell()
            #expect(desk.refusal == .notActive(state), sourceLocation: sourceLocation)
        }
        expect(.error(.program("the program was not checked yet")))
        desk.send(.programChecked(nil))
        expect(.unregistered)
        desk.send(.standing(.registered))
        expect(.registered)
        desk.send(.standing(.enrolled))
        expect(.enrolled)
        desk.send(.standing(.enabled))
        expect(.enrolled)
        desk.send(.configured(try Sample.definition(), eventNumber: 17))
        expect(.enrolled)
        desk.send(.leased(Sample.lease()))
        #expect(desk.unit.state == .active)
        desk.sell()
        #expect(desk.refusal == .noOperator)
        desk.send(.logon(Sample.seller, accepted: false))
        desk.sell()
        #expect(desk.refusal == .noOperator)
        #expect(desk.events(.logonFailed) == 1)
        desk.send(.logon(Sample.seller, accepted: true))
        desk.sell()
        #expect(desk.refusal == nil)
        #expect(desk.memory.sales.count == 1)
        desk.send(.standing(.enrolled))
        expect(.enrolled)
        desk.send(.standing(.enabled))
        desk.send(.suspended(reason: "by the manager"))
        expect(.suspended("by the manager"))
        desk.send(.resumed)
        desk.send(.programChecked(.altered(["urna-rsu"])))
        expect(.error(.program("not as it was signed: urna-rsu")))
        #expect(desk.events(.programMismatch) == 1)
        desk.send(.programChecked(nil))
        desk.send(.logoff)
        desk.sell()
        #expect(desk.refusal == .noOperator)
        #expect(desk.memory.sales.count == 1)
    }

    @Test("a sale takes the next numbers, the next sequence and its validation number, and is in the journal before the ticket is printed")
    func sale() throws {
        var desk = try Desk.ready()
        desk.sell("P1")
        desk.sell("P3")
        desk.sell("P2")
        #expect(desk.memory.sales.map(\.numbers) == [[1], Array(2...11), [12, 13, 14]])
        #expect(desk.memory.sales.map(\.sequence) == [1, 2, 3])
        #expect(desk.memory.sales.map(\.ticket.text) == ["RSU-A-1", "RSU-A-2", "RSU-A-3"])
        #expect(desk.memory.collected == 3500)
        #expect(desk.memory.sales.allSatisfy { !$0.isOffline && $0.seller == Sample.seller })
        for sale in desk.memory.sales {
            #expect(sale.validation == Sample.server.number(of: sale.ticket))
        }
        #expect(desk.printer.printed.count == 3)
        // A print is always behind the sale's record.
        var unit = desk.unit
        let effects = unit.handle(
            .sell(SaleRequest(sale: Sample.saleID(99), package: Sample.package("P1"))), at: desk.reading)
        let order = effects.compactMap { effect -> String? in
            switch effect {
            case .persist(.sale): "sale"
            case .print: "print"
            default: nil
            }
        }
        #expect(order == ["sale", "print"])
        // Nothing is sold while that ticket is at the printer.
        let second = unit.handle(.sell(SaleRequest(sale: Sample.saleID(100), package: Sample.package("P1"))), at: desk.reading)
        #expect(second.contains { if case .show(.refused(.printing)) = $0 { true } else { false } })
    }

    @Test("the same request again sells nothing more")
    func twice() throws {
        var desk = try Desk.ready()
        let request = SaleRequest(sale: Sample.saleID(7), package: Sample.package("P2"))
        desk.send(.sell(request))
        desk.send(.sell(request))
        #expect(desk.messages == [.alreadySold(Sample.make(TicketID("RSU-A-1")))])
        try desk.restart()
        desk.send(.sell(request))
        #expect(desk.messages == [.alreadySold(Sample.make(TicketID("RSU-A-1")))])
        #expect(desk.memory.sales.count == 1)
    }

    @Test("packages: unknown, not on sale, more numbers than are left; leases follow one another and never overlap")
    func packages() throws {
        let packages: JSONValue = .array([
            .object([("id", "P1"), ("numbers", 1), ("price", 500)]),
            .object([("id", "P9"), ("numbers", 200), ("price", 6000)]),
            .object([("id", "EARLY"), ("numbers", 1), ("price", 100), ("validTo", "2026-01-15T19:00:00Z")]),
        ])
        var desk = try Desk.ready(changes: [("packages", packages)])
        desk.sell("P2")
        #expect(desk.refusal == .unknownPackage)
        desk.sell("EARLY")
        #expect(desk.refusal == .packageNotOnSale)
        desk.sell("P9")
        desk.sell("P9")
        #expect(desk.refusal == .notEnoughNumbers(left: 100))
        desk.send(.leased(Sample.lease(301...400)))
        desk.sell("P9")
        #expect(desk.memory.sales.last?.numbers == Array(201...400))
        desk.send(.leased(Sample.lease(1...300)))
        desk.send(.leased(Sample.lease(390...500)))
        desk.send(.leased(Sample.lease(990...1001)))
        let lease = Sample.lease(500...510, rsu: Sample.make(RSUID("RSU-B")))
        desk.send(.leased(lease))
        #expect(desk.memory.numbersLeft == 0)
        #expect(desk.memory.numbers.count == 400)
    }

    @Test("a ticket that does not come out: the sale stands, is reprinted marked, or asked to be voided", arguments: PrinterFault.allCases)
    func misprint(fault: PrinterFault) throws {
        var desk = try Desk.ready()
        desk.printer.fault = fault
        desk.sell()
        #expect(desk.messages.contains(.notPrinted(Sample.make(TicketID("RSU-A-1")), fault)))
        #expect(desk.memory.sales.count == 1)
        #expect(desk.memory.unprinted == [1])
        #expect(desk.events(fault.event) == 1)
        #expect(PrinterFault(event: fault.event) == fault)
        desk.sell()
        #expect(desk.refusal == .printer(fault))
        try desk.restart()
        #expect(desk.memory.unprinted == [1])
        desk.printer.fault = nil
        desk.send(.reprint(sequence: 1))
        #expect(desk.memory.unprinted.isEmpty)
        #expect(desk.memory.sales.count == 1)
        guard case .bearer(let ticket) = try #require(desk.printer.printed.last) else {
            Issue.record("no bearer ticket")
            return
        }
        #expect(ticket.mark == .reprint)
        #expect(ticket.numbers == [1])
        #expect(ticket.validation == Sample.server.number(of: ticket.ticket))
        desk.send(.requestVoid(sequence: 1, reason: "misprint"))
        #expect(desk.memory.notes.last?.body == .mark(ticket: ticket.ticket, reason: "misprint"))
        desk.send(.withdrawVoidRequest(sequence: 1))
        #expect(desk.memory.notes.last?.body == .unmark(ticket: ticket.ticket))
    }

    @Test("after the first sale the raffle cannot be changed, but its end be put off where that is allowed")
    func configuration() throws {
        var desk = try Desk.ready()
        desk.sell()
        let old = desk.memory.definition
        desk.send(.configured(try Sample.definition(bufferLimit: 6), eventNumber: 17))
        desk.send(.configured(try Sample.definition(changes: [("salesCloseAt", "2026-01-15T21:00:00Z")]), eventNumber: 17))
        #expect(desk.memory.definition == old)
        let flexible: (String, JSONValue) = ("policies", .object([("closeExtension", true)]))
        var open = try Desk.ready(changes: [flexible])
        open.sell()
        open.send(.configured(try Sample.definition(changes: [flexible, ("salesCloseAt", "2026-01-15T21:00:00Z")]), eventNumber: 17))
        #expect(open.memory.definition?.salesCloseAt == Sample.at("21:00:00"))
        open.send(.configured(try Sample.definition(changes: [flexible]), eventNumber: 17))
        #expect(open.memory.definition?.salesCloseAt == Sample.at("21:00:00"))
    }
}
