import Glibc
import Testing
import Transport

@Suite struct EventLoopTests {
    actor Counter: LoopActor {
        nonisolated let loop: EventLoop
        var count = 0
        var order: [Int] = []
        init(on loop: EventLoop) { self.loop = loop }
        func add() -> Bool {
            self.count += 1
            return self.loop.isCurrent
        }
        func append(_ number: Int) { self.order.append(number) }
    }

    @Test func anActorsMethodsRunOnItsLoop() async {
        await EventLoop.withLoop { loop in
            let counter = Counter(on: loop)
            for _ in 0..<1000 { #expect(await counter.add()) }
            #expect(await counter.count == 1000)
            #expect(!loop.isCurrent)
        }
    }

    @Test func closuresRunInTheOrderInWhichTheyWereQueued() async {
        await EventLoop.withLoop { loop in
            let counter = Counter(on: loop)
            for number in 0..<1000 { loop.onLoop { counter.assumeIsolated { $0.append(number) } } }
            #expect(await counter.order == Array(0..<1000))
        }
    }

    @Test func manyThreadsQueueAtOnceAndNothingIsLost() async {
        await EventLoop.withLoop { loop in
            let counter = Counter(on: loop)
            await withTaskGroup { group in
                for _ in 0..<8 { group.addTask { for _ in 0..<500 { _ = await counter.add() } } }
            }
            #expect(await counter.count == 4000)
        }
    }

    @Test func aTaskWithTheLoopAsItsPreferenceRunsOnIt() async {
        await EventLoop.withLoop { loop in
            await withTaskExecutorPreference(loop) {
                let isCurrent = await Self.nowhere(loop)
                #expect(isCurrent)
            }
        }
    }

    @concurrent private static func nowhere(_ loop: EventLoop) async -> Bool { loop.isCurrent }

    @Test func aLoopThatIsStoppedAtOnceStops() async {
        for _ in 0..<100 { await EventLoop.withLoop { _ in } }
    }

    @Test func sleepersWakeInTimeAndWhenCancelled() async throws {
        try await EventLoop.withLoop { loop in
            let clock = LoopClock(on: loop)
            let start = ContinuousClock.now
            try await clock.sleep(for: .milliseconds(20))
            #expect(ContinuousClock.now - start >= .milliseconds(19))
            await withThrowingTaskGroup { group in
                group.addTask { try await clock.sleep(for: .seconds(3600)) }
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.next() }
            }
        }
    }

    @Test func whoSleepsTimeAndAgainWakesEachTimeUntilCancelled() async {
        await EventLoop.withLoop { loop in
            let clock = LoopClock(on: loop)
            let (wakes, woke) = AsyncStream.makeStream(of: Int.self)
            let task = Task {
                try await clock.withRests { rests in
                    for number in 0... {
                        let pause: Duration = number < 4 ? .milliseconds(5) : .seconds(3600)
                        let end = ContinuousClock.now + pause
                        if number.isMultiple(of: 2) {
                            try await rests.sleep(until: end, tolerance: .milliseconds(1))
                        } else {
                            try await rests.sleep(for: pause, tolerance: .milliseconds(1))
                        }
                        #expect(ContinuousClock.now >= end)
                        woke.yield(number)
                    }
                }
            }
            for await number in wakes where number == 3 { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
    }

    private final class Gatherer: WakeGatherer {
        let calls = Locked(0)

        func gather(_ wakeUps: () -> Void) {
            self.calls.withLock { $0 += 1 }
            wakeUps()
        }
    }

    @Test func sleepersThatWakeUpTogetherAreGatheredForTheirExecutor() async throws {
        try await EventLoop.withLoop { loop in
            let clock = LoopClock(on: loop)
            let gatherer = Gatherer()
            var pause = Duration.milliseconds(20)
            // On a busy machine they may not all be asleep in time.
            while gatherer.calls.withLock({ $0 }) == 0, pause < .seconds(60) {
                let deadline = ContinuousClock.now + pause
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<3 {
                        group.addTask {
                            try await clock.withRests(gatheredBy: gatherer) { rests in
                                try await rests.sleep(until: deadline, tolerance: .milliseconds(1))
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                pause *= 2
            }
            #expect(gatherer.calls.withLock { $0 } == 1)
        }
    }

    @Test func ofSleepersThatEndTogetherEachCanBeCancelledAlone() async throws {
        try await EventLoop.withLoop { loop in
            let clock = LoopClock(on: loop)
            for _ in 0..<3 {
                let deadline = ContinuousClock.now + .milliseconds(30)
                let early = Task { try await clock.sleep(until: deadline, tolerance: .milliseconds(1)) }
                let others = (0..<5).map { _ in
                    Task { try await clock.sleep(until: deadline, tolerance: .milliseconds(1)) }
                }
                early.cancel()
                await #expect(throws: CancellationError.self) { try await early.value }
                for other in others { try await other.value }
                #expect(ContinuousClock.now >= deadline)
            }
        }
    }

    @Test func whoSleepsUntilAMomentThatHasPassedWakesAtOnceHoweverOften() async throws {
        try await EventLoop.withLoop { loop in
            let clock = LoopClock(on: loop)
            let deadline = ContinuousClock.now - .seconds(1)
            try await withThrowingTaskGroup { group in
                for _ in 0..<200 { group.addTask { try await clock.sleep(until: deadline) } }
                try await group.waitForAll()
            }
        }
    }

    @Test func aMomentThatAllHaveLeftCanBeSleptUntilAgain() async throws {
        try await EventLoop.withLoop { loop in
            let clock = LoopClock(on: loop)
            let deadline = ContinuousClock.now + .milliseconds(100)
            let only = Task { try await clock.sleep(until: deadline) }
            try await clock.sleep(for: .milliseconds(1))
            only.cancel()
            _ = await only.result
            try await clock.sleep(until: deadline)
            #expect(ContinuousClock.now >= deadline)
        }
    }

    actor Timed: LoopActor {
        nonisolated let loop: EventLoop
        private var timer: LoopTimer?
        private var fired = 0
        private var caller: CheckedContinuation<Int, Never>?
        init(on loop: EventLoop) { self.loop = loop }

        /// Schedules, calls off and schedules again, and tells how often the timer has fired when it is over.
        func run() async -> Int {
            self.timer = LoopTimer(self) {
                $0.fired += 1
                $0.caller.take()?.resume(returning: $0.fired)
            }
            self.timer?.schedule(after: .zero)
            self.timer?.cancel()
            self.timer?.schedule(after: .seconds(1000))
            #expect(self.timer?.isScheduled == true)
            let count = await withCheckedContinuation { caller in
                self.caller = caller
                self.timer?.schedule(after: .milliseconds(2))
            }
            #expect(self.timer?.isScheduled == false)
            self.timer = nil
            return count
        }
    }

    @Test func aTimerFiresOnceAfterItsLastSchedule() async {
        await EventLoop.withLoop { loop in #expect(await Timed(on: loop).run() == 1) }
    }

    @Test func aSignalArrivesInTheStream() async {
        await EventLoop.withLoop { loop in
            let signals = SignalStream([SIGUSR2], on: loop)
            let clock = LoopClock(on: loop)
            try? await clock.sleep(for: .zero)  // by now the signal is watched
            kill(getpid(), SIGUSR2)
            for await signal in signals {
                #expect(signal == SIGUSR2)
                break
            }
            signals.stop()
        }
    }
}

@Suite struct EndpointTests {
    @Test(arguments: [
        ("localhost:9092", "localhost", 9092), ("[::1]:80", "::1", 80), ("SASL_SSL://a.b:1", "a.b", 1),
        (":8083", "", 8083), ("http://:8083", "", 8083),
    ])
    func anEndpointIsRead(text: String, host: String, port: Int) {
        #expect(Endpoint(text) == Endpoint(host: host, port: port))
    }

    @Test(arguments: ["", "localhost", "a:b", "a:65536", "a:-1", "::1:80", "[::1:80", "a b:1", "u@h:1", "x/y:1"])
    func whatIsNoEndpointIsRefused(text: String) { #expect(Endpoint(text) == nil) }
}
