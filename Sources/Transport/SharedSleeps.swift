/// An executor to which it matters that many wake up at once: threads that are called for the first of them only fight
/// with the loop, and with one another, over the rest.
package protocol WakeGatherer: AnyObject, Sendable {
    /// Calls `wakeUps`, which wakes many, and lets those run then.
    func gather(_ wakeUps: () -> Void)
}

/// Somebody who sleeps now and then on one loop.
final class Sleeper: @unchecked Sendable {  // what changes is touched under the lock of `SharedSleeps` only
    fileprivate let gatherer: (any WakeGatherer)?
    @exclusivity(unchecked) fileprivate var caller: UnsafeContinuation<Bool, Never>?
    @exclusivity(unchecked) fileprivate var deadline: LoopMoment?
    @exclusivity(unchecked) fileprivate var isCancelled = false

    init(_ gatherer: (any WakeGatherer)?) { self.gatherer = gatherer }
}

/// The sleeps of one loop. Those that end at the same moment share a timer and wake up in one turn of the loop.
final class SharedSleeps: @unchecked Sendable {  // `timers` is touched on the loop only
    enum Beginning: Sendable { case cancelled, joined, needsTimer }

    private let sleepers = Locked<[LoopMoment: [Sleeper]]>([:])
    @exclusivity(unchecked) private var timers: [LoopMoment: LoopTimer] = [:]

    /// Lets `sleeper` wait until `deadline`.
    ///
    /// - Returns: `needsTimer` if it is the first, for which ``wait(until:on:)`` has to be called on the loop.
    func begin(
        _ sleeper: Sleeper, until deadline: LoopMoment, _ caller: UnsafeContinuation<Bool, Never>
    ) -> Beginning {
        self.sleepers.withLock { sleepers in
            if sleeper.isCancelled { return .cancelled }
            sleeper.caller = caller
            sleeper.deadline = deadline
            return Self.add(sleeper, to: &sleepers[deadline, default: []]) == 1 ? .needsTimer : .joined
        }
    }

    private static func add(_ sleeper: Sleeper, to sleepers: inout [Sleeper]) -> Int {
        sleepers.append(sleeper)
        return sleepers.count
    }

    /// Ends a sleep early, also one that hasn't begun.
    func cancel(_ sleeper: Sleeper, on loop: EventLoop) {
        let (caller, unused) = self.sleepers.withLock { sleepers in
            sleeper.isCancelled = true
            guard let caller = sleeper.caller.take(), let deadline = sleeper.deadline else {
                return (nil as UnsafeContinuation<Bool, Never>?, nil as LoopMoment?)
            }
            sleepers[deadline]?.removeAll { $0 === sleeper }
            guard sleepers[deadline]?.isEmpty ?? false else { return (caller, nil) }
            sleepers[deadline] = nil
            return (caller, deadline)
        }
        caller?.resume(returning: false)
        if let unused { loop.onLoop { self.dropTimer(unused) } }
    }

    /// Wakes those up that sleep until `deadline`, when it is time. On the loop.
    func wait(until deadline: LoopMoment, on loop: EventLoop) {
        let timer = self.timers[deadline] ?? LoopTimer(on: loop) { [weak self] in self?.timePassed(deadline) }
        self.timers[deadline] = timer
        timer.schedule(after: LoopMoment.now.duration(to: deadline))
    }

    /// libevent counts from the time at which its loop last woke up, so a timer may fire a little early.
    private func timePassed(_ deadline: LoopMoment) {
        let now = LoopMoment.now
        guard deadline <= now else {
            self.timers[deadline]?.schedule(after: now.duration(to: deadline))
            return
        }
        let (callers, gatherer) = self.sleepers.withLock { sleepers in
            // The last one's: those who share a moment mostly share an executor, and the others only wake up as they would.
            let woken = sleepers.removeValue(forKey: deadline) ?? []
            return (woken.compactMap { $0.caller.take() }, woken.count > 1 ? woken.last?.gatherer : nil)
        }
        let wakeUps = { for caller in callers { caller.resume(returning: true) } }
        if let gatherer { gatherer.gather(wakeUps) } else { wakeUps() }
        self.dropTimer(deadline)
    }

    /// Unless somebody has begun to sleep until then meanwhile.
    private func dropTimer(_ deadline: LoopMoment) {
        guard self.sleepers.withLock({ $0[deadline] == nil }) else { return }
        self.timers[deadline] = nil
    }

    /// Frees what is left when the loop goes.
    func removeTimers() { self.timers = [:] }
}
