import Glibc
import Testing
import Transport

@testable import ConnectRuntime

@Suite struct TaskThreadsTests {
    /// Holds a thread until somebody opens it.
    final class Gate: @unchecked Sendable {  // a pipe: reads and writes are the system's
        private var ends: [Int32] = [0, 0]

        init() { pipe(&self.ends) }
        deinit { for end in self.ends { close(end) } }

        func block() {
            var byte: UInt8 = 0
            _ = read(self.ends[0], &byte, 1)
        }

        func open() {
            var byte: UInt8 = 1
            _ = write(self.ends[1], &byte, 1)
        }
    }

    private static func limits(usual: Int = 2, patience: Duration = .milliseconds(10)) -> TaskThreads.Limits {
        var limits = TaskThreads.Limits(usual: usual)
        limits.patience = patience
        limits.idle = .milliseconds(50)
        return limits
    }

    @Test("Work goes on although plugins block all threads, and the pool tells who they are", .timeLimit(.minutes(5)))
    func growth() async {
        let threads = TaskThreads(limits: Self.limits())
        let gate = Gate()
        let slots = (0..<5).map { threads.slot("stuck-\($0)") }
        let blocked = slots.map { slot in Task(executorPreference: slot) { gate.block() } }
        let free = threads.slot("free")
        let answer = await Task(executorPreference: free) { 42 }.value
        #expect(answer == 42)
        while threads.holders(for: .milliseconds(1)).count < 5 { await Task.yield() }
        #expect(threads.threadCount > 2)
        let names = Set(threads.holders(for: .zero).map(\.name))
        #expect(names.isSuperset(of: (0..<5).map { "stuck-\($0)" }))
        for _ in slots { gate.open() }
        for task in blocked { await task.value }
    }

    @Test("Threads without work end", .timeLimit(.minutes(5)))
    func shrinking() async {
        let threads = TaskThreads(limits: Self.limits())
        #expect(threads.threadCount == 0)
        for number in 0..<20 {
            let slot = threads.slot("task-\(number)")
            await Task(executorPreference: slot) { await Task.yield() }.value
        }
        while threads.threadCount > 0 { await Task.yield() }
        #expect(threads.holders(for: .zero).isEmpty)
    }

    @Test("Work of one slot runs whole and in order, whatever the thread", .timeLimit(.minutes(5)))
    func manyJobs() async {
        let threads = TaskThreads(limits: Self.limits(patience: .seconds(60)))
        let sum = Locked(0)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                let slot = threads.slot("task-\(number)")
                group.addTask(executorPreference: slot) {
                    for _ in 0..<50 {
                        sum.withLock { $0 += 1 }
                        await Task.yield()
                    }
                }
            }
        }
        #expect(sum.withLock { $0 } == 10_000)
        #expect(threads.threadCount <= 2, "nobody was stuck")
    }

    @Test(
        "Work that comes right behind a plugin that blocks is done, although one thread was idle",
        .timeLimit(.minutes(5)))
    func workBehindABlocker() async {
        let threads = TaskThreads(limits: Self.limits(usual: 1))
        for _ in 0..<200 {
            await Task(executorPreference: threads.slot("first")) {}.value  // leaves its thread idle
            let gate = Gate()
            let (stuck, free) = (threads.slot("stuck"), threads.slot("free"))
            let blocked = Task(executorPreference: stuck) { gate.block() }
            let others = (0..<3).map { _ in Task(executorPreference: free) { await Task.yield() } }
            for other in others { await other.value }
            gate.open()
            await blocked.value
        }
    }

    @Test("Of work that is put up together, none waits for a plugin that blocks", .timeLimit(.minutes(5)))
    func gathered() async {
        let threads = TaskThreads(limits: Self.limits())
        let (stuck, free) = (threads.slot("stuck"), threads.slot("free"))
        for _ in 0..<20 {
            let gate = Gate()
            let tasks = Locked<[Task<Void, Never>]>([])
            threads.pool.gather {
                let blocked = Task(executorPreference: stuck) { gate.block() }
                let others = (0..<5).map { _ in Task(executorPreference: free) { await Task.yield() } }
                tasks.withLock { $0 = others + [blocked] }
            }
            let all = tasks.withLock { $0 }
            for other in all.dropLast() { await other.value }
            gate.open()
            await all.last?.value
        }
    }

    @Test("One thread is enough for much short work that is put up together", .timeLimit(.minutes(5)))
    func gatheredForOne() async {
        let threads = TaskThreads(limits: Self.limits(patience: .seconds(60)))
        let users = Locked<Set<UInt>>([])
        let tasks = Locked<[Task<Void, Never>]>([])
        threads.pool.gather {
            for number in 0..<100 {
                let slot = threads.slot("task-\(number)")
                let task = Task(executorPreference: slot) { users.withLock { _ = $0.insert(UInt(pthread_self())) } }
                tasks.withLock { $0.append(task) }
            }
        }
        for task in tasks.withLock({ $0 }) { await task.value }
        #expect(users.withLock { $0.count } == 1)
    }
}
