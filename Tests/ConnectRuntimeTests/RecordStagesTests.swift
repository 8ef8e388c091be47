import ConnectAPI
import Testing

@testable import ConnectRuntime

/// Records go through the stages in stretches; failures are told as if each went alone.
@Suite struct RecordStagesTests {
    /// Counts in the record's partition, and fails for some timestamps as often as it is told to.
    private final class Step: Transform, @unchecked Sendable {
        // One test calls it, one call after another.
        static let className = "org.example.Step"
        static let version = "1.0-test"
        static let configuration = ConfigDefinition(ConfigKey<String>("fails", "timestamp:times, …"))
        private var failures: [Int64: Int] = [:]

        func configure(_ configuration: ConfigValues) throws(ConnectError) {
            if configuration["fails"] == "never" { throw ConnectError(.config, "never is no list") }
            for pair in ((configuration["fails"] ?? nil) ?? "").split(separator: ",") {
                let numbers = pair.split(separator: ":").compactMap { Int64($0) }
                self.failures[numbers[0]] = Int(numbers[1])
            }
        }

        func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
            let time = record.timestamp
            record.partition += 1
            guard let left = self.failures[time], left > 0 else { return }
            self.failures[time] = left - 1
            record.timestamp = -1  // what a failed transform did is undone
            throw ConnectError(.data, "\(time)")
        }
    }

    private static func stages(_ fails: [String]) throws -> RecordStages {
        var list = PluginList()
        list.transforms = [Step.self]
        var settings: ConfigValues = ["transforms": fails.indices.map { "t\($0)" }.joined(separator: ",")]
        for (number, fails) in fails.enumerated() {
            settings["transforms.t\(number).type"] = Step.className
            settings["transforms.t\(number).fails"] = fails
        }
        return try RecordStages(settings, PluginRegistry(list))
    }

    @Test("What a transform refuses when it is configured is told as Java tells it, with the cause")
    func refusedSettings() {
        let error = #expect(throws: ConnectError.self) { try Self.stages(["", "never"]) }
        #expect(error?.kind == .connect)
        #expect(error?.message == "org.apache.kafka.common.config.ConfigException: never is no list")
        #expect((error?.cause as? ConnectError)?.message == "never is no list")
    }

    private static func batch(_ count: Int) -> SourceBatch {
        let batch = SourceBatch()
        let topic = batch.index(ofTopic: "t")
        for number in 0..<count {
            batch.append(
                SourceBatch.Entry(
                    topic: topic, partition: 0, timestamp: Int64(number), value: .null, sourcePartition: 0,
                    offsetToken: 0))
        }
        return batch
    }

    @Test("The first record that fails is told first, at whatever stage, when those before it are done")
    func order() throws {
        let stages = try Self.stages(["5:1,70:1,199:1", "3:2,71:1", "5:1,130:1"])
        let batch = Self.batch(200)
        var position = RecordStages.Position()
        var told: [Int] = []
        while let failure = stages.run(batch, from: &position) {
            told.append(failure.index)
            #expect(failure.error.message == "\(failure.index)")
            #expect(batch.entries[..<failure.index].allSatisfy { $0.partition == 3 })
            #expect(batch.entries[failure.index].timestamp == Int64(failure.index))
        }
        // Each is tried once more, and then goes on from the stage where it failed.
        #expect(told == [3, 3, 5, 5, 70, 71, 130, 199])
        #expect(batch.entries.allSatisfy { $0.partition == 3 })
    }

    @Test("A record that is skipped keeps what it was before it failed; the others go on")
    func skip() throws {
        let stages = try Self.stages(["", "0:9,63:9,64:9,99:9"])
        let batch = Self.batch(100)
        var position = RecordStages.Position()
        var told: [Int] = []
        while let failure = stages.run(batch, from: &position) {
            told.append(failure.index)
            position.skip()
        }
        #expect(told == [0, 63, 64, 99])
        for (index, entry) in batch.entries.enumerated() {
            #expect(entry.partition == (told.contains(index) ? 1 : 2))
        }
    }
}
