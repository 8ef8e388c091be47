import Bytes
import ConnectAPI
import JSON
import KafkaClient
import Metrics
import Testing

@testable import ConnectRuntime

/// What a worker shows to Prometheus.
@Suite(.timeLimit(.minutes(2))) struct WorkerMetricsTests {
    /// One scrape.
    struct Page {
        let text: String

        init(_ worker: Worker) { self.text = String(decoding: MetricsText(worker.metrics.snapshot(), .text).bytes) }

        /// The number of a series, as it is written.
        subscript(series: String) -> String? {
            self.text.split(separator: "\n").first { $0.hasPrefix(series + " ") }
                .map { String($0.dropFirst(series.utf8.count + 1)) }
        }

        func has(_ part: String) -> Bool { self.text.contains(part) }

        /// Names of samples with the names of their labels.
        var shapes: Set<String> {
            Set(
                self.text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
                    let name = line.prefix { $0 != "{" && $0 != " " }
                    let labels = line.matches(of: /([a-z_]+)="(?:[^"\\]|\\.)*",/).map { String($0.1) }
                    return name + "{" + labels.joined(separator: ",") + "}"
                })
        }
    }

    private static let worker = "kafka_connect_connect_worker_metrics_"
    private static let source = "kafka_connect_source_task_metrics_"
    private static let task = "{connector=\"numbers\",task=\"0\",}"

    @Test("Before anything has happened counts are zero and averages no numbers")
    func idle() async throws {
        try await WorkerHarness.run { harness, _ in
            let page = Page(try harness.worker())
            #expect(page[Self.worker + "task_count{connector=\"aggregate\",}"] == "0.0")
            #expect(page[Self.worker + "task_startup_success_percentage{connector=\"aggregate\",}"] == "0.0")
            let rebalances = "kafka_connect_connect_worker_rebalance_metrics_"
            #expect(page[rebalances + "time_since_last_rebalance_ms"] == "+Inf")
            #expect(page[rebalances + "rebalance_avg_time_ms"] == "NaN")
            let client = "{client_id=\"\\\"connect-127.0.0.1:8083\\\"\",}"
            #expect(page["kafka_connect_connect_coordinator_metrics_last_heartbeat_seconds_ago" + client] == "-1.0")
            #expect(page["kafka_connect_connect_metrics_request_size_max" + client] == "NaN")
        }
    }

    @Test("Every series of a Java worker with a source connector is there, with its labels and its type")
    func completeness() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                let source = WorkerTests.source()
                _ = try await herder.create("numbers", configuration: source, initialState: nil)
                try await eventually { try await herder.positions(of: "numbers") == [100, 100] }
                let page = Page(worker)
                let shapes = page.shapes
                for line in try GoldenFile.lines("prometheus-series.jsonl") {
                    let family = line["family"]?.stringValue ?? ""
                    guard family.hasPrefix("kafka_"), !Self.isAbsent(family) else { continue }
                    #expect(page.has("# TYPE \(family) \(line["type"]?.stringValue ?? "")\n"))
                    for labels in line["labels"]?.arrayValue ?? [] {
                        let shape = "\(family){\(labels.texts.joined(separator: ","))}"
                        #expect(shapes.contains(shape), "\(shape)")
                    }
                }
            }
        }
    }

    /// What only TLS, transactions and sinks bring.
    private static func isAbsent(_ family: String) -> Bool {
        family.hasSuffix("_connections") || family.contains("_transaction_size_") || family.contains("_sink_task_")
    }

    @Test("What a task has done is counted exactly")
    func counts() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let source = WorkerTests.source()
                _ = try await worker.herder.create("numbers", configuration: source, initialState: nil)
                try await eventually { Page(worker)[Self.source + "source_record_write_total" + Self.task] == "100.0" }
                let page = Page(worker)
                #expect(page[Self.source + "source_record_poll_total" + Self.task] == "100.0")
                #expect(page[Self.source + "source_record_active_count" + Self.task] == "0.0")
                #expect(page[Self.worker + "task_count{connector=\"aggregate\",}"] == "2.0")
                #expect(page[Self.worker + "connector_total_task_count{connector=\"numbers\",}"] == "2.0")
                #expect(page["kafka_connect_connector_metrics{status=\"running\",connector=\"numbers\",}"] == "1.0")
                #expect(page["sluice_task_state{connector=\"numbers\",task=\"0\",state=\"running\",}"] == "1.0")
                let producer = "{client_id=\"connector-producer-numbers-0\",client_type=\"producer\",}"
                #expect(page["kafka_producer_producer_metrics_record_send_total" + producer] == "100.0")
                #expect(page["kafka_producer_producer_metrics_requests_in_flight" + producer] == "0.0")
            }
        }
    }

    @Test("Series follow what happens to a connector, and end with it")
    func life() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                let source = WorkerTests.source(["records": "1000000", "pause": "1"])
                _ = try await herder.create("numbers", configuration: source, initialState: nil)
                let started = Self.worker + "task_startup_success_total{connector=\"aggregate\",}"
                try await eventually { Page(worker)[started] == "2.0" }
                try await herder.setTargetState(.paused, of: "numbers")
                let paused = "kafka_connect_connector_metrics{status=\"paused\",connector=\"numbers\",}"
                try await eventually {
                    let page = Page(worker)
                    return page[paused] == "1.0"
                        && page[Self.worker + "connector_paused_task_count{connector=\"numbers\",}"] == "2.0"
                }
                try await herder.setTargetState(.stopped, of: "numbers")
                try await eventually {
                    let page = Page(worker)
                    return page.has("status=\"stopped\"") && !page.has("task=\"0\"") && !page.has("producer-numbers-0")
                        && page[Self.worker + "task_count{connector=\"aggregate\",}"] == "0.0"
                }
                try await herder.delete("numbers")
                try await eventually { !Page(worker).has("connector=\"numbers\"") }
            }
        }
    }

    @Test("Restarts, failures and records left out are counted")
    func counters() {
        let metrics = WorkerMetrics()
        func page() -> String { String(decoding: MetricsText(metrics.registry.snapshot(), .text).bytes) }
        let id = TaskID("c", 0)
        let labels = "{connector=\"c\",task=\"0\",}"
        let first = metrics.task(id, .source)
        metrics.task(first, enters: .failed)
        first.updateErrors { $0.failures += 3 }
        #expect(page().contains("sluice_task_restarts_total\(labels) 0.0"))
        #expect(page().contains("connector_failed_task_count{connector=\"c\",} 1.0"))
        #expect(page().contains("task_startup_failure_total{connector=\"aggregate\",} 1.0"))
        #expect(page().contains("kafka_connect_task_error_metrics_total_record_failures\(labels) 3.0"))
        metrics.ended(.task(id))
        #expect(!page().contains(labels))
        let second = metrics.task(id, .source)
        metrics.task(second, enters: .running)
        metrics.task(second, enters: .failed)  // it had started: no failure to start
        #expect(page().contains("sluice_task_restarts_total\(labels) 1.0"))
        #expect(page().contains("task_startup_attempts_total{connector=\"aggregate\",} 2.0"))
        #expect(page().contains("task_startup_success_percentage{connector=\"aggregate\",} 0.5"))
        #expect(page().contains("kafka_connect_task_error_metrics_total_record_failures\(labels) 0.0"))
    }

    @Test("A page of a thousand connectors has every series once")
    func many() {
        let metrics = WorkerMetrics()
        var clients: [ClientMeter] = []
        for number in 0..<1000 {
            let name = "connector-\(number)"
            metrics.connector(name, enters: .running, className: "C", version: "1", type: .source)
            metrics.task(metrics.task(TaskID(name, 0), .source), enters: .running)
            clients.append(metrics.client(.producer, id: "connector-producer-\(name)-0"))
        }
        let text = String(decoding: MetricsText(metrics.registry.snapshot(), .openMetrics).bytes)
        let series = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.prefix { $0 != " " } }
        #expect(series.count > 100_000)
        #expect(Set(series).count == series.count)
    }
}
