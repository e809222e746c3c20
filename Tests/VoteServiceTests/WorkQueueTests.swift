import Dispatch
import Foundation
import LedgerService
import NIOConcurrencyHelpers
import Testing

@Suite("The writer's queue", .timeLimit(.minutes(2)))
struct WorkQueueTests {
    private func take(_ queue: WorkQueue<Int>) -> [Int]? { queue.takeAll(linger: {}) }

    @Test("It holds so many items and no more")
    func items() {
        let queue = WorkQueue<Int>(itemsMax: 3, bytesMax: 1_000)
        #expect((0..<5).map { queue.push($0, bytes: 1) } == [true, true, true, false, false])
        #expect(queue.depth == 3)
        #expect(take(queue) == [0, 1, 2])
        #expect(queue.depth == 0 && queue.push(9, bytes: 1))
    }

    @Test("It holds so many bytes and no more")
    func bytes() {
        let queue = WorkQueue<Int>(itemsMax: 100, bytesMax: 10)
        #expect(queue.push(0, bytes: 6) && queue.push(1, bytes: 4))
        #expect(!queue.push(2, bytes: 1))
        #expect(take(queue) == [0, 1])
        #expect(queue.push(3, bytes: 10) && !queue.push(4, bytes: 1), "taking frees the bytes")
        #expect(!WorkQueue<Int>(itemsMax: 1, bytesMax: 10).push(0, bytes: 11))
    }

    @Test("Commands pass a full queue, in order")
    func control() {
        let queue = WorkQueue<Int>(itemsMax: 1, bytesMax: 1)
        #expect(queue.push(0, bytes: 1) && !queue.push(1, bytes: 0))
        #expect(queue.pushControl(2))
        #expect(take(queue) == [0, 2])
    }

    @Test("Closed, it refuses what is new and gives out what it has")
    func close() {
        let queue = WorkQueue<Int>(itemsMax: 10, bytesMax: 10)
        #expect(queue.push(0, bytes: 1))
        queue.close()
        #expect(!queue.push(1, bytes: 1) && !queue.pushControl(2))
        #expect(take(queue) == [0])
        #expect(take(queue) == nil)
        #expect(take(queue) == nil)
    }

    @Test("Closing wakes a sleeping consumer")
    func closeWakes() {
        for _ in 0..<200 {
            let queue = WorkQueue<Int>(itemsMax: 10, bytesMax: 10)
            let ended = DispatchSemaphore(value: 0)
            let consumer = Thread {
                while queue.takeAll(linger: {}) != nil {}
                ended.signal()
            }
            consumer.start()
            queue.close()
            #expect(ended.wait(timeout: .now() + 20) == .success)
        }
    }

    @Test("Each single item wakes the consumer: twenty thousand times")
    func noLostWakeUp() {
        let queue = WorkQueue<Int>(itemsMax: 10, bytesMax: 100)
        let taken = DispatchSemaphore(value: 0)
        Thread {
            while let items = queue.takeAll(linger: {}) { for _ in items { taken.signal() } }
        }.start()
        for number in 0..<20_000 {
            guard queue.push(number, bytes: 1), taken.wait(timeout: .now() + 20) == .success else {
                Issue.record("item \(number) was not taken")
                break
            }
        }
        queue.close()
    }

    @Test("Many producers: every accepted item comes out once, each producer's in its order")
    func producers() {
        let queue = WorkQueue<Int>(itemsMax: 64, bytesMax: 1_000)
        let found = NIOLockedValueBox<[Int]>([])
        let ended = DispatchSemaphore(value: 0)
        Thread {
            var all: [Int] = []
            while let items = queue.takeAll(linger: {}) {
                if items.count > 64 { Issue.record("\(items.count) items were held") }
                all.append(contentsOf: items)
            }
            found.withLockedValue { $0 = all }
            ended.signal()
        }.start()
        let (producers, each) = (8, 5_000)
        DispatchQueue.concurrentPerform(iterations: producers) { producer in
            for number in 0..<each {
                while !queue.push(producer * each + number, bytes: 3) { sched_yield() }
            }
        }
        queue.close()
        #expect(ended.wait(timeout: .now() + 60) == .success)
        let all = found.withLockedValue { $0 }
        #expect(all.count == producers * each)
        for producer in 0..<producers {
            #expect(all.filter { $0 / each == producer } == Array(producer * each..<(producer + 1) * each))
        }
    }
}
