import Glibc
import Log

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
}

/// The queue of jobs, and the threads that take from it.
final class ThreadPool: @unchecked Sendable {
    // `state` is read and written under `mutex` only; the conditions belong to the same mutex.
    private typealias Work = (job: UnownedJob, slot: TaskSlot)

    private struct State {
        var waiting: [Work] = []
        /// The place in `waiting` of the one that comes next.
        var next = 0
        /// By number of the thread: who has it, since when. A thread without work has no entry.
        var holders: [Int: TaskThreads.Holder] = [:]
        var threads = 0
        var idle = 0
        var lastNumber = 0
        var isWatched = false

        /// Jobs that nobody has taken yet.
        var count: Int { self.waiting.count - self.next }
        var isEmpty: Bool { self.count == 0 }

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

    private let limits: TaskThreads.Limits
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let workCame = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let neverSignalled = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state = State()
    private let log = Logger("org.apache.kafka.connect.runtime.Worker")

    init(_ limits: TaskThreads.Limits) {
        self.limits = limits
        pthread_mutex_init(self.mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(self.workCame, &attributes)
        pthread_cond_init(self.neverSignalled, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {  // threads hold the pool, so there is none left
        pthread_cond_destroy(self.workCame)
        pthread_cond_destroy(self.neverSignalled)
        pthread_mutex_destroy(self.mutex)
        self.workCame.deallocate()
        self.neverSignalled.deallocate()
        self.mutex.deallocate()
    }

    private func locked<Result>(_ body: (inout State) -> Result) -> Result {
        pthread_mutex_lock(self.mutex)
        defer { pthread_mutex_unlock(self.mutex) }
        return body(&self.state)
    }

    var holders: [TaskThreads.Holder] { self.locked { Array($0.holders.values) } }
    var threadCount: Int { self.locked { $0.threads } }

    func enqueue(_ job: UnownedJob, of slot: TaskSlot) {
        enum Need { case nothing, thread, watcher }
        let need: Need = self.locked { state in
            state.waiting.append((job, slot))
            // A thread that was told of other work is idle still until it wakes: count what waits, not who is idle.
            if state.count <= state.idle {
                pthread_cond_signal(self.workCame)
                return .nothing
            }
            if state.threads < self.limits.usual {
                state.threads += 1
                return .thread
            }
            guard !state.isWatched else { return .nothing }
            state.isWatched = true
            return .watcher
        }
        switch need {
        case .nothing: break
        case .thread: self.spawn { $0.work() }
        case .watcher: self.spawn { $0.watch() }
        }
    }

    private func spawn(_ body: @escaping @Sendable (ThreadPool) -> Void) {
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
        if code != 0 {  // the system has no more; those that are there go on
            Unmanaged<Start>.fromOpaque(context).release()
            self.locked { $0.threads -= 1 }
            self.log.error("No further thread for plugins", ["code": code])
        }
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
        pthread_mutex_lock(self.mutex)
        self.state.lastNumber += 1
        let number = self.state.lastNumber
        while true {
            if let (job, slot) = self.state.take() {
                self.state.holders[number] = TaskThreads.Holder(name: slot.name, since: .now)
                pthread_mutex_unlock(self.mutex)
                job.runSynchronously(on: slot.asUnownedTaskExecutor())
                pthread_mutex_lock(self.mutex)
                self.state.holders[number] = nil
                continue
            }
            self.state.idle += 1
            let hasTimedOut = self.wait(for: self.workCame, self.limits.idle)
            self.state.idle -= 1
            if hasTimedOut, self.state.isEmpty { break }
        }
        self.state.threads -= 1
        pthread_mutex_unlock(self.mutex)
    }

    /// Waits under the mutex, which is free meanwhile; true if the time is over.
    private func wait(for condition: UnsafeMutablePointer<pthread_cond_t>, _ duration: Duration) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let (seconds, attoseconds) = duration.components
        let nanoseconds = deadline.tv_nsec + Int(attoseconds / 1_000_000_000)
        deadline.tv_sec += Int(seconds) + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        return pthread_cond_timedwait(condition, self.mutex, &deadline) == ETIMEDOUT
    }

    /// While work waits and all threads are taken: adds threads when none of them has become free for a while.
    private func watch() {
        pthread_mutex_lock(self.mutex)
        while !self.state.isEmpty {
            _ = self.wait(for: self.neverSignalled, self.limits.patience)
            let now = ContinuousClock.now
            let stuck = self.state.holders.values.filter { $0.since.duration(to: now) >= self.limits.patience }
            guard !self.state.isEmpty, stuck.count == self.state.threads, stuck.count < self.limits.most else {
                continue
            }
            let more = min(self.state.count, stuck.count, self.limits.most - stuck.count)
            self.state.threads += more
            pthread_mutex_unlock(self.mutex)
            self.report(stuck, more)
            for _ in 0..<more { self.spawn { $0.work() } }
            pthread_mutex_lock(self.mutex)
        }
        self.state.isWatched = false
        pthread_mutex_unlock(self.mutex)
    }

    private func report(_ stuck: [TaskThreads.Holder], _ more: Int) {
        let names = stuck.sorted { $0.since < $1.since }.prefix(10).map(\.name).joined(separator: ", ")
        self.log.warn(
            "All threads for plugins are held up; adding more. A plugin should wait without blocking its thread.",
            ["held up by": names, "threads": stuck.count, "added": more])
    }
}
