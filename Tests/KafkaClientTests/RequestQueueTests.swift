import Testing

@testable import KafkaClient

@Suite struct RequestQueueTests {
    private let now: Int64 = 5_000_000_000

    private func queue(_ waiters: String...) -> RequestQueue<String> {
        var queue = RequestQueue<String>.open(.init())
        for (index, waiter) in waiters.enumerated() {
            _ = queue.send(waiter, deadline: self.now + Int64(index + 1))
        }
        return queue
    }

    /// `#expect` can't take a value that can't be copied apart.
    private static func check<Value: Equatable>(_ value: Value, _ expected: Value) { #expect(value == expected) }

    @Test func answersGoToWhoAskedInOrder() {
        var queue = self.queue("a", "b")
        guard case .resume("a") = queue.receive(correlationID: 0) else { Issue.record(); return }
        guard case .resume("b") = queue.receive(correlationID: 1) else { Issue.record(); return }
        let count = queue.count
        #expect(count == 0)
        let isOpen = queue.isOpen
        #expect(isOpen)
    }

    @Test(arguments: [Int32(1), 2, -1, .max])
    func anUnexpectedAnswerClosesAndFailsEveryWaiter(id: Int32) {
        var queue = self.queue("a", "b")
        guard case .close(["a", "b"], let error) = queue.receive(correlationID: id) else { Issue.record(); return }
        #expect(error.code == .malformedFrame)
        guard case .ignore = queue.receive(correlationID: 0) else { Issue.record(); return }
        guard case .fail("c", let later) = queue.send("c", deadline: self.now) else { Issue.record(); return }
        #expect(later.code == .malformedFrame)
    }

    @Test func anAnswerThatNobodyAskedForCloses() {
        var queue = self.queue()
        guard case .close([], _) = queue.receive(correlationID: 0) else { Issue.record(); return }
    }

    @Test func theAnswerOfACallerWhoHasLeftIsDropped() {
        var queue = self.queue("a", "b")
        Self.check(queue.cancel(0), "a")
        Self.check(queue.cancel(0), nil)
        Self.check(queue.cancel(7), nil)
        guard case .ignore = queue.receive(correlationID: 0) else { Issue.record(); return }
        guard case .resume("b") = queue.receive(correlationID: 1) else { Issue.record(); return }
    }

    @Test func aRequestWithoutAnAnswerTakesANumberAndNoPlace() {
        var queue = self.queue("a")
        guard case .write(id: 1) = queue.send(nil, deadline: self.now) else { Issue.record(); return }
        guard case .write(id: 2) = queue.send("c", deadline: self.now) else { Issue.record(); return }
        guard case .resume("a") = queue.receive(correlationID: 0) else { Issue.record(); return }
        guard case .resume("c") = queue.receive(correlationID: 2) else { Issue.record(); return }
    }

    @Test func lateAnswersCloseAndTheOthersHearThatTheConnectionIsGone() {
        var queue = self.queue("a", "b", "c")
        guard case .wait(let until) = queue.expire(at: self.now) else { Issue.record(); return }
        #expect(until == self.now + 1)
        guard
            case .close(late: ["a", "b"], let late, others: ["c"], let others) = queue.expire(
                at: self.now + 2)
        else { Issue.record(); return }
        #expect(late.code == .timedOut)
        #expect(others.code == .connectionClosed)
        let isOpen = queue.isOpen
        #expect(!isOpen)
        guard case .nothing = queue.expire(at: self.now + 9) else { Issue.record(); return }
    }

    @Test func theFirstReasonToCloseStays() {
        var queue = self.queue("a")
        Self.check(queue.close(KafkaError(.connectionClosed, "one")), ["a"])
        Self.check(queue.close(KafkaError(.malformedFrame, "two")), [])
        guard case .fail("b", let error) = queue.send("b", deadline: self.now) else { Issue.record(); return }
        #expect(error.code == .connectionClosed)
    }

    @Test func correlationIDsWrapAround() {
        var queue = RequestQueue<String>.open(.init(nextID: .max))
        guard case .write(id: .max) = queue.send("a", deadline: self.now) else { Issue.record(); return }
        guard case .write(id: .min) = queue.send("b", deadline: self.now) else { Issue.record(); return }
        guard case .resume("a") = queue.receive(correlationID: .max) else { Issue.record(); return }
        guard case .resume("b") = queue.receive(correlationID: .min) else { Issue.record(); return }
    }
}
