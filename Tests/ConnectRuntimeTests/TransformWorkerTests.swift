import ConnectAPI
import JSON
import KafkaDevBroker
import Log
import Testing

@testable import ConnectRuntime

/// Transforms and error handling of source connectors in a worker on the embedded broker.
@Suite(.timeLimit(.minutes(5))) struct TransformWorkerTests {
    private static func source(_ more: ConfigValues) -> ConfigValues {
        WorkerTests.source(["tasks.max": "1", "records": "20"]).merging(more) { $1 }
    }

    /// Runs a connector until its offset is `end`; gives its records and figures.
    private func run(
        _ more: ConfigValues, topic: String = "numbers", until end: Int64 = 20
    ) async throws -> (records: [(key: String?, value: String?)], page: WorkerMetricsTests.Page) {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                _ = try await herder.create("numbers", configuration: Self.source(more), initialState: nil)
                try await eventually { try await herder.positions(of: "numbers") == [end] }
                return (try await harness.records(topic), WorkerMetricsTests.Page(worker))
            }
        }
    }

    private static func series(_ name: String) -> String {
        "kafka_connect_\(name){connector=\"numbers\",task=\"0\",}"
    }

    @Test("A chain with a predicate changes topic, key and value of some records")
    func chain() async throws {
        let (records, _) = try await self.run(
            [
                "transforms": "hoist,route", "transforms.hoist.type": "HoistField$Value",
                "transforms.route.type": "RegexRouter", "transforms.route.regex": "num(.*)",
                "transforms.route.replacement": "all-$1", "transforms.route.predicate": "ours",
                "transforms.hoist.field": "line", "predicates": "ours",
                "predicates.ours.type": "TopicNameMatches", "predicates.ours.pattern": "n.*",
            ].merging(["transforms.hoist.type": "org.apache.kafka.connect.transforms.HoistField$Value"]) { $1 },
            topic: "all-bers")
        #expect(records.count == 20)
        #expect(records.first?.value == "Struct{line=0-0}")
    }

    @Test("Records that are filtered out aren't written, their offsets are committed, and metrics tell them apart")
    func filter() async throws {
        let (records, page) = try await self.run([
            "transforms": "drop", "transforms.drop.type": "org.apache.kafka.connect.transforms.Filter",
        ])
        #expect(records.isEmpty)
        #expect(page[Self.series("source_task_metrics_source_record_poll_total")] == "20.0")
        #expect(page[Self.series("source_task_metrics_source_record_write_total")] == "0.0")
        #expect(page[Self.series("task_error_metrics_total_records_skipped")] == "0.0")
    }

    @Test("A transform that fails ends the task; what came before is written")
    func failure() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                let settings: ConfigValues = [
                    "transforms": "flaky", "transforms.flaky.type": "org.example.FlakyTransform",
                    "transforms.flaky.record": "0-7",
                ]
                _ = try await herder.create("numbers", configuration: Self.source(settings), initialState: nil)
                try await eventually { herder.states(of: "numbers") == [.failed] }
                let trace = try herder.taskStatus(TaskID("numbers", 0)).trace ?? ""
                #expect(
                    trace == "org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler\n"
                        + "Caused by: org.apache.kafka.connect.errors.DataException: 0-7 can't be changed")
                try await eventually { try await herder.positions(of: "numbers") == [7] }
                #expect(try await harness.records("numbers").count == 7)
            }
        }
    }

    @Test("With errors.tolerance=all the record is left out, logged in Kafka's words and counted")
    func tolerance() async throws {
        let sink = CapturingSink()
        LogRegistry.shared.addSink(sink)
        let (records, page) = try await self.run(
            [
                "transforms": "flaky", "transforms.flaky.type": "org.example.FlakyTransform",
                "transforms.flaky.record": "0-7", "errors.tolerance": "all", "errors.log.enable": "true",
                "errors.log.include.messages": "true", "bad": "9",
            ].merging(["key.converter": "JsonConverter", "value.converter": "JsonConverter"]) { $1 })
        #expect(records.count == 18)
        let errors = "task_error_metrics_total_"
        #expect(page[Self.series(errors + "record_failures")] == "2.0")
        #expect(page[Self.series(errors + "record_errors")] == "2.0")
        #expect(page[Self.series(errors + "records_skipped")] == "2.0")
        #expect(page[Self.series(errors + "errors_logged")] == "2.0")
        #expect(page[Self.series(errors + "retries")] == "0.0")
        let words = sink.events.map(\.message)
        #expect(
            words.contains(
                "Error encountered in task numbers-0. Executing stage 'TRANSFORMATION' with class "
                    + "'org.example.FlakyTransform', where source record is = "
                    + "SourceRecord{sourcePartition={id=0}, sourceOffset={at=8}} ConnectRecord{topic='numbers', "
                    + "kafkaPartition=null, key=0, keySchema=Schema{STRING}, value=0-7, valueSchema=Schema{STRING}, "
                    + "timestamp=null, headers=ConnectHeaders(headers=)}."))
        #expect(
            words.contains {
                $0.hasPrefix(
                    "Error encountered in task numbers-0. Executing stage 'VALUE_CONVERTER' with class "
                        + "'org.apache.kafka.connect.json.JsonConverter', where source record is = ")
            })
    }

    @Test("With errors.tolerance=all each record that can't be stored is left out, logged and counted")
    func tooLarge() async throws {
        let sink = CapturingSink()
        LogRegistry.shared.addSink(sink)
        // Room for 0-9, not for 0-10.
        let (records, page) = try await self.run([
            "producer.override.max.request.size": "97", "errors.tolerance": "all", "errors.log.enable": "true",
        ])
        #expect(records.compactMap(\.value) == (0..<10).map { "0-\($0)" })
        let errors = "task_error_metrics_total_"
        for figure in ["record_failures", "record_errors", "records_skipped", "errors_logged"] {
            #expect(page[Self.series(errors + figure)] == "10.0")
        }
        #expect(page[Self.series("source_task_metrics_source_record_write_total")] == "10.0")
        let words = sink.events.map(\.message).filter {
            $0 == "Error encountered in task numbers-0. Executing stage 'KAFKA_PRODUCE' with class "
                + "'org.apache.kafka.connect.runtime.WorkerSourceTask'."
        }
        #expect(words.count == 10)
    }

    @Test("What may go away by itself is tried again until it succeeds")
    func retry() async throws {
        let (records, page) = try await self.run([
            "transforms": "flaky", "transforms.flaky.type": "org.example.FlakyTransform",
            "transforms.flaky.record": "0-7", "transforms.flaky.failures": "3", "errors.retry.timeout": "-1",
            "errors.retry.delay.max.ms": "2",
        ])
        #expect(records.count == 20)
        #expect(page[Self.series("task_error_metrics_total_retries")] == "3.0")
        #expect(page[Self.series("task_error_metrics_total_record_failures")] == "3.0")
        #expect(page[Self.series("task_error_metrics_total_record_errors")] == "0.0")
    }

    @Test("Blanks around values don't count, as where they are validated")
    func blanks() throws {
        let errors = ErrorHandling(
            TaskID("c", 0),
            [
                "errors.tolerance": " ALL ", "errors.log.include.messages": " true", "errors.retry.timeout": " -1 ",
                "errors.retry.delay.max.ms": "\t2000 ",
            ])
        #expect(errors.toleratesAll && errors.logsRecords)
        #expect((0..<2000).contains(errors.delay(40, elapsed: 0)))
        let limit = TaskLimit(["tasks.max": " 3 ", "tasks.max.enforce": " FALSE "])
        #expect(limit?.count == 3)
        #expect(limit?.isEnforced == false)
        #expect(TaskLimit(["tasks.max": "${file:/x:y}"]) == nil)
        #expect(TaskLimit([:])?.count == 1)
    }

    @Test("Waits double from 300 ms on, and end with the time for trying")
    func delays() {
        let errors = ErrorHandling(
            TaskID("c", 0), ["errors.retry.timeout": "10000", "errors.retry.delay.max.ms": "2000"])
        #expect((1...3).map { errors.delay($0, elapsed: 0) } == [300, 600, 1200])
        #expect((0..<2000).contains(errors.delay(4, elapsed: 0)))
        #expect(errors.delay(3, elapsed: 9_500) == 500)
        #expect((0..<2000).contains(errors.delay(4000, elapsed: 0)))
    }
}
