import ConnectAPI

/// Makes the records of one task.
///
/// With a `max.interval` it makes one record a poll after a random pause, without one as many as make a good batch.
final class DatagenTask: SourceTask {
    private let clock: any Clock<Duration>
    private var interval: Int64 = 0
    private var generator: RecordGenerator?

    /// Records a poll when there is no pause.
    static let batchSize = 1000

    init(clock: any Clock<Duration> = ContinuousClock()) { self.clock = clock }

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
        let (type, keyField) = try source.load()
        self.interval = settings.interval
        self.generator = try RecordGenerator(
            type, topic: settings.topic, keyField: settings.keyField ?? keyField, taskNumber: number,
            position: position, iterations: settings.iterations)
    }

    func poll(into batch: SourceBatch) async throws {
        guard let generator else { throw ConnectError(.illegalWorkerState, "Polling a task that was not started") }
        guard self.interval > 0 else { return try generator.fill(batch, count: Self.batchSize) }
        let pause = Duration.milliseconds(Int64(Double(self.interval) * Double.random(in: 0..<1)))
        do {
            try await self.clock.sleep(for: pause)
        } catch {
            return  // the task is being stopped
        }
        try generator.fill(batch, count: 1)
    }
}
