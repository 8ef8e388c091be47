import ConnectAPI
import JSON
import KafkaClient
import Log

/// What users ask for.
extension HerderCore {
    func requireConnector(_ name: String, _ message: (String) -> String) throws(HerderError) -> ConfigMap {
        guard let configuration = self.configs.snapshot.connectors[name] else { throw .notFound(message(name)) }
        return configuration
    }

    /// - Throws: If somebody else leads: requests aren't passed on yet.
    func requireLeadership() throws(HerderError) {
        guard !self.isLeader else { return }
        guard self.group.leaderURL != nil else {
            throw .conflict(
                "Cannot complete request momentarily due to no known leader URL, "
                    + "likely because a rebalance was underway.")
        }
        throw .conflict(
            "Cannot complete request because of a conflicting operation (e.g. worker rebalance)")
    }

    func write(
        _ records: [ConfigRecord], readBack: Bool = true, failing message: String
    ) async throws(HerderError) {
        let configs = self.configs
        try await self.writing(message) { () async throws(KafkaError) in
            try await configs.write(records, readBack: readBack)
        }
    }

    func writeTasks(of name: String, _ tasks: [ConfigMap]) async throws(HerderError) {
        let configs = self.configs
        try await self.writing("Error writing task configurations to Kafka") { () async throws(KafkaError) in
            try await configs.writeTasks(of: name, tasks)
        }
    }

    private func writing(
        _ message: String, _ body: @escaping @Sendable () async throws(KafkaError) -> Void
    ) async throws(HerderError) {
        do throws(KafkaError) {
            try await self.limited(to: .seconds(30), "writing to the config topic") {
                do throws(KafkaError) {
                    return .success(try await body())
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            Self.log.error("The config topic couldn't be written", error: error)
            throw HerderError(500, message)
        }
    }

    func create(
        _ name: String, _ configuration: ConfigMap, _ initialState: TargetState?
    ) async throws(HerderError) {
        try self.requireLeadership()
        guard self.configs.snapshot.connectors[name] == nil else {
            throw .conflict("Connector \(name) already exists")
        }
        try await self.put(name, configuration, initialState)
    }

    func put(
        _ name: String, _ configuration: ConfigMap, _ initialState: TargetState? = nil
    ) async throws(HerderError) {
        try self.requireLeadership()
        var records: [ConfigRecord] = []
        if let initialState { records.append(.targetState(name, initialState)) }
        records.append(.connector(name, configuration))
        try await self.write(records, failing: "Error writing connector configuration to Kafka")
    }

    func delete(_ name: String) async throws(HerderError) {
        try self.requireLeadership()
        _ = try self.requireConnector(name) { "Connector \($0) not found" }
        try await self.write(
            [.connectorTombstone(name), .targetStateTombstone(name)],
            failing: "Error removing connector configuration from Kafka")
    }

    func setTargetState(_ state: TargetState, of name: String) async throws(HerderError) {
        _ = try self.requireConnector(name) { "Unknown connector \($0)" }
        guard state == .stopped else {
            return try await self.write(
                [.targetState(name, state)], readBack: false, failing: "Error writing target state to Kafka")
        }
        try self.requireLeadership()
        try await self.writeTasks(of: name, [])
        try await self.write([.targetState(name, .stopped)], failing: "Error writing target state to Kafka")
    }

    func restartConnector(_ name: String, _ done: @escaping @Sendable (Result<Void, HerderError>) -> Void) {
        guard self.configs.snapshot.connectors[name] != nil else {
            return done(.failure(.notFound("Unknown connector: \(name)")))
        }
        guard self.isWanted(.connector(name)) else { return done(.failure(self.runsElsewhere(.connector(name)))) }
        self.restart(.connector(name), done: done)
    }

    func restartTask(_ id: TaskID, _ done: @escaping @Sendable (Result<Void, HerderError>) -> Void) {
        let state = self.configs.snapshot
        guard state.connectors[id.connector] != nil else {
            return done(.failure(.notFound("Unknown connector: \(id.connector)")))
        }
        guard state.tasks(of: id.connector).contains(id) else {
            return done(.failure(.notFound("Unknown task: \(id)")))
        }
        guard self.isWanted(.task(id)) else { return done(.failure(self.runsElsewhere(.task(id)))) }
        self.restart(.task(id), done: done)
    }

    private func runsElsewhere(_ piece: PieceID) -> HerderError {
        guard self.isLeader, let url = self.group.ownerURL(of: piece) else {
            return .conflict(
                "Cannot complete request because of a conflicting operation (e.g. worker rebalance)")
        }
        return .conflict("Cannot complete request: \(piece) runs on the worker at \(url)")
    }

    func restart(_ request: RestartRequest) async throws(HerderError) -> Set<PieceID> {
        _ = try self.requireConnector(request.connector) { "Unknown connector: \($0)" }
        try self.requireLeadership()
        let plan = self.plan(of: request)
        try await self.write([.restart(request)], failing: "Error writing restart request to Kafka")
        guard self.services.statuses.read({ $0.connectors[request.connector] != nil }) else {
            throw .notFound("Status for connector \(request.connector) not found")
        }
        return Set(plan)
    }
}

/// Source offsets, as users see and change them.
extension HerderCore {
    private func requireStopped(_ name: String) throws(HerderError) -> ConfigMap {
        try self.requireLeadership()
        let configuration = try self.requireConnector(name) { "Connector \($0) not found" }
        let state = self.configs.snapshot
        guard state.targetState(of: name) == .stopped, state.taskCounts[name] ?? 0 == 0 else {
            throw .badRequest(
                "Connectors must be in the STOPPED state before their offsets can be modified. This can be done for "
                    + "the specified connector by issuing a 'PUT' request to the '/connectors/\(name)/stop' endpoint")
        }
        return configuration
    }

    private func source(_ configuration: ConfigMap) throws(HerderError) -> any SourceConnector.Type {
        let entry = try self.services.plugins.connector(configuration["connector.class"] ?? "")
        guard let type = entry.type as? any SourceConnector.Type else {
            throw HerderError(500, "Offsets of sink connectors can't be modified yet")
        }
        return type
    }

    func alterOffsets(of name: String, _ offsets: [ConnectorOffset]) async throws(HerderError) -> String {
        let configuration = try self.requireStopped(name)
        let type = try self.source(configuration)
        var changes: [JSONValue: ConnectorOffset] = [:]
        for offset in offsets { changes[offset.partition] = offset }
        for offset in changes.values { try Self.checkPrimitive(offset) }
        let isChecked = try Self.check(type, Array(changes.values), configuration)
        let ordered = changes.values.sorted { $0.partition.text < $1.partition.text }.map { change in
            // Of none, not of JSON's null, which `nil` would be too.
            let offset: JSONValue? = change.offset.isNull ? .none : .some(Self.inJavaOrder(change.offset))
            return (partition: Self.inJavaOrder(change.partition), offset: offset)
        }
        try await self.writeOffsets(name, ordered)
        return Self.message("altered", isChecked: isChecked)
    }

    func resetOffsets(of name: String) async throws(HerderError) -> String {
        let configuration = try self.requireStopped(name)
        let type = try self.source(configuration)
        let known: [ConnectorOffset]
        do throws(KafkaError) {
            known = try await self.services.offsets.all(of: name)
        } catch {
            throw HerderError(500, "Failed to modify offsets for source connector \(name)")
        }
        let forgotten = known.map { ConnectorOffset(partition: $0.partition, offset: .null) }
        let isChecked = try Self.check(type, forgotten, configuration)
        try await self.writeOffsets(name, known.map { (partition: $0.partition, offset: nil) })
        return Self.message("reset", isChecked: isChecked)
    }

    private func writeOffsets(
        _ name: String, _ offsets: [(partition: JSONValue, offset: JSONValue?)]
    ) async throws(HerderError) {
        let store = self.services.offsets
        do throws(KafkaError) {
            try await self.limited(to: .seconds(90), "writing offsets of \(name)") {
                do throws(KafkaError) {
                    return .success(try await store.write(name, json: offsets))
                } catch {
                    return .failure(error)
                }
            }
        } catch {
            if error.code == .timedOut {
                throw HerderError(
                    500, "Timed out while attempting to modify offsets for source connector \(name)")
            }
            throw HerderError(500, "Failed to modify offsets for source connector \(name)")
        }
    }

    private static func check(
        _ type: any SourceConnector.Type, _ offsets: [ConnectorOffset], _ configuration: ConfigMap
    ) throws(HerderError) -> Bool {
        let positions = offsets.map { change in
            (
                partition: change.partition.objectValue.map(SourcePosition.init(json:)),
                offset: change.offset.objectValue.map(SourcePosition.init(json:))
            )
        }
        do {
            return try type.checkOffsets(positions, configuration: configuration.values)
        } catch let error as ConnectError {
            throw HerderError(error.kind == .connect ? 500 : 400, error.message)
        } catch {
            throw HerderError(500, "\(error)")
        }
    }

    private static func checkPrimitive(_ offset: ConnectorOffset) throws(HerderError) {
        for value in [offset.partition, offset.offset] where !value.isNull {
            guard let object = value.objectValue else { throw .badRequest("Offsets must be specified as a Map") }
            for (name, member) in object.members {
                let kind: String? =
                    switch member {
                    case .array: "ARRAY"
                    case .object: "MAP"
                    case .number(let number) where number.isIntegral && number.int64 == nil:
                        "class java.math.BigInteger"
                    default: nil
                    }
                if let kind {
                    throw .badRequest(
                        "Offsets may only contain primitive types as values, but field \(name) contains \(kind)")
                }
            }
        }
    }

    /// A Java worker reads JSON into hash maps, and finds offsets by the bytes that it would write.
    private static func inJavaOrder(_ value: JSONValue) -> JSONValue {
        value.objectValue.map { .object(JavaHash.ordered($0)) } ?? value
    }

    private static func message(_ done: String, isChecked: Bool) -> String {
        isChecked
            ? "The offsets for this connector have been \(done) successfully"
            : "The Connect framework-managed offsets for this connector have been \(done) successfully. However, if "
                + "this connector manages offsets externally, they will need to be manually \(done) in the system that "
                + "the connector uses."
    }
}
