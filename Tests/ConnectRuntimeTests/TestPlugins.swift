import ConnectAPI
import Converters
import Glibc
import Transport

@testable import ConnectRuntime

/// Writes `records` numbers to `topic` from each of `count` tasks, in batches of `batch`, and fails or blocks where it is
/// told to: `fail` and `block` take `connector`, `plan`, `start`, `poll`, `stop`. The number `bad` is no text, and the
/// number `large` is 5,000 characters long.
final class NumbersSource: SourceConnector {
    static let className = "org.example.NumbersSourceConnector"
    static let version = "1.0-test"
    static let configuration = ConfigDefinition(
        ConfigKey<String>("topic", default: "numbers", importance: .high, "Topic to write to."))

    private let values = Locked<ConfigValues>([:])

    static func trip(_ place: String, _ values: ConfigValues) throws {
        if values["block"] == place { Blockade.shared.block() }
        if values["fail"] == place {
            throw ConnectError(.other("java.lang.RuntimeException"), "\(place) refused")
        }
    }

    func start(_ configuration: ConfigValues, context: any ConnectorContext) async throws {
        try Self.trip("connector", configuration)
        self.values.withLock { $0 = configuration }
    }

    func taskConfigurations(maxTasks: Int) async throws -> [ConfigValues] {
        let values = self.values.withLock { $0 }
        try Self.trip("plan", values)
        let count = (values["count"] ?? nil).flatMap(Int.init) ?? maxTasks
        return (0..<count).map { number in values.merging(["id": String(number)]) { $1 } }
    }

    static func makeTask() -> any SourceTask { NumbersTask() }

    static func checkOffsets(
        _ offsets: [(partition: SourcePosition?, offset: SourcePosition?)], configuration: ConfigValues
    ) throws -> Bool { true }
}

final class NumbersTask: SourceTask {
    private var values: ConfigValues = [:]
    private var next: Int64 = 0
    private var partition: SourcePosition = [:]

    private func number(_ name: String, _ fallback: Int) -> Int {
        (self.values[name] ?? nil).flatMap(Int.init) ?? fallback
    }

    func start(_ configuration: ConfigValues, context: any SourceTaskContext) async throws {
        self.values = configuration
        try NumbersSource.trip("start", configuration)
        self.partition = ["id": .string((configuration["id"] ?? nil) ?? "")]
        let offset = try await context.offsets(of: [self.partition])[0]
        self.next = offset?["at"]?.integer ?? 0
    }

    func poll(into batch: SourceBatch) async throws {
        try NumbersSource.trip("poll", self.values)
        let end = min(self.next + Int64(self.number("batch", 10)), Int64(self.number("records", .max)))
        guard self.next < end else { return try await Task.sleep(for: .seconds(3600)) }
        for number in self.next..<end {
            let topic = (self.values["topic"] ?? nil) ?? "numbers"
            let id = (self.values["id"] ?? nil) ?? ""
            let text = self.values["large"] == "\(number)" ? String(repeating: "x", count: 5000) : "\(id)-\(number)"
            let value: Value = self.values["bad"] == "\(number)" ? .boolean(true) : .string(text)
            let record = ConnectRecord(
                topic: topic, key: SchemaAndValue(.string, .string(id)),
                value: SchemaAndValue(self.values["bad"] == "\(number)" ? .int32 : .string, value))
            batch.append(
                SourceRecord(record, sourcePartition: self.partition, sourceOffset: ["at": .int64(number + 1)]))
        }
        self.next = end
        let rest = self.number("rest", 0)
        if rest > 0 { batch.rest = SourceBatch.Rest(.milliseconds(rest), tolerance: .milliseconds(1)) }
        let pause = self.number("pause", 0)
        if pause > 0 { try await Task.sleep(for: .milliseconds(pause)) }
    }

    func stop() async throws { try NumbersSource.trip("stop", self.values) }
}

/// Holds whoever comes, until it is released.
final class Blockade: @unchecked Sendable {  // a condition variable: everything else happens under its mutex
    static let shared = Blockade()
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var waiting = 0
    /// Nobody is held by a blockade that was released in the meantime.
    private var round = 0

    init() {
        pthread_mutex_init(self.mutex, nil)
        pthread_cond_init(self.condition, nil)
    }

    func block() {
        pthread_mutex_lock(self.mutex)
        self.waiting += 1
        let round = self.round
        while round == self.round { pthread_cond_wait(self.condition, self.mutex) }
        self.waiting -= 1
        pthread_mutex_unlock(self.mutex)
    }

    /// Lets everybody go who is held now.
    func release() {
        pthread_mutex_lock(self.mutex)
        self.round += 1
        pthread_cond_broadcast(self.condition)
        pthread_mutex_unlock(self.mutex)
    }

    /// How many it holds now.
    var count: Int {
        pthread_mutex_lock(self.mutex)
        defer { pthread_mutex_unlock(self.mutex) }
        return self.waiting
    }
}
