import Glibc
import Log
import Transport

/// The threads on which plugins run: connectors, tasks, converters.
///
/// There are as many as there are processors at first. When all of them have been held up by one piece of work each for
/// a while and more work waits, more are added, and the log says who holds them up. So a plugin that blocks its thread
/// costs itself alone. A thread that has had nothing to do for a while ends.
///
/// The threads run what a ``TaskSlot`` is given; each connector and task has a slot of its own, which names it in reports.
package final class TaskThreads: Sendable {
    package struct Limits: Sendable {
        /// Threads that are there without anybody being stuck.
        package var usual: Int
        package var most = 1024
        /// How long all threads may be held up before there is another.
        package var patience = Duration.milliseconds(50)
        /// How long a thread without work stays.
        package var idle = Duration.seconds(10)

        package init(usual: Int? = nil) { self.usual = usual ?? max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
    }

    /// Work that has held a thread for a while.
    package struct Holder: Sendable, Equatable {
        /// The slot's name.
        package let name: String
        package let since: ContinuousClock.Instant
    }

    let pool: ThreadPool

    package init(limits: Limits = Limits()) { self.pool = ThreadPool(limits) }

    /// An executor for one connector or task.
    package func slot(_ name: String) -> TaskSlot { TaskSlot(name: name, pool: self.pool) }

    /// Who has held a thread without a pause for at least `duration`, the longest first.
    package func holders(for duration: Duration) -> [Holder] {
        self.pool.holders.filter { $0.since.duration(to: .now) >= duration }.sorted { $0.since < $1.since }
    }

    /// How many threads there are now.
    package var threadCount: Int { self.pool.threadCount }
}

/// Where one connector's or task's code runs.
package final class TaskSlot: TaskExecutor {
    package let name: String
    private let pool: ThreadPool

    fileprivate init(name: String, pool: ThreadPool) {
        self.name = name
        self.pool = pool
    }

    package func enqueue(_ job: consuming ExecutorJob) { self.pool.enqueue(UnownedJob(job), of: self) }

    /// Whether work of anybody waits for a thread.
    package var isAwaited: Bool { self.pool.hasWaitingWork }
}

/// The queue of jobs, and the threads that take from it.
final class ThreadPool: WakeGatherer {
    private typealias Work = (job: UnownedJob, slot: TaskSlot)

    private struct State {
        var waiting: [Work] = []
        /// The place in `waiting` of the one that comes next.
        var next = 0
        /// By number of the thread: who has it, since when; nil for a thread without work, and for a number without one.
        var holders: [TaskThreads.Holder?] = []
        /// Numbers that threads had which have ended.
        var freeNumbers: [Int] = []
        var threads = 0
        /// Threads that wait for work, the latest last: it is the first to get some, so that others can end.
        var idle: [(number: Int, bell: Bell)] = []
        /// Whether a thread has been called and has not come yet. It will do for all work that comes until then.
        var isCalling = false
        /// Calls of `gather` that are under way.
        var gatherings = 0
        var isWatched = false
        /// Of the thread that watches, while there is nothing to watch.
        var watcher: Bell?

        /// Jobs that nobody has taken yet.
        var count: Int { self.waiting.count - self.next }
        var isEmpty: Bool { self.count == 0 }

        mutating func newNumber() -> Int {
            if let number = self.freeNumbers.popLast() { return number }
            self.holders.append(nil)
            return self.holders.count - 1
        }

        mutating func take() -> Work? {
            guard !self.isEmpty else { return nil }
            defer {
                self.next += 1
                if self.next == self.waiting.count {
                    self.waiting.removeAll(keepingCapacity: self.next < 1024)
                    self.next = 0
                }
            }
            return self.waiting[self.next]
        }
    }

    /// What has to be done so that waiting work is taken.
    private enum Need { case nothing, bell(Bell), thread, watcher }

    private let limits: TaskThreads.Limits
    private let state = Locked(State())
    private let log = Logger("org.apache.kafka.connect.runtime.Worker")

    init(_ limits: TaskThreads.Limits) { self.limits = limits }

    var holders: [TaskThreads.Holder] { self.state.withLock { $0.holders.compactMap(\.self) } }
    var threadCount: Int { self.state.withLock { $0.threads } }
    var hasWaitingWork: Bool { self.state.withLock { !$0.isEmpty } }

    func enqueue(_ job: UnownedJob, of slot: TaskSlot) {
        let need = self.state.withLock { state in
            state.waiting.append((job, slot))
            return self.need(&state)
        }
        self.meet(need)
    }

    /// Who is to be told that work waits. Takes note that it is being done.
    private func need(_ state: inout State) -> Need {
        guard !state.isEmpty, !state.isCalling, state.gatherings == 0 else { return .nothing }
        if let idle = state.idle.popLast() {
            state.isCalling = true
            return .bell(idle.bell)
        }
        if state.threads < self.limits.usual {
            state.threads += 1
            state.isCalling = true
            return .thread
        }
        return self.watchfulness(&state)
    }

    private func watchfulness(_ state: inout State) -> Need {
        guard !state.isEmpty, !state.isWatched else { return .nothing }
        state.isWatched = true
        return state.watcher.take().map { .bell($0) } ?? .watcher
    }

    private func meet(_ need: Need) {
        switch need {
        case .nothing: break
        case .bell(let bell): bell.ring()
        case .thread: self.spawnWorker()
        case .watcher: if !self.spawn({ $0.watch() }) { self.state.withLock { $0.isWatched = false } }
        }
    }

    /// One thread is called for all that `wakeUps` puts up. What others put up meanwhile waits as long.
    func gather(_ wakeUps: () -> Void) {
        self.state.withLock { $0.gatherings += 1 }
        wakeUps()
        let need = self.state.withLock { state in
            state.gatherings -= 1
            return self.need(&state)
        }
        self.meet(need)
    }

    /// A thread that counts already.
    private func spawnWorker() {
        guard !self.spawn({ $0.work() }) else { return }
        self.state.withLock { state in
            state.threads -= 1
            state.isCalling = false
        }
    }

    /// - Returns: false if the system has no more threads; those that are there go on.
    private func spawn(_ body: @escaping @Sendable (ThreadPool) -> Void) -> Bool {
        let context = Unmanaged.passRetained(Start(pool: self, body: body)).toOpaque()
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 1 << 20)
        defer { pthread_attr_destroy(&attributes) }
        let code = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                let start = Unmanaged<Start>.fromOpaque(context).takeRetainedValue()
                start.body(start.pool)
                return nil
            }, context)
        guard code != 0 else { return true }
        Unmanaged<Start>.fromOpaque(context).release()
        self.log.error("No further thread for plugins", ["code": code])
        return false
    }

    private final class Start {
        let pool: ThreadPool
        let body: @Sendable (ThreadPool) -> Void

        init(pool: ThreadPool, body: @escaping @Sendable (ThreadPool) -> Void) {
            self.pool = pool
            self.body = body
        }
    }
}

extension ThreadPool {
    /// What a thread does until it has been idle for too long.
    private func work() {
        let bell = Bell()
        let number = self.state.withLock { $0.newNumber() }
        var wasCalled = true
        while true {
            let (work, need) = self.state.withLock { state -> (Work?, Need) in
                state.holders[number] = nil
                if wasCalled { state.isCalling = false }
                guard let work = state.take() else {
                    state.idle.append((number, bell))
                    return (nil, .nothing)
                }
                state.holders[number] = TaskThreads.Holder(name: work.slot.name, since: .now)
                // What waits here was put up while this thread was on its way: it is its own, unless it gets stuck.
                return (work, wasCalled ? self.watchfulness(&state) : .nothing)
            }
            self.meet(need)
            wasCalled = false
            if let (job, slot) = work {
                job.runSynchronously(on: slot.asUnownedTaskExecutor())
            } else if bell.wait(for: self.limits.idle) || self.isNeeded(number, bell) {
                wasCalled = true
            } else {
                return
            }
        }
    }

    /// Whether a thread that has waited in vain was given work in the last moment. If not, it counts no more.
    private func isNeeded(_ number: Int, _ bell: Bell) -> Bool {
        let wasGivenWork = self.state.withLock { state in
            guard let place = state.idle.firstIndex(where: { $0.number == number }) else { return true }
            state.idle.remove(at: place)
            state.freeNumbers.append(number)
            state.threads -= 1
            return false
        }
        if wasGivenWork { bell.wait() }  // it is being rung
        return wasGivenWork
    }

    /// What the thread does that watches the others, until there has been nothing to watch for too long.
    private func watch() {
        let bell = Bell()
        while true {
            self.watchWaitingWork(bell)
            guard !bell.wait(for: self.limits.idle) else { continue }
            let isOver = self.state.withLock { state in
                guard state.watcher === bell else { return false }
                state.watcher = nil
                return true
            }
            if isOver { return }
            bell.wait()  // it is being rung
        }
    }

    /// While work waits for threads that are taken: calls those that are idle, and adds some when none has become free
    /// for a while.
    private func watchWaitingWork(_ bell: Bell) {
        while true {
            let isOver = self.state.withLock { state in
                state.isWatched = !state.isEmpty
                if state.isEmpty { state.watcher = bell }
                return state.isEmpty
            }
            if isOver { return }
            _ = bell.wait(for: self.limits.patience)  // nobody rings now
            self.meet(self.state.withLock { $0.idle.isEmpty ? .nothing : self.need(&$0) })
            let now = ContinuousClock.now
            let (stuck, more) = self.state.withLock { state in
                let stuck = state.holders.compactMap(\.self).filter {
                    $0.since.duration(to: now) >= self.limits.patience
                }
                guard !state.isEmpty, stuck.count == state.threads, stuck.count < self.limits.most else {
                    return (stuck, 0)
                }
                let more = min(state.count, stuck.count, self.limits.most - stuck.count)
                state.threads += more
                return (stuck, more)
            }
            guard more > 0 else { continue }
            self.report(stuck, more)
            for _ in 0..<more { self.spawnWorker() }
        }
    }

    private func report(_ stuck: [TaskThreads.Holder], _ more: Int) {
        let names = stuck.sorted { $0.since < $1.since }.prefix(10).map(\.name).joined(separator: ", ")
        self.log.warn(
            "All threads for plugins are held up; adding more. A plugin should wait without blocking its thread.",
            ["held up by": names, "threads": stuck.count, "added": more])
    }
}
