import Foundation
import Identity
import Ledger
import Raffles
import Testing

@testable import HTTPAPI

extension HouseTests {
    @Suite("Raffles over HTTP")
    struct RaffleFlowTests {
        @Test("From the first lease to the claim, with every figure of the happy path")
        func happyPath() async throws {
            try await withHouse { house in
                let game = try await RivertownGame(at: house)
                let raffle = try await house.get("game-1").json
                let sales = try #require(raffle["sales"])
                #expect(sales["tickets"]?.integerValue == 17)
                #expect(sales["numbers"]?.integerValue == 78)
                #expect(sales["gross"]?.integerValue == 20_000)
                #expect(sales["refunds"]?.integerValue == 3_000)
                #expect(sales["net"]?.integerValue == 17_000)
                #expect(sales["numbersInPlay"]?.integerValue == 65)
                #expect(raffle["prizes"]?.arrayValue?.first?["amount"]?.integerValue == 8_500)
                #expect(raffle["eventNumber"]?.integerValue == 1)

                try await game.finish(at: house)
                let drawn = try await house.post("game-1/draws", #"{"prize":"half","officials":["owner"]}"#)
                #expect(drawn.status == 201, "\(drawn.text)")
                let draw = try drawn.json
                let number = try #require(draw["number"]?.integerValue)
                let ticket = try #require(draw["ticket"]?.stringValue)
                #expect(draw["pool"]?["count"]?.integerValue == 65)
                #expect(try await house.get("game-1/display").json["winners"]?.arrayValue?.isEmpty == true)
                let again = try await house.post("game-1/draws", #"{"prize":"half"}"#)
                #expect((again.status, again.code) == (409, "PRIZE_DRAWN"))

                let official = try await house.post("game-1/prizes/half/official")
                #expect(official.status == 200, "\(official.text)")
                #expect(try official.json["number"]?.integerValue == number)
                let display = try await house.get("game-1/display").json
                #expect(display["winners"]?.arrayValue?.first?["number"]?.integerValue == number)

                let parts = ticket.split(separator: "-")
                let seller = try #require([game.a, game.b, game.k].first { ticket.hasPrefix($0.unit.id.text + "-") })
                let validation = seller.validation(of: try #require(UInt64(parts.last ?? "")))
                let claim =
                    "{\"prize\":\"half\",\"number\":\(number),\"validation\":\"\(validation)\",\"claimant\":\"C-1\",\"paidBy\":\"cash\"}"
                let paid = try await house.post("game-1/claims", claim)
                #expect(paid.status == 201, "\(paid.text)")
                #expect(try paid.json["amount"]?.integerValue == 8_500)
                let twice = try await house.post("game-1/claims", claim)
                #expect((twice.status, twice.code) == (409, "ALREADY_CLAIMED"))
                let settled = try await house.post("game-1/settle")
                #expect(settled.status == 200, "\(settled.text)")

                let text = try await house.get("game-1/draws/\(draw["draw"]?.stringValue ?? "")/pool").text
                #expect(text.hasPrefix("raffle-pool-v1\ngame-1\n"))
                #expect(text.split(separator: "\n").count == 3 + 65)
                let digest = Ledger.Hash.sha256(Array(text.utf8)).hex
                #expect(draw["pool"]?["digest"]?.stringValue == digest)
                let published = try await house.get("game-1/draws").json["draws"]?.arrayValue?.first
                #expect(published?["pool"]?["digest"]?.stringValue == digest)
                #expect(published?["attempts"]?.arrayValue?.count == 1)
            }
        }

        @Test("Seven reports in four formats, with one digest each, and totals that agree")
        func reports() async throws {
            try await withHouse { house in
                _ = try await RivertownGame.finished(at: house)
                let kinds = [
                    "drawing", "exceptions", "bearer-tickets", "sales-by-rsu", "voided-numbers", "rsu-events", "rsu-corruption",
                ]
                for kind in kinds {
                    let report = try await house.get("game-1/reports/\(kind)")
                    #expect(report.status == 200, "\(kind): \(report.text)")
                    let digest = try #require(try report.json["digest"]?.stringValue)
                    for format in ["csv", "html", "text"] {
                        let other = try await house.get("game-1/reports/\(kind)?format=\(format)")
                        #expect(other.status == 200)
                        #expect(other.text.contains(digest), "\(kind) as \(format)")
                    }
                }
                let tickets = try await house.get("game-1/reports/bearer-tickets").json
                #expect(tickets["rows"]?.arrayValue?.count == 17)
                let voided = try await house.get("game-1/reports/voided-numbers").json
                #expect(voided["rows"]?.arrayValue?.count == 13)
                #expect(try await house.get("game-1/reports/money").status == 404)
                #expect(try await house.get("game-1/reports/drawing?format=pdf").status == 400)
            }
        }

        @Test("A draw by hand keeps every attempt, and a ticket gets the verdict that it deserves")
        func manualDraw() async throws {
            try await withHouse { house in
                let game = try await RivertownGame(at: house, mode: "manual")
                func enter(_ number: Int) async throws -> Answer {
                    try await house.post("game-1/entries", "{\"prize\":\"half\",\"number\":\(number),\"again\":\(number)}")
                }
                #expect(try await enter(1).code == "NOT_CLOSED")
                try await game.finish(at: house)
                #expect(try await house.post("game-1/entries", #"{"prize":"half","number":1,"again":2}"#).code == "NUMBER_MISMATCH")
                // RSU-A sold 1…33 and voided its eighth ticket, 14…23.
                #expect(try await enter(14).json["verdict"]?.stringValue == "VOID")
                #expect(try await enter(299).json["verdict"]?.stringValue == "UNSOLD")
                #expect(try await enter(1_001).json["verdict"]?.stringValue == "UNKNOWN")
                let valid = try await enter(1)
                #expect(valid.status == 201)
                #expect(try valid.json["verdict"]?.stringValue == "VALID")
                #expect(try valid.json["attempt"]?.integerValue == 3)
                #expect(try await enter(2).code == "PRIZE_DRAWN")
                _ = try await house.post("game-1/prizes/half/official")

                func check(_ body: String) async throws -> String? {
                    try await house.post("game-1/tickets/check", body).json["verdict"]?.stringValue
                }
                let right = game.a.validation(of: 1)
                #expect(try await check("{\"number\":1,\"validation\":\"\(right)\"}") == "VALID_WINNER")
                #expect(try await check("{\"number\":1,\"validation\":\"\(game.a.validation(of: 2))\"}") == "VALIDATION_MISMATCH")
                #expect(try await check("{\"number\":1,\"validation\":\"nonsense\"}") == "VALIDATION_MISMATCH")
                #expect(try await check("{\"ticket\":\"RSU-A-2\",\"validation\":\"\(game.a.validation(of: 2))\"}") == "VALID_NOT_WINNER")
                #expect(try await check("{\"ticket\":\"RSU-A-8\",\"validation\":\"\(game.a.validation(of: 8))\"}") == "VOID")
                #expect(try await check("{\"number\":1,\"validation\":\"\(right)\",\"event\":\"game-2\"}") == "WRONG_EVENT")
                #expect(try await check(#"{"number":1}"#) == "VALID_WINNER")
                let mismatch = try await house.post("game-1/claims", #"{"prize":"half","number":1,"validation":"AAAA"}"#)
                #expect((mismatch.status, mismatch.code) == (409, "VALIDATION_MISMATCH"))
                #expect(
                    try await house.post("game-1/claims", "{\"prize\":\"half\",\"number\":1,\"validation\":\"\(right)\"}").status == 201)
                #expect(try await check("{\"number\":1,\"validation\":\"\(right)\"}") == "ALREADY_CLAIMED")

                let reprint = try await house.post("game-1/reprints", #"{"ticket":"RSU-A-1","kind":"bearer"}"#)
                #expect(reprint.text.contains("REPRINT") && reprint.text.contains(right), "\(reprint.text)")
                let stub = try await house.post("game-1/reprints", #"{"ticket":"RSU-A-1","kind":"counterfoil","number":1}"#)
                #expect(stub.text.contains("COUNTERFOIL"), "\(stub.text)")
                let proof = try await house.get("game-1/tickets/RSU-A-1/proof", as: "").json
                #expect(proof["commitment"]?.stringValue == game.a.sales[0].commitment.base64URL)
            }
        }

        @Test("A draw waits for the close, for every unit, for reconciliation and for the manager's word")
        func gate() async throws {
            try await withHouse { house in
                let game = try await RivertownGame(at: house)
                try await house.add("mgr", "event-manager")
                try await house.add("official", "draw-official")
                let (manager, official, seller) = (
                    try await house.logOn("mgr"), try await house.logOn("official"), try await house.logOn("op-a")
                )
                func draw() async throws -> Answer { try await house.post("game-1/draws", #"{"prize":"half"}"#, as: official) }
                let open = try await draw()
                #expect((open.status, open.code) == (409, "NOT_CLOSED"))
                _ = try await house.post("game-1/close", as: manager)
                _ = try await game.a.close()
                _ = try await game.k.close()
                let missing = try await draw()
                #expect(missing.code == "RSU_NOT_UPLOADED")
                #expect(missing.text.contains("RSU-B") && !missing.text.contains("RSU-A"))
                #expect(try await game.b.close().status == 200)
                #expect(try await draw().code == "NOT_RECONCILED")
                #expect(try await house.post("game-1/reconcile", as: manager).status == 200)
                #expect(try await draw().code == "NOT_ACKNOWLEDGED")
                let byOperator = try await house.post("game-1/acknowledge", as: seller)
                #expect((byOperator.status, byOperator.code) == (403, "FORBIDDEN"))
                #expect(try await house.post("game-1/acknowledge", as: manager).status == 200)
                let late = try await house.post("game-1/voids", #"{"ticket":"RSU-A-1","reason":"other"}"#, as: manager)
                #expect((late.status, late.code) == (409, "VOID_AFTER_ACKNOWLEDGEMENT"))
                #expect(try await house.post("game-1/draws", #"{"prize":"half"}"#, as: seller).status == 403)
                async let first = draw()
                async let second = draw()
                let answers = try await [first, second]
                #expect(answers.map(\.status).sorted() == [201, 409], "\(answers.map(\.text))")
                #expect(answers.contains { $0.code == "PRIZE_DRAWN" })
            }
        }
    }
}
