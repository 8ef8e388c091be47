import Bytes
import CLibevent
import CShims
import Glibc
import Synchronization

/// A thread that waits for sockets and timers, and the executor of the actors that own them.
///
/// libevent's callbacks and the jobs of the loop's actors run on the same thread, one at a time, so what lives on a
/// loop needs no lock. A hop between actors of one loop costs 0.3 µs, one between threads 10 to 80 µs: cross threads
/// once a batch. Never block on a loop.
///
/// Every `await` of an actor on a loop lets others have a turn, if the caller's task prefers another executor or none:
/// also a call of one of its own methods, and also a continuation before it calls its closure. Look at the state and
/// begin to wait without an `await` in between, or inside of the closure.
///
/// Stop what owns sockets and timers on the loop first, then the loop: a job that comes after ``stop()`` never runs.
public final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
    // Shared by threads: `queue` has its lock, `threadID` is atomic, `base` and `wake` are libevent's, which locks them.
    // `running` and `spareBlock` belong to the loop's thread, `thread` to whoever calls `start` and then `stop`.

    private enum Work {
        case job(UnownedJob)
        case closure(@Sendable () -> Void)
    }

    private struct Queue {
        var work: [Work] = []
        var isArmed = false
    }

    /// Shown by debuggers and `top -H`, cut off after 15 bytes.
    package let name: String

    let base: OpaquePointer
    private let queue = Locked(Queue())
    private let doorbell: Int32
    private let threadID = Atomic<UInt>(0)
    @exclusivity(unchecked) private var running: [Work] = []
    /// What streams read into; see ``ReadBuffer``.
    @exclusivity(unchecked) var spareBlock = ByteBlock()
    /// Of the loop's ``LoopClock``.
    let sleeps = SharedSleeps()
    private var wake: OpaquePointer?
    private var thread: pthread_t?

    private static let isPrepared: Bool = {
        event_set_log_callback { _, _ in }  // libevent's words would go to standard error
        return evthread_use_pthreads() == 0
    }()

    package init(name: String) {
        precondition(Self.isPrepared, "libevent has no threads")
        // timers that are on time: without it they run on a clock that ticks 250 times a second
        let settings = event_config_new()
        event_config_set_flag(settings, Int32(EVENT_BASE_FLAG_PRECISE_TIMER.rawValue))
        let made = event_base_new_with_config(settings)
        event_config_free(settings)
        guard let base = made else { preconditionFailure("no event base: too many open files?") }
        self.name = name
        self.base = base
        self.doorbell = shims_eventfd()
        precondition(self.doorbell >= 0, "no event descriptor: too many open files?")
        // edge triggered: each write wakes the loop, nobody ever reads
        self.wake = event_new(
            base, self.doorbell, Int16(EV_READ | EV_ET | EV_PERSIST),
            { _, _, context in
                guard let context else { return }
                Unmanaged<EventLoop>.fromOpaque(context).takeUnretainedValue().drain()
            }, Unmanaged.passUnretained(self).toOpaque())
        event_add(self.wake, nil)
    }

    deinit {
        self.sleeps.removeTimers()
        event_free(self.wake)
        close(self.doorbell)
        event_base_free(self.base)
    }

    /// Starts the loop's thread. Call it once.
    package func start() {
        precondition(self.thread == nil, "a loop starts once")
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<EventLoop>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        precondition(code == 0, "no thread for an event loop")
        self.thread = thread
    }

    /// Ends the loop and waits for its thread; what is queued by then still runs. Never from the loop itself.
    package func stop() {
        precondition(!self.isCurrent, "a loop can't wait for itself")
        guard let thread = self.thread else { return }
        self.thread = nil
        // through the queue: a break that comes before the loop has begun would be forgotten
        self.onLoop { event_base_loopexit(self.base, nil) }
        pthread_join(thread, nil)
    }

    private func run() {
        self.threadID.store(UInt(pthread_self()), ordering: .relaxed)
        shims_name_thread(String(self.name.prefix(15)))
        event_base_loop(self.base, EVLOOP_NO_EXIT_ON_EMPTY)
        while self.drain() {}
    }

    /// Whether the caller runs on this loop's thread.
    package var isCurrent: Bool { self.threadID.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Queues a closure on the loop, after everything that was queued before. For cancellation handlers and C callbacks.
    package func onLoop(_ body: @escaping @Sendable () -> Void) { self.append(.closure(body)) }

    public func enqueue(_ job: consuming ExecutorJob) { self.append(.job(UnownedJob(job))) }

    private func append(_ work: Work) {
        let mustRing = self.queue.withLock { queue in
            queue.work.append(work)
            let mustRing = !queue.isArmed
            queue.isArmed = true
            return mustRing
        }
        if mustRing { self.ring() }
    }

    private func ring() {
        if self.isCurrent { event_active(self.wake, 0, 0) } else { _ = shims_eventfd_signal(self.doorbell) }
    }

    /// Runs what is queued and what that queues, eight rounds at most, then lets sockets have a turn. Answers whether
    /// there is more to do.
    @discardableResult
    private func drain() -> Bool {
        for _ in 0..<8 {
            let isEmpty = self.queue.withLock { queue in
                queue.isArmed = !queue.work.isEmpty
                if queue.isArmed { swap(&queue.work, &self.running) }
                return !queue.isArmed
            }
            if isEmpty { return false }
            for work in self.running {
                switch work {
                case .job(let job):
                    job.runSynchronously(
                        isolatedTo: self.asUnownedSerialExecutor(), taskExecutor: self.asUnownedTaskExecutor())
                case .closure(let body): body()
                }
            }
            if self.running.count < 4096 { self.running.clear() } else { self.running = [] }
        }
        self.ring()
        return true
    }

    public func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
    public func isIsolatingCurrentContext() -> Bool? { self.isCurrent }
    public func checkIsolated() { precondition(self.isCurrent, "not on the event loop") }
}

extension EventLoop {
    /// Runs `body` with a loop that is started before and stopped after it. For tests and small tools; `body` must leave
    /// nothing behind on the loop.
    package static func withLoop<Result>(
        named name: String = "loop", _ body: (EventLoop) async throws -> Result
    ) async rethrows -> Result {
        let loop = EventLoop(name: name)
        loop.start()
        defer { loop.stop() }
        return try await body(loop)
    }
}

/// An actor whose methods run on an event loop.
public protocol LoopActor: Actor {
    nonisolated var loop: EventLoop { get }
}

extension LoopActor {
    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.loop.asUnownedSerialExecutor() }

    /// Calls `body` with `argument` inside of the actor, on whose loop the caller is already: `assumeIsolated` for what
    /// happens with each request. It asks the loop alone, which costs a tenth of asking the runtime, and is a plain call
    /// if `body` captures nothing: hand over what it needs as `argument`.
    @inlinable @inline(__always)
    public nonisolated func assumeOnLoop<Argument, Result, Failure: Error>(
        _ argument: Argument, _ body: @escaping (isolated Self, Argument) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        typealias Plain = PlainCall<Self, Argument, Result, Failure>
        self.loop.checkIsolated()
        // isolation is no part of how a function is called, and the line above has seen to it
        return try unsafeBitCast(IsolatedCall(body: body), to: Plain.self).body(self, argument)
    }
}

// What a struct holds is converted as it is; a function alone would be wrapped for it, in memory.
@frozen @usableFromInline struct IsolatedCall<Owner: LoopActor, Argument, Result, Failure: Error> {
    @usableFromInline let body: (isolated Owner, Argument) throws(Failure) -> Result

    @inlinable init(body: @escaping (isolated Owner, Argument) throws(Failure) -> Result) { self.body = body }
}

@frozen @usableFromInline struct PlainCall<Owner: LoopActor, Argument, Result, Failure: Error> {
    @usableFromInline let body: (Owner, Argument) throws(Failure) -> Result
}
