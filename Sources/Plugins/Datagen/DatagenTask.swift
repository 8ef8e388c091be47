import ConnectAPI
import Glibc
import Log

/// Makes the records of one task.
///
/// With a pace it makes those that are due and waits for the next one, without one as many as make a good batch.
final class DatagenTask: SourceTask {
    @exclusivity(unchecked) private var generator: RecordGenerator?
    @exclusivity(unchecked) private var pace = Pace.unlimited
    /// Of a steady pace.
    @exclusivity(unchecked) private var timetable = Timetable(period: 0)
    @exclusivity(unchecked) private var waiting: Waiting?
    /// For the length of random pauses, which have nothing to do with the records.
    @exclusivity(unchecked) private var pauses = UInt64.random(in: .min ... .max)
    private let clock: (any Clock<Duration>)?

    /// Records a poll when there is no pause.
    static let batchSize = 1000

    /// - Parameter clock: In the place of the worker's.
    init(clock: (any Clock<Duration>)? = nil) { self.clock = clock }

    func start(_ configuration: ConfigValues, context: any SourceTaskContext) async throws {
        let settings = try DatagenConfiguration(configuration)
        guard let given = configuration[DatagenConfiguration.taskNumberName] ?? nil, let number = Int32(given) else {
            throw ConnectError(.config, "Missing \(DatagenConfiguration.taskNumberName) in the task's configuration")
        }
        guard let source = settings.source else {
            throw ConnectError(
                .config,
                "Must set exactly one of " + DatagenConfiguration.sourceNames.joined(separator: ", "))
        }
        var position = GeneratorPosition(seed: settings.seed, taskNumber: number)
        let partition = GeneratorPosition.partition(taskNumber: number)
        if let offset = try await context.offsets(of: [partition]).first ?? nil {
            try position.restore(offset)
        }
        let text = try source.text()
        let key = GeneratorProgram.Key(
            text: text, keyField: settings.keyField ?? text.keyField, rules: settings.rules)
        let known = GeneratorProgram.shared.share(of: key)
        let type = try known?.value.type ?? text.parse()
        if let problem = settings.extras.problem(with: type) { throw ConnectError(.config, problem.error) }
        if number == 0, case let fields = type.strayAnnotations, !fields.isEmpty {
            DatagenConnector.log.warn(
                "Annotations beside a field's type count for nothing; they belong into it, as in {\"type\": \"int\", …}",
                ["annotations": Annotations.property, "fields": fields.prefix(20).joined(separator: ", ")])
        }
        self.waiting = self.clock.map { Waiting(clock: $0) } ?? Waiting(.worker(context))
        self.pace = settings.pace
        if case .steady(let period) = settings.pace { self.timetable = Timetable(period: period) }
        let made = try known?.value ?? GeneratorProgram(type, keyField: key.keyField, rules: key.rules)
        // The files that a program reads may be others for the next task.
        let share = known ?? (made.readsFiles ? nil : GeneratorProgram.shared.share(of: key, madeAs: made))
        self.generator = try RecordGenerator(
            share?.value ?? made, share: share, extras: settings.extras, taskNumber: number, position: position,
            iterations: settings.iterations)
    }

    func poll(into batch: SourceBatch) async throws {
        guard let generator, let waiting else {
            throw ConnectError(.illegalWorkerState, "Polling a task that was not started")
        }
        do {
            if generator.isAtRest { return try await waiting.pause(3600e9, of: 0) }
            switch self.pace {
            case .unlimited: try generator.fill(batch, count: Self.batchSize)
            case .random(let longest):
                self.pauses &+= 1
                let part = Double(Mixing.mixed(self.pauses) >> 11) * 0x1p-53
                // Whole milliseconds, as in the original: with 1 there is no pause at all.
                let pause = (Double(longest) * part).rounded(.down)
                if pause > 0 { try await waiting.pause(pause * 1e6, of: Double(longest) * 1e6) }
                try generator.fill(batch, count: 1)
            case .steady(let period):
                var next = self.upcoming(waiting, period)
                while next.count == 0 {
                    try await waiting.pause(next.pause, of: period)
                    next = self.upcoming(waiting, period)
                }
                try generator.fill(batch, count: next.count)
                self.timetable.note(batch.count)
                if next.count == batch.count { batch.rest = self.rest(waiting, period) }
            }
        } catch is CancellationError {
            return  // the task is being stopped
        }
    }

    /// How long nothing will be due; nil if something is, or if it is a clock's time that passes.
    private func rest(_ waiting: Waiting, _ period: Double) -> SourceBatch.Rest? {
        guard waiting.isWorkers else { return nil }
        let (count, pause) = self.upcoming(waiting, period)
        return count == 0 ? Waiting.rest(pause, of: period) : nil
    }

    /// How many records are due, or how many nanoseconds there are to wait. A pause may end early, and what it was for is
    /// due then: to wait once more for the rest would cost as much as the record.
    private func upcoming(_ waiting: Waiting, _ period: Double) -> (count: Int, pause: Double) {
        let early = waiting.tolerance(of: period) / 2
        let (count, pause) = self.timetable.due(at: waiting.now, early: early, limit: Self.batchSize)
        return (count, Double(pause) + early)
    }
}

/// A task's time: the worker's, or a clock's in its place.
private final class Waiting {
    enum Source {
        case worker(any SourceTaskContext)
        case clock(any Clock<Duration>, now: () -> Int64)
    }

    private let source: Source
    /// Whether it is the worker's. Beside the source, which is copied when one looks into it, with all that it holds.
    let isWorkers: Bool

    init(_ source: Source) {
        self.source = source
        if case .worker = source { self.isWorkers = true } else { self.isWorkers = false }
    }

    convenience init(clock: some Clock<Duration>) {
        let start = clock.now
        self.init(
            .clock(clock) {
                let (seconds, attoseconds) = start.duration(to: clock.now).components
                return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
            })
    }

    /// Nanoseconds since some time.
    var now: Int64 {
        if !self.isWorkers, case .clock(_, let now) = self.source { return now() }
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Waits so many nanoseconds, more or less by a fortieth of `longest`, 25 ms at most: tasks that wait for much the
    /// same time then wake up together, which costs a worker with a thousand of them far less.
    func pause(_ nanoseconds: Double, of longest: Double) async throws {
        switch self.source {
        case .worker(let context):
            let rest = Self.rest(nanoseconds, of: longest)
            try await context.sleep(for: rest.duration, tolerance: rest.tolerance)
        case .clock(let clock, _): try await clock.sleep(for: Self.duration(nanoseconds))
        }
    }

    /// By how many nanoseconds a pause may end earlier or later in all.
    func tolerance(of longest: Double) -> Double {
        self.isWorkers ? Self.tolerance(of: longest) : 0
    }

    private static func tolerance(of longest: Double) -> Double { min(longest / 20, 5e7) }

    static func rest(_ nanoseconds: Double, of longest: Double) -> SourceBatch.Rest {
        let tolerance = Self.tolerance(of: longest)
        return SourceBatch.Rest(
            Self.duration(nanoseconds - tolerance / 2), tolerance: .nanoseconds(Int64(tolerance)))
    }

    private static func duration(_ nanoseconds: Double) -> Duration {
        .nanoseconds(Int64(min(max(nanoseconds, 0), 9e18)))
    }
}
