import Elections
import Ledger
import LedgerService
import NIOConcurrencyHelpers
import Testing

@testable import VoteService

@Suite("Receipts", .timeLimit(.minutes(2)))
struct ReceiptTests {
    private func cast(
        _ house: TestHouse, _ election: RunningElection, _ voter: Int, choice: Int = 0, _ book: AnswerBook, _ number: Int
    ) throws {
        #expect(house.box.submit(try house.submission(voter, choice: choice, in: election, reply: book.reply(number))))
    }

    @Test(
        "A repeated ballot gets the same receipt, byte for byte: in one batch, in a later one, after a restart",
        arguments: [ResultsMode.live, .sealed])
    func repeated(results: ResultsMode) async throws {
        var house = try TestHouse()
        var election = try await house.openElection("e1", results)
        let book = AnswerBook()
        // All of these wait behind the first and so are committed together.
        house.store.block(.cast)
        try cast(house, election, 0, book, 0)
        #expect(house.store.waitUntilBlocked(.cast))
        for voter in 1..<8 { try cast(house, election, voter, choice: voter, book, voter) }
        house.clock.withLockedValue { $0 += 60 }
        for number in 10..<13 { try cast(house, election, 3, choice: 3, book, number) }
        house.store.unblock(.cast)
        await book.wait(for: 11)
        #expect(house.store.casts == 2)
        // In a batch of its own: within one, which of two different ballots comes first is drawn by lot.
        try cast(house, election, 3, choice: 4, book, 20)
        await book.wait(for: 12)
        let same = [3, 10, 11, 12].flatMap { book[$0] }
        let receipt = try #require(same[0].receipt)
        #expect(same.allSatisfy { $0.receipt == receipt })
        #expect(same.map(\.kind).sorted() == ["again", "again", "again", "recorded"])
        #expect(book[20].map(\.kind) == ["alreadyVoted"])

        house.clock.withLockedValue { $0 += 3_600 }
        try cast(house, election, 30, book, 30)
        await book.wait(for: 13)
        try cast(house, election, 3, choice: 3, book, 31)
        await book.wait(for: 14)
        #expect(book[31].map(\.kind) == ["repeated"] && book[31][0].receipt == receipt)

        house = try await house.restarted()
        election = try house.election()
        house.clock.withLockedValue { $0 += 7_200 }
        try cast(house, election, 3, choice: 3, book, 40)
        try cast(house, election, 3, choice: 4, book, 41)
        await book.wait(for: 16)
        #expect(book[40].map(\.kind) == ["repeated"] && book[40][0].receipt == receipt)
        #expect(book[41].map(\.kind) == ["alreadyVoted"])
        try await house.end()
    }

    @Test("Every receipt proves its entry under the log's key, and is what Receipt writes", arguments: [ResultsMode.live, .sealed])
    func verifies(results: ResultsMode) async throws {
        let house = try TestHouse()
        let election = try await house.openElection("e1", results)
        let book = AnswerBook()
        for voter in 0..<700 { try cast(house, election, voter, choice: voter, book, voter) }
        await book.wait(for: 700)
        for voter in 0..<700 {
            let bytes = try #require(book[voter][0].receipt)
            let receipt = try Receipt.parse(bytes)
            try receipt.verify(key: election.ledger.verifierKey, origin: "vote.example/elections/e1")
            #expect(receipt.encoded() == bytes)
            #expect((receipt.opening != nil) == (results == .sealed))
        }
        for voter in stride(from: 0, to: 700, by: 90) { try cast(house, election, voter, choice: voter, book, 1_000 + voter) }
        await book.wait(for: 708)
        for voter in stride(from: 0, to: 700, by: 90) {
            #expect(book[1_000 + voter][0].receipt == book[voter][0].receipt, "voter \(voter)")
        }
        try await house.end()
    }
}
