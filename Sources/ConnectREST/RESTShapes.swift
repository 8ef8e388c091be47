import ConnectAPI
import ConnectRuntime
import JSON

/// The JSON of what the API answers, with the members in Kafka Connect's order.
enum RESTShapes {
    static func configuration(_ values: ConfigValues) -> JSONValue {
        .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.optional($0.value)) }))
    }

    static func taskID(_ id: TaskID) -> JSONValue { ["connector": .string(id.connector), "task": .int(id.task)] }

    static func info(_ info: ConnectorInfo) -> JSONValue {
        [
            "name": .string(info.name), "config": Self.configuration(info.configuration),
            "tasks": .array(info.tasks.map(Self.taskID)), "type": .string(info.type.rawValue),
        ]
    }

    static func task(_ task: TaskInfo) -> JSONValue {
        ["id": Self.taskID(task.id), "config": Self.configuration(task.configuration)]
    }

    /// - Parameter id: Of a task, in front of the rest; nil for a connector.
    static func status(_ status: TaskStatus, id: Int32?) -> JSONValue {
        var object = JSONObject()
        if let id { object.set("id", .int(id)) }
        object.set("state", .string(status.state.rawValue))
        object.set("worker_id", .string(status.workerID))
        if let version = status.version { object.set("version", .optional(version)) }
        if let trace = status.trace, !trace.isEmpty { object.set("trace", .string(trace)) }
        return .object(object)
    }

    static func status(_ status: ConnectorStatus) -> JSONValue {
        [
            "name": .string(status.name), "connector": Self.status(status.connector, id: nil),
            "tasks": .array(status.tasks.map { Self.status($0.status, id: $0.id) }),
            "type": .string(status.type.rawValue),
        ]
    }

    static func plugin(_ plugin: PluginInfo) -> JSONValue {
        var object: JSONObject = ["class": .string(plugin.className), "type": .string(plugin.kind.rawValue)]
        if let version = plugin.version { object.set("version", .string(version)) }
        return .object(object)
    }

    static func definition(_ key: ConfigKeyDefinition) -> JSONValue {
        [
            "name": .string(key.name), "type": .string(key.type.rawValue), "required": .bool(key.isRequired),
            "default_value": .optional(key.defaultText), "importance": .string(key.importance.rawValue),
            "documentation": .string(key.documentation), "group": .optional(key.group),
            "width": .string(key.width.rawValue), "display_name": .string(key.displayName),
            "dependents": .array(key.dependents.map { .string($0) }), "order": .int(key.order),
        ]
    }

    static func report(_ report: ConfigurationReport) -> JSONValue {
        [
            "name": .string(report.name), "error_count": .int(report.errorCount),
            "groups": .array(report.groups.map { .string($0) }),
            "configs": .array(
                report.entries.map { entry in
                    ["definition": entry.definition.map(Self.definition) ?? .null, "value": Self.value(entry.report)]
                }),
        ]
    }

    private static func value(_ report: ConfigValueReport) -> JSONValue {
        [
            "name": .string(report.name), "value": .optional(report.value?.text),
            "recommended_values": .array(report.recommendedValues.map { .string($0) }),
            "errors": .array(report.errors.map { .string($0) }), "visible": .bool(report.visible),
        ]
    }
}
