import Bytes
import ConnectAPI
import FileConnector
import Glibc
import JSON
import Testing
import Transport

@testable import ConnectRuntime

/// The worker with a real broker and a real Java worker.
@Suite(.serialized, .enabled(if: RealConnect.isThere, RealConnect.comment), .timeLimit(.minutes(10)))
struct WorkerInterop {
    /// As the Java worker has them by default, so that it can take over.
    private static let settings = [
        "group.id": "connect-cluster", "config.storage.topic": "connect-configs",
        "offset.storage.topic": "connect-offsets", "status.storage.topic": "connect-status",
        "scheduled.rebalance.max.delay.ms": "300000", "heartbeat.interval.ms": "3000",
    ]

    private static func source(_ file: LineFile, _ topic: String) -> ConfigValues {
        [
            "name": topic, "connector.class": "FileStreamSource", "tasks.max": "1", "file": file.path, "topic": topic,
            "value.converter": "org.apache.kafka.connect.storage.StringConverter",
            "topic.creation.default.partitions": "1", "topic.creation.default.replication.factor": "1",
        ]
    }

    /// The statuses that the topic tells last, by key.
    private static func statuses(_ harness: WorkerHarness) async throws -> StatusState {
        var state = StatusState()
        for record in try await harness.records("connect-status") {
            _ = state.apply(key: record.key ?? "", value: record.value.map { Bytes(utf8: $0) })
        }
        return state
    }

    private static func count(_ harness: WorkerHarness, _ topic: String) async throws -> Int {
        try await harness.records(topic).count
    }

    @Test("A file is read on by the Java worker where we stopped, and by us where it stopped")
    func handOver() async throws {
        try await RealConnect.run { real in
            try await EventLoop.withLoop { loop in
                let harness = WorkerHarness(loop: loop, bootstrap: real.bootstrap)
                var file = LineFile("hand-over")
                defer { file.remove() }
                file.append(1000)
                try await harness.withWorker(8083, Self.settings) { worker in
                    _ = try await worker.herder.create(
                        "lines", configuration: Self.source(file, "lines"), initialState: nil)
                    let paused = Self.source(file, "paused")
                    _ = try await worker.herder.create("paused", configuration: paused, initialState: .paused)
                    try await eventually { try await Self.count(harness, "lines") == 1000 }
                }
                file.append(1000)
                try real.java("start")
                try await eventually { try await Self.count(harness, "lines") == 2000 }
                let java = "127.0.0.1:\(real.restPort)"
                try await eventually {
                    let statuses = try await Self.statuses(harness)
                    return statuses.status(of: TaskID("lines", 0))?.workerID == java
                        && statuses.connectors["paused"]?.state == .paused
                }
                try real.java("stop")
                file.append(1000)
                try await harness.withWorker(8083, Self.settings) { worker in
                    try await eventually { worker.herder.states(of: "lines") == [.running] }
                    try await eventually { try await Self.count(harness, "lines") >= 3000 }
                    try await eventually { worker.herder.state(of: "paused") == .paused }
                    #expect(try worker.herder.connectorStatus("lines").connector.workerID == "127.0.0.1:8083")
                }
                let values = try await harness.records("lines").compactMap(\.value)
                #expect(values == file.lines, "nothing twice, nothing missing, in order")
                #expect(try await Self.count(harness, "paused") == 0)
            }
        }
    }

    @Test("We share the work with a Java worker that leads, and take it all over when it is killed")
    func mixedGroup() async throws {
        try await RealConnect.run { real in
            try await EventLoop.withLoop { loop in
                let harness = WorkerHarness(loop: loop, bootstrap: real.bootstrap)
                var file = LineFile("mixed")
                defer { file.remove() }
                file.append(500)
                try await harness.withWorker(8083, Self.settings) { worker in
                    for name in ["a", "b"] {
                        _ = try await worker.herder.create(
                            name, configuration: Self.source(file, name), initialState: nil)
                        try await eventually { worker.herder.states(of: name) == [.running] }
                    }
                }
                try real.java("start")
                try await harness.withWorker(8083, Self.settings) { worker in
                    try await eventually { worker.herder.work.pieces.count == 2 }
                    #expect(!worker.herder.isLeader)
                    file.append(500)
                    for name in ["a", "b"] { try await eventually { try await Self.count(harness, name) == 1000 } }
                    let owners = Set(
                        try ["a", "b"].flatMap { try worker.herder.connectorStatus($0).tasks.map(\.status.workerID) })
                    #expect(owners == ["127.0.0.1:8083", "127.0.0.1:\(real.restPort)"])
                    try real.java("kill")
                    try await eventually { worker.herder.work.pieces.count == 4 }
                    #expect(worker.herder.isLeader)
                    file.append(500)
                    for name in ["a", "b"] {
                        try await eventually {
                            Set(try await harness.records(name).compactMap(\.value)) == Set(file.lines)
                        }
                    }
                }
            }
        }
    }

    private static let program: String = {
        var path = [CChar](repeating: 0, count: 4096)
        let length = readlink("/proc/self/exe", &path, path.count - 1)
        let exe = String(decoding: path.prefix(max(length, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return exe.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/sluice"
    }()

    @Test(
        "A worker that is killed again and again loses nothing",
        .enabled(if: access(Self.program, X_OK) == 0, "needs the sluice program beside the tests: swift build"))
    func kills() async throws {
        try await RealConnect.run { real in
            try await EventLoop.withLoop { loop in
                let harness = WorkerHarness(loop: loop, bootstrap: real.bootstrap)
                var file = LineFile("kills")
                defer { file.remove() }
                file.append(300_000)
                let configuration = try Self.write(
                    harness.properties(
                        Self.settings.merging([
                            "listeners": "http://127.0.0.1:0", "session.timeout.ms": "6000",
                            "offset.flush.interval.ms": "50",
                        ]) { $1 }))
                defer { unlink(configuration) }
                try await harness.withWorker(8083, Self.settings) { worker in
                    let source = Self.source(file, "lines")
                    _ = try await worker.herder.create("lines", configuration: source, initialState: .paused)
                    try await eventually { worker.herder.state(of: "lines") == .paused }
                    try await worker.herder.setTargetState(.started, of: "lines")
                }
                var before = 0
                for _ in 0..<3 {
                    let process = try Self.spawn(configuration)
                    try await eventually { try await Self.count(harness, "lines") > before }
                    kill(process, SIGKILL)
                    var status: Int32 = 0
                    waitpid(process, &status, 0)
                    before = try await Self.count(harness, "lines")
                }
                try await harness.withWorker(8083, Self.settings) { worker in
                    try await eventually {
                        Set(try await harness.records("lines").compactMap(\.value)).count == file.count
                    }
                }
                #expect(Set(try await harness.records("lines").compactMap(\.value)) == Set(file.lines))
            }
        }
    }

    private static func write(_ properties: [String: String]) throws -> String {
        let path = "/tmp/sluice-worker-\(getpid())-\(UInt32.random(in: 0 ... .max)).properties"
        let file = try #require(fopen(path, "w"))
        for (name, value) in properties { fputs("\(name)=\(value)\n", file) }
        fclose(file)
        return path
    }

    private static func spawn(_ configuration: String) throws -> pid_t {
        var process: pid_t = 0
        let texts = [Self.program, "worker", configuration]
        let arguments = texts.map { (text: String) in strdup(text) }
        defer { for argument in arguments { free(argument) } }
        let code = posix_spawn(&process, Self.program, nil, nil, arguments + [nil], environ)
        guard code == 0 else { throw RealConnect.Failure(command: Self.program, code: code) }
        return process
    }
}
