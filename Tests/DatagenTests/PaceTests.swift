import ConnectAPI
import Testing

@testable import Datagen

@Suite struct PaceTests {
    private func task(_ others: ConfigValues, _ clock: ManualTime) async throws -> DatagenTask {
        let task = DatagenTask(clock: clock)
        try await task.start(
            ["kafka.topic": "t", "quickstart": "users", "task.id": "0"].merging(others) { $1 },
            context: FixedOffset(offset: nil))
        return task
    }

    /// Polls until that much time has passed; how many records there were.
    private func count(_ task: DatagenTask, _ clock: ManualTime, for duration: Duration) async throws -> Int {
        let (end, batch) = (clock.now.advanced(by: duration), SourceBatch())
        var count = 0
        while clock.now < end {
            batch.reset()
            try await task.poll(into: batch)
            count += batch.count
        }
        return count
    }

    @Test("A rate is kept exactly", arguments: [0.5, 1, 3, 7.5, 1000, 33_333, 1_000_000])
    func rate(rate: Double) async throws {
        let clock = ManualTime()
        let task = try await self.task(["rate": "\(rate)"], clock)
        let count = try await self.count(task, clock, for: .seconds(20))
        // The first record is due at once; the last poll is for the time behind the end.
        #expect(abs(Double(count) - 20 * rate) <= 2 + rate / 50)
    }

    @Test("Records of a slow rate come one by one, those of a fast one several at once")
    func batches() async throws {
        let slow = ManualTime()
        _ = try await self.count(try await self.task(["rate": "4"], slow), slow, for: .seconds(10))
        #expect(slow.pauses.allSatisfy { $0 == .milliseconds(250) })
        let fast = ManualTime()
        _ = try await self.count(try await self.task(["rate": "50000"], fast), fast, for: .seconds(1))
        #expect(fast.pauses.count <= 101)
    }

    @Test("An interval is the time from one record to the next")
    func interval() async throws {
        let clock = ManualTime()
        let task = try await self.task(["interval": "200"], clock)
        let batch = SourceBatch()
        for number in 0..<50 {
            batch.reset()
            try await task.poll(into: batch)
            #expect(batch.count == 1)
            #expect(clock.now.offset == .milliseconds(200 * number))
        }
    }

    @Test("A late poll makes up for a short delay, and not for a long one")
    func delay() async throws {
        let clock = ManualTime()
        let task = try await self.task(["rate": "10"], clock)
        let batch = SourceBatch()
        try await task.poll(into: batch)
        clock.pass(.seconds(2))
        batch.reset()
        try await task.poll(into: batch)
        #expect(batch.count == 20)
        clock.pass(.seconds(3600))
        batch.reset()
        try await task.poll(into: batch)
        #expect(batch.count == 1)
    }

    @Test(
        "In a worker the wait for the next record is left to it", arguments: [["rate": "0.1"], ["interval": "10000"]])
    func rest(pace: ConfigValues) async throws {
        let task = DatagenTask()
        try await task.start(
            ["kafka.topic": "t", "quickstart": "users", "task.id": "0"].merging(pace) { $1 },
            context: FixedOffset(offset: nil))
        let batch = SourceBatch()
        try await task.poll(into: batch)
        #expect(batch.count == 1)
        let rest = try #require(batch.rest)
        #expect(rest.tolerance == .milliseconds(50))
        #expect(rest.duration > .seconds(5) && rest.duration <= .milliseconds(9975))
        batch.reset()
        #expect(batch.rest == nil)
    }

    @Test("A record whose pause ended early is due, and the one behind it keeps its time")
    func early() {
        var timetable = Timetable(period: 1e9)
        #expect(timetable.due(at: 7, early: 25e6, limit: 10) == (1, 0))
        timetable.note(1)
        #expect(timetable.due(at: 7, early: 25e6, limit: 10) == (0, 975_000_000))
        #expect(timetable.due(at: 975_000_006, early: 25e6, limit: 10).count == 0)
        #expect(timetable.due(at: 975_000_007, early: 25e6, limit: 10) == (1, 0))
        timetable.note(1)
        #expect(timetable.due(at: 975_000_007, early: 25e6, limit: 10) == (0, 1_000_000_000))
    }

    @Test("An interval of 0 is no pause")
    func noInterval() async throws {
        let clock = ManualTime()
        let task = try await self.task(["interval": "0"], clock)
        let batch = SourceBatch()
        try await task.poll(into: batch)
        #expect(batch.count == DatagenTask.batchSize)
        #expect(clock.pauses.isEmpty)
    }
}
