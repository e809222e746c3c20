import Elections
import Ledger
import LedgerService
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import Ports
import StoreSQLite
import TestSupport
import Testing

@testable import VoteService

@Suite("The ballot box", .timeLimit(.minutes(2)))
struct BallotBoxTests {
    private let full = StoreError(.unavailable, "the disk is full")

    private func limits(queued: Int) -> BallotBox.Limits {
        var limits = BallotBox.Limits()
        limits.queuedMax = queued
        return limits
    }

    /// Waits until so much work stands behind the writer.
    private func waitForDepth(_ depth: Int, _ box: BallotBox) async {
        while box.queueDepth < depth { await Task.yield() }
    }

    @Test("An answer comes after the entry is stored")
    func durableFirst() async throws {
        let house = try TestHouse()
        let election = try await house.openElection()
        let book = AnswerBook()
        let store = house.sqlite
        for voter in 0..<20 {
            let reply = Reply.callback { answer in
                if case .recorded(let batch, let offset, _, _) = answer {
                    let index = batch.run.firstIndex + UInt64(offset)
                    let stored = try? store.entries(of: .election("e1"), in: index..<index + 1).entry(at: 0)
                    #expect(stored == batch.run.entry(at: offset))
                }
                book.add(answer, voter)
            }
            #expect(house.box.submit(try house.submission(voter, in: election, reply: reply)))
        }
        await book.wait(for: 20)
        #expect((0..<20).allSatisfy { book[$0].map(\.kind) == ["recorded"] })
        try await house.end()
    }

    @Test("A full queue refuses at once, and takes ballots again when the writer has gone on")
    func queueFull() async throws {
        let house = try TestHouse(limits: limits(queued: 4))
        let election = try await house.openElection()
        let book = AnswerBook()
        house.store.block(.cast)
        #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(0))))
        #expect(house.store.waitUntilBlocked(.cast))
        let accepted = try (1..<8).map { house.box.submit(try house.submission($0, in: election, reply: book.reply($0))) }
        #expect(accepted == [true, true, true, true, false, false, false])
        #expect(house.box.queueDepth == 4)
        house.store.unblock(.cast)
        await book.wait(for: 5)
        #expect(house.box.submit(try house.submission(6, in: election, reply: book.reply(6))))
        await book.wait(for: 6)
        #expect((0..<8).map { book[$0].count } == [1, 1, 1, 1, 1, 0, 1, 0])
        #expect(election.snapshot().record.cast == 6)
        try await house.end()
    }

    @Test("When the store fails every ballot is answered, nothing is counted, and it recovers")
    func storeFails() async throws {
        let house = try TestHouse()
        let election = try await house.openElection()
        let book = AnswerBook()
        #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(0))))
        await book.wait(for: 1)
        house.store.fail(full)
        let head = election.ledger.published.head
        for voter in 1..<30 { #expect(house.box.submit(try house.submission(voter, in: election, reply: book.reply(voter)))) }
        await book.wait(for: 30)
        #expect((1..<30).allSatisfy { book[$0].map(\.kind) == ["unavailable"] })
        #expect(!house.box.isHealthy)
        #expect(await house.box.checkHealth() == false, "as long as it fails")
        #expect(election.ledger.published.head == head && election.snapshot().record.cast == 1)
        house.store.fail(nil)
        #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(100))))
        await book.wait(for: 31)
        #expect(book[100].map(\.kind) == ["repeated"])
        #expect(!house.box.isHealthy, "a repeated ballot writes nothing, so it proves nothing")
        #expect(await house.box.checkHealth())
        #expect(house.box.isHealthy)
        for voter in 1..<30 { #expect(house.box.submit(try house.submission(voter, in: election, reply: book.reply(200 + voter)))) }
        await book.wait(for: 60)
        #expect((1..<30).allSatisfy { book[200 + $0].map(\.kind) == ["recorded"] })
        try await house.end()
    }

    @Test("A commit that succeeds is health enough")
    func recoversByCommit() async throws {
        let house = try TestHouse()
        let election = try await house.openElection()
        let book = AnswerBook()
        house.store.fail(full)
        #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(0))))
        await book.wait(for: 1)
        #expect(!house.box.isHealthy)
        house.store.fail(nil)
        #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(1))))
        await book.wait(for: 2)
        #expect(book[1].map(\.kind) == ["recorded"])
        #expect(house.box.isHealthy)
        try await house.end()
    }

    @Test("A close comes behind the ballots queued before it and ahead of those after it")
    func barrier() async throws {
        let house = try TestHouse()
        let election = try await house.openElection()
        let book = AnswerBook()
        house.store.block(.cast)
        #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(0))))
        #expect(house.store.waitUntilBlocked(.cast))
        for voter in 1..<10 { #expect(house.box.submit(try house.submission(voter, in: election, reply: book.reply(voter)))) }
        let closing = Task { try await house.office.close(election, by: TestHouse.admin, at: house.now) }
        await waitForDepth(10, house.box)
        for voter in 10..<15 { #expect(house.box.submit(try house.submission(voter, in: election, reply: book.reply(voter)))) }
        house.store.unblock(.cast)
        try await closing.value
        await book.wait(for: 15)
        #expect((0..<10).allSatisfy { book[$0].map(\.kind) == ["recorded"] })
        #expect((10..<15).allSatisfy { book[$0].map(\.kind) == ["notOpen closed"] })
        #expect(election.snapshot().record.closed?.cast == 10)
        try await house.end()
    }

    @Test(
        "After the close a recorded ballot still gets its receipt, another under its key and a new one get none", arguments: [false, true])
    func receiptAfterClose(certified: Bool) async throws {
        let house = try TestHouse()
        let election = try await house.openElection()
        let book = AnswerBook()
        for voter in 0..<2 { #expect(house.box.submit(try house.submission(voter, in: election, reply: book.reply(voter)))) }
        await book.wait(for: 2)
        try await house.office.close(election, by: TestHouse.admin, at: house.now)
        if certified { try await house.office.certify(election, by: TestHouse.admin, at: house.now) }
        let cast = election.snapshot().record.cast
        #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(10))))
        #expect(house.box.submit(try house.submission(1, choice: 1, in: election, reply: book.reply(11))))
        #expect(house.box.submit(try house.submission(2, in: election, reply: book.reply(12))))
        await book.wait(for: 5)
        #expect(book[10].map(\.kind) == ["repeated"])
        #expect(try #require(book[10].first?.receipt) == book[0].first?.receipt, "the very receipt that was given then")
        #expect(book[11].map(\.kind) == ["alreadyVoted"])
        #expect(book[12].map(\.kind) == ["notOpen \(certified ? "certified" : "closed")"])
        #expect(election.snapshot().record.cast == cast)
        try await house.end()
    }

    @Test("Nothing is taken from the closing time on, and the schedule closes")
    func closingTime() async throws {
        let house = try TestHouse()
        let election = try await house.openElection(closesAt: Timestamp(seconds: TestHouse.start + 100))
        let book = AnswerBook()
        house.clock.withLockedValue { $0 += 99 }
        #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(0))))
        await book.wait(for: 1)
        house.clock.withLockedValue { $0 += 1 }
        #expect(house.box.submit(try house.submission(1, in: election, reply: book.reply(1))))
        await book.wait(for: 2)
        #expect(book[0].map(\.kind) == ["recorded"] && book[1].map(\.kind) == ["notOpen closed"])
        #expect(election.snapshot().record.state == .open)
        await house.office.keepSchedule(at: house.now)
        #expect(election.snapshot().record.closed?.cast == 1)
        try await house.end()
    }

    @Test("Ballots of two elections in one queue stay apart")
    func twoElections() async throws {
        let house = try TestHouse()
        let (one, two) = (try await house.openElection("one"), try await house.openElection("two", .sealed))
        let book = AnswerBook()
        house.store.block(.cast)
        for number in 0..<40 {
            let election = number % 3 == 0 ? one : two
            #expect(house.box.submit(try house.submission(number, in: election, reply: book.reply(number))))
        }
        house.store.unblock(.cast)
        await book.wait(for: 40)
        #expect((0..<40).allSatisfy { book[$0].map(\.kind) == ["recorded"] })
        #expect(one.snapshot().record.cast == 14 && two.snapshot().record.cast == 26)
        try await house.end()
    }

    @Test("Every submission is answered once, whatever the store does", arguments: 1...4)
    func exactlyOnce(seed: Int) async throws {
        let house = try TestHouse()
        let election = try await house.openElection()
        let book = AnswerBook()
        let (tasks, each) = (4, 150)
        let toggling = Task {
            while !Task.isCancelled {
                house.store.fail(full)
                await Task.yield()
                house.store.fail(nil)
                await Task.yield()
            }
        }
        let accepted = try await withThrowingTaskGroup(of: [Int].self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var dice = Dice(seed: UInt64(seed * 100 + task))
                    return try (0..<each).compactMap { number in
                        let id = task * each + number
                        let submission = try house.submission(dice.roll(80), choice: dice.roll(2), in: election, reply: book.reply(id))
                        return house.box.submit(submission) ? id : nil
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        await book.wait(for: accepted.count)
        toggling.cancel()
        await toggling.value
        await house.box.shutDown()
        #expect(accepted.allSatisfy { book[$0].count == 1 } && book.count == accepted.count, "seed \(seed)")
        let fresh = accepted.filter { book[$0].first?.kind == "recorded" }.count
        #expect(UInt64(fresh) == election.snapshot().record.cast, "seed \(seed)")
        try await house.end()
    }

    @Test("A shut down commits and answers what was accepted, and refuses the rest")
    func shutDown() async throws {
        let house = try TestHouse()
        let election = try await house.openElection()
        let book = AnswerBook()
        house.store.block(.cast)
        for voter in 0..<10 { #expect(house.box.submit(try house.submission(voter, in: election, reply: book.reply(voter)))) }
        #expect(house.store.waitUntilBlocked(.cast))
        let stopping = Task { await house.box.shutDown() }
        let late = try house.submission(99, in: election, reply: book.reply(99))
        while house.box.submit(late) { await Task.yield() }
        house.store.unblock(.cast)
        await stopping.value
        #expect((0..<10).allSatisfy { book[$0].map(\.kind) == ["recorded"] })
        await #expect(throws: StoreError.self) { try await house.box.perform {} }
        #expect(election.snapshot().record.cast >= 10)
        try await house.end()
    }

    @Test("A shut down waits for receipts that are being looked up")
    func shutDownAndReceipts() async throws {
        let house = try TestHouse()
        let election = try await house.openElection()
        let book = AnswerBook()
        #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(0))))
        await book.wait(for: 1)
        house.store.block(.lookup)
        for number in 1..<6 { #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(number)))) }
        #expect(house.store.waitUntilBlocked(.lookup))
        let stopping = Task { await house.box.shutDown() }
        let late = try house.submission(1, in: election, reply: .callback { _ in })
        while house.box.submit(late) { await Task.yield() }
        house.store.unblock(.lookup)
        await stopping.value
        #expect((1..<6).allSatisfy { book[$0].map(\.kind) == ["repeated"] })
        try await house.end()
    }

    @Test("Receipts of earlier ballots are looked up for so many at once; the others try again")
    func lookupsMax() async throws {
        var limits = BallotBox.Limits()
        limits.lookupsMax = 2
        let house = try TestHouse(limits: limits)
        let election = try await house.openElection()
        let book = AnswerBook()
        #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(0))))
        await book.wait(for: 1)
        house.store.block(.lookup)
        for number in 1..<6 { #expect(house.box.submit(try house.submission(0, in: election, reply: book.reply(number)))) }
        await book.wait(for: 4)
        house.store.unblock(.lookup)
        await book.wait(for: 6)
        let kinds = (1..<6).flatMap { book[$0].map(\.kind) }.sorted()
        #expect(kinds == ["repeated", "repeated", "unavailable", "unavailable", "unavailable"])
        try await house.end()
    }

    @Test("Answers come on the event loop they are for, with their tickets")
    func eventLoops() async throws {
        final class Receiver: CastReceiver {
            let loop: any EventLoop
            let book: AnswerBook
            init(_ loop: any EventLoop, _ book: AnswerBook) {
                self.loop = loop
                self.book = book
            }
            func finishCast(ticket: UInt64, with answer: CastAnswer) {
                #expect(loop.inEventLoop)
                book.add(answer, Int(ticket))
            }
        }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
        let house = try TestHouse()
        let election = try await house.openElection()
        let book = AnswerBook()
        let receivers = (0..<3).map { _ in Receiver(group.next(), book) }
        for voter in 0..<60 {
            let receiver = receivers[voter % 3]
            let reply = Reply.onLoop(receiver.loop, receiver, ticket: UInt64(voter))
            #expect(house.box.submit(try house.submission(voter, in: election, reply: reply)))
        }
        await book.wait(for: 60)
        #expect((0..<60).allSatisfy { book[$0].map(\.kind) == ["recorded"] })
        try await house.end()
        try await group.shutdownGracefully()
    }
}
