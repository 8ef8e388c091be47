import ConnectAPI
import Log
import Testing
import Transport

@testable import ConnectRuntime

/// Values of config providers on their way to connectors and tasks.
@Suite(.timeLimit(.minutes(5))) struct ProviderReloadTests {
    private let files = ProviderFiles()

    private static let providers = [
        "config.providers": "file", "config.providers.file.class": FileConfigProvider.className,
        "config.providers.file.param.ttl.ms": "100",
    ]

    private static func connector(_ more: ConfigValues) -> ConfigValues {
        ["connector.class": NumbersSource.className, "name": "n", "pause": "5"].merging(more) { $1 }
    }

    @Test("Plugins get the values; the topic and REST have the references") func kept() async throws {
        let path = self.files.write("kept.properties", "topic=kept-topic\n")
        let reference = "${file:\(path):topic}"
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker(8083, Self.providers) { worker in
                _ = try await worker.herder.put("n", configuration: Self.connector(["topic": reference]))
                try await eventually { worker.herder.states(of: "n") == [.running] }
                #expect(try worker.herder.connectorInfo("n").configuration["topic"] == reference)
                #expect(try worker.herder.tasks(of: "n")[0].configuration["topic"] == reference)
                let report = try await worker.herder.validate(
                    plugin: "Numbers", configuration: Self.connector(["topic": reference]))
                #expect(report.entries.contains { $0.report.value == .string(reference) })
                #expect(!report.entries.contains { $0.report.value == .string("kept-topic") })
                try await eventually { try await !harness.records("kept-topic").isEmpty }
            }
            #expect(try await !harness.records("configs").contains { $0.value?.contains("kept-topic") == true })
        }
    }

    @Test("The number of tasks may be a value of a provider too") func tasks() async throws {
        let path = self.files.write("tasks.properties", "tasks=3\n")
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker(8083, Self.providers) { worker in
                _ = try await worker.herder.put(
                    "n", configuration: Self.connector(["tasks.max": "${file:\(path):tasks}"]))
                try await eventually { worker.herder.states(of: "n") == [.running, .running, .running] }
            }
        }
    }

    @Test("A task starts anew when a value has changed after its time") func reload() async throws {
        let path = self.files.write("reload.properties", "topic=topic-before\n")
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker(8083, Self.providers) { worker in
                let settings = Self.connector(["topic": "${file:\(path):topic}"])
                _ = try await worker.herder.put("n", configuration: settings)
                try await eventually { try await !harness.records("topic-before").isEmpty }
                _ = self.files.write("reload.properties", "topic=topic-after\n")
                try await eventually { try await !harness.records("topic-after").isEmpty }
            }
        }
    }

    @Test("A trace doesn't show a value, whatever the plugin says") func trace() async throws {
        let path = self.files.write("trace.properties", "place=start\n")
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker(8083, Self.providers) { worker in
                let settings = Self.connector(["fail": "${file:\(path):place}"])
                _ = try await worker.herder.put("n", configuration: settings)
                try await eventually { worker.herder.states(of: "n") == [.failed] }
                let trace = try worker.herder.connectorStatus("n").tasks[0].status.trace
                #expect(trace?.contains("[hidden] refused") == true)
            }
        }
    }

    @Test("A file that can't be read fails the connector and says why") func unreadable() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker(8083, Self.providers) { worker in
                let settings = Self.connector(["topic": "${file:/no/such/file:topic}"])
                await #expect(throws: HerderError.self) {
                    try await worker.herder.put("n", configuration: settings)
                }
                let path = self.files.write("gone.properties", "topic=gone-topic\n")
                _ = try await worker.herder.put(
                    "m", configuration: Self.connector(["name": "m", "topic": "${file:\(path):topic}"]))
                try await eventually { worker.herder.states(of: "m") == [.running] }
                self.files.remove("gone.properties")
                try? await worker.herder.restartConnector("m")
                try await eventually { worker.herder.state(of: "m") == .failed }
                let trace = try worker.herder.connectorStatus("m").connector.trace
                #expect(trace?.contains("Could not read properties from file \(path)") == true)
            }
        }
    }
}
