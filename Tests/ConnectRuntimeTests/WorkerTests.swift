import ConnectAPI
import JSON
import KafkaDevBroker
import Testing

@testable import ConnectRuntime

/// A worker against the embedded broker, through its herder.
@Suite(.timeLimit(.minutes(5))) struct WorkerTests {
    static func source(_ more: ConfigValues = [:]) -> ConfigValues {
        [
            "name": "numbers", "connector.class": "NumbersSource", "tasks.max": "2", "records": "100",
            "topic": "numbers",
        ].merging(more) { $1 }
    }

    @Test("A connector is created, its tasks write their records, offsets follow, and it is removed again")
    func life() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                let info = try await herder.create("numbers", configuration: Self.source(), initialState: nil)
                #expect(info.type == .source)
                #expect(herder.connectorNames() == ["numbers"])
                try await eventually { herder.states(of: "numbers") == [.running, .running] }
                #expect(herder.state(of: "numbers") == .running)
                try await eventually { try await herder.positions(of: "numbers") == [100, 100] }
                let values = try await harness.records("numbers").compactMap(\.value)
                #expect(values.count == 200)
                #expect(Set(values).count == 200)
                try await eventually { try herder.activeTopics(of: "numbers") == ["numbers"] }
                try await herder.delete("numbers")
                try await eventually { herder.state(of: "numbers") == nil }
                #expect(herder.connectorNames().isEmpty)
                #expect(await herder.health().status == .healthy)
            }
        }
    }

    @Test("Pause, resume and stop reach the connector and its tasks")
    func targetStates() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                let configuration = Self.source(["records": "1000000", "pause": "1"])
                _ = try await herder.create("numbers", configuration: configuration, initialState: nil)
                try await eventually { herder.states(of: "numbers") == [.running, .running] }
                try await herder.setTargetState(.paused, of: "numbers")
                try await eventually {
                    herder.states(of: "numbers") == [.paused, .paused] && herder.state(of: "numbers") == .paused
                }
                let before = worker.figures[TaskID("numbers", 0)].polled
                #expect(before == worker.figures[TaskID("numbers", 0)].polled)
                try await herder.setTargetState(.started, of: "numbers")
                try await eventually { herder.states(of: "numbers") == [.running, .running] }
                try await eventually { worker.figures[TaskID("numbers", 0)].polled > before }
                try await herder.setTargetState(.stopped, of: "numbers")
                #expect(try herder.tasks(of: "numbers").isEmpty)
                try await eventually {
                    herder.state(of: "numbers") == .stopped && herder.states(of: "numbers").isEmpty
                }
                try await herder.setTargetState(.started, of: "numbers")
                try await eventually { herder.states(of: "numbers") == [.running, .running] }
                let error = await #expect(throws: HerderError.self) {
                    try await herder.setTargetState(.paused, of: "nope")
                }
                #expect(error == .notFound("Unknown connector nope"))
            }
        }
    }

    @Test("A plugin's rest lies between its polls, and ends with the task")
    func rests() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                let short = Self.source(["records": "50", "rest": "2", "tasks.max": "1"])
                _ = try await herder.create("numbers", configuration: short, initialState: nil)
                try await eventually { worker.figures[TaskID("numbers", 0)].acknowledged == 50 }
                let long = Self.source(["name": "long", "rest": "3600000", "tasks.max": "1"])
                _ = try await herder.create("long", configuration: long, initialState: nil)
                try await eventually { worker.figures[TaskID("long", 0)].sent == 10 }
                try await herder.setTargetState(.stopped, of: "long")
                try await eventually { herder.states(of: "long").isEmpty }
                #expect(worker.figures[TaskID("long", 0)].polled == 10)
            }
        }
    }

    @Test("A connector may begin its life paused or stopped")
    func initialStates() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                for (name, state, shown) in [
                    ("a", TargetState.paused, TaskStatus.State.paused), ("b", .stopped, .stopped),
                    ("c", .started, .running),
                ] {
                    _ = try await herder.create(
                        name, configuration: Self.source(["name": name]), initialState: state)
                    try await eventually { herder.state(of: name) == shown }
                }
                #expect(try herder.tasks(of: "a").isEmpty)
                #expect(try herder.tasks(of: "b").isEmpty)
                try await eventually { try herder.tasks(of: "c").count == 2 }
                try await herder.setTargetState(.started, of: "b")
                try await eventually { herder.states(of: "b") == [.running, .running] }
            }
        }
    }

    @Test("Failures are shown with their trace, cost nobody else anything, and a restart mends them")
    func failures() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                _ = try await herder.create("numbers", configuration: Self.source(), initialState: nil)
                for place in ["connector", "start", "poll"] {
                    let configuration = Self.source(["name": place, "fail": place, "count": "1"])
                    _ = try await herder.create(place, configuration: configuration, initialState: nil)
                }
                try await eventually { herder.state(of: "connector") == .failed }
                let status = try herder.connectorStatus("connector")
                #expect(status.connector.trace == "java.lang.RuntimeException: connector refused")
                try await eventually {
                    herder.states(of: "start") == [.failed] && herder.states(of: "poll") == [.failed]
                }
                #expect(try herder.taskStatus(TaskID("poll", 0)).trace == "java.lang.RuntimeException: poll refused")
                #expect(herder.state(of: "poll") == .running)
                try await eventually { try await herder.positions(of: "numbers") == [100, 100] }
                #expect(herder.states(of: "numbers") == [.running, .running])

                let error = await #expect(throws: HerderError.self) { try await herder.restartConnector("connector") }
                #expect(error == HerderError(500, "Failed to start connector: connector"))
                _ = try await herder.put("connector", configuration: Self.source(["name": "connector", "count": "1"]))
                try await eventually { herder.states(of: "connector") == [.running] }

                let shown = try await herder.restart(
                    RestartRequest(connector: "poll", includesTasks: true, onlyFailed: true))
                #expect(shown.connector.state == .running)
                #expect(shown.tasks.map(\.status.state) == [.restarting])
                try await eventually { herder.states(of: "poll") == [.failed] }
                _ = try await herder.put("poll", configuration: Self.source(["name": "poll", "count": "1"]))
                try await eventually { herder.states(of: "poll") == [.running] }
            }
        }
    }

    @Test("Restarts are refused for what isn't there")
    func unknown() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                _ = try await herder.create("numbers", configuration: Self.source(), initialState: nil)
                try await eventually { herder.states(of: "numbers") == [.running, .running] }
                func refusal(_ body: () async throws -> Void) async -> String? {
                    await #expect(throws: HerderError.self) { try await body() }.map { "\($0.status) \($0.message)" }
                }
                #expect(await refusal { try await herder.restartConnector("x") } == "404 Unknown connector: x")
                #expect(await refusal { try await herder.restartTask(TaskID("x", 0)) } == "404 Unknown connector: x")
                #expect(
                    await refusal { try await herder.restartTask(TaskID("numbers", 7)) }
                        == "404 Unknown task: numbers-7")
                #expect(await refusal { try await herder.delete("x") } == "404 Connector x not found")
                #expect(
                    await refusal {
                        _ = try await herder.create("numbers", configuration: Self.source(), initialState: nil)
                    } == "409 Connector numbers already exists")
                try await herder.restartTask(TaskID("numbers", 1))
                try await herder.restartConnector("numbers")
                try await eventually { herder.states(of: "numbers") == [.running, .running] }
            }
        }
    }

    @Test(
        "What comes before a record that can't be converted is sent and committed; tolerated, only that one is missing")
    func badRecord() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                let bad: ConfigValues = [
                    "count": "1", "bad": "57", "value.converter": "JsonConverter",
                    "value.converter.schemas.enable": "false",
                ]
                _ = try await herder.create(
                    "strict", configuration: Self.source(bad.merging(["name": "strict", "topic": "strict"]) { $1 }),
                    initialState: nil)
                try await eventually { herder.states(of: "strict") == [.failed] }
                let trace = try #require(try herder.taskStatus(TaskID("strict", 0)).trace)
                #expect(
                    trace.hasPrefix(
                        "org.apache.kafka.connect.errors.ConnectException: Tolerance exceeded in error handler\n"
                            + "Caused by: org.apache.kafka.connect.errors.DataException: "), "\(trace)")
                #expect(try await harness.records("strict").count == 57)
                #expect(try await herder.positions(of: "strict") == [57])

                let tolerant = bad.merging(["name": "tolerant", "topic": "tolerant", "errors.tolerance": "all"]) { $1 }
                _ = try await herder.create("tolerant", configuration: Self.source(tolerant), initialState: nil)
                try await eventually { try await herder.positions(of: "tolerant") == [100] }
                #expect(try await harness.records("tolerant").count == 99)
            }
        }
    }

    @Test("A worker that is started again carries on where it was, without a record twice after a clean stop")
    func restart() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                let configuration = Self.source(["records": "1000000", "pause": "1", "topic": "on"])
                _ = try await herder.create("on", configuration: configuration, initialState: nil)
                _ = try await herder.create("off", configuration: Self.source(), initialState: .stopped)
                try await eventually { worker.figures[TaskID("on", 1)].acknowledged > 50 }
            }
            let first = try await harness.records("on").count
            try await harness.withWorker { worker in
                let herder = worker.herder
                try await eventually { herder.connectorNames() == ["off", "on"] }
                try await eventually { worker.figures[TaskID("on", 1)].acknowledged > 50 }
                try await eventually { herder.state(of: "off") == .stopped }
            }
            let values = try await harness.records("on").compactMap(\.value)
            #expect(values.count > first)
            #expect(Set(values).count == values.count)
            for task in ["0", "1"] {
                let mine = values.filter { $0.hasPrefix("\(task)-") }.count
                #expect(Set(values).isSuperset(of: (0..<mine).map { "\(task)-\($0)" }), "nothing is missing")
            }
        }
    }

    @Test("A stopped connector's offsets can be changed and forgotten")
    func offsets() async throws {
        try await WorkerHarness.run { harness, _ in
            try await harness.withWorker { worker in
                let herder = worker.herder
                let configuration = Self.source(["count": "1"])
                _ = try await herder.create("numbers", configuration: configuration, initialState: nil)
                try await eventually { try await herder.positions(of: "numbers") == [100] }
                let change = ConnectorOffset(partition: ["id": "0"], offset: ["at": 98])
                let early = await #expect(throws: HerderError.self) {
                    try await herder.alterOffsets(of: "numbers", [change])
                }
                #expect(early?.status == 400)
                try await herder.setTargetState(.stopped, of: "numbers")
                #expect(
                    try await herder.alterOffsets(of: "numbers", [change])
                        == "The offsets for this connector have been altered successfully")
                try await herder.setTargetState(.started, of: "numbers")
                try await eventually { try await herder.positions(of: "numbers") == [100] }
                #expect(try await harness.records("numbers").count == 102)
                try await herder.setTargetState(.stopped, of: "numbers")
                _ = try await herder.alterOffsets(
                    of: "numbers", [ConnectorOffset(partition: ["id": "0"], offset: .null)])
                #expect(try await herder.offsets(of: "numbers").isEmpty)
                _ = try await herder.alterOffsets(of: "numbers", [change])
                #expect(
                    try await herder.resetOffsets(of: "numbers")
                        == "The offsets for this connector have been reset successfully")
                #expect(try await herder.offsets(of: "numbers").isEmpty)
            }
        }
    }
}

extension DistributedHerder {
    /// How far the tasks of a ``NumbersSource`` have committed, in order of their numbers.
    func positions(of connector: String) async throws -> [Int64] {
        try await self.offsets(of: connector).sorted { $0.partition.text < $1.partition.text }
            .compactMap { $0.offset["at"]?.int64Value }
    }
}
