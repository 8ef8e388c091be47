import Bytes
import Metrics
import Testing

@Suite struct MetricNameTests {
    @Test func `Runs of other characters become one underscore`() {
        #expect(MetricName.clean("kafka.connect_source-task--metrics_") == "kafka_connect_source_task_metrics_")
        #expect(MetricName.clean("Abc é:x9") == "abc_:x9")
    }

    @Test(arguments: [
        ("plain-1_a.b%", "plain-1_a.b%"), ("connect-host:8083", "\"connect-host:8083\""),
        ("a b\tc", "a b\tc"), ("a*b?\"\\\n", "\"a\\*b\\?\\\"\\\\\\n\""), ("", ""),
    ])
    func `Values are quoted as in the names of beans`(value: String, expected: String) {
        #expect(MetricLabels.jmx(value) == expected)
    }

    @Test func `Process figures are true`() throws {
        let registry = MetricsRegistry()
        let source = ProcessMetrics(version: "1", commit: "abc", maxHeap: 1 << 31)
        registry.add(source)
        let text = String(decoding: MetricsText(registry.snapshot(), .text).bytes)
        func value(_ name: String) -> Double? {
            text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
                .flatMap { Double($0.dropFirst(name.utf8.count + 1)) }
        }
        let resident = try #require(value("process_resident_memory_bytes"))
        let heap = try #require(value("jvm_memory_bytes_used{area=\"heap\",}"))
        #expect(resident > 1_000_000 && heap > 10_000 && heap < 100_000_000_000)
        #expect(value("jvm_memory_bytes_max{area=\"heap\",}") == 2_147_483_648)
        #expect(try #require(value("process_start_time_seconds")) > 1_000_000_000)
        #expect(try #require(value("process_open_fds")) > 2)
        #expect(try #require(value("process_max_fds")) >= 64)
        #expect(try #require(value("jvm_threads_current")) >= 1)
        #expect(value("sluice_build_info{version=\"1\",commit=\"abc\",}") == 1)
        #expect(text.contains("jvm_gc_collection_seconds_count{gc=\"G1 Young Generation\",} 0.0"))
        registry.remove(source)
        #expect(MetricsText(registry.snapshot(), .text).bytes.isEmpty)
    }
}
