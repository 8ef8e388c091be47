/// What other workers ask for.
extension HerderCore {
    /// - Throws: If nothing shows that another worker sends it. Groups that haven't agreed on signatures send none.
    func verify(_ request: SignedRequest) throws(HerderError) {
        guard self.join?.mode == .sessioned else { return }
        try InternalRequestSignature.verify(
            request, key: self.configs.snapshot.sessionKey,
            allowed: self.services.configuration[WorkerKeys.verificationAlgorithms])
    }

    func submitTasks(of name: String, _ tasks: [ConfigMap]) async throws(HerderError) {
        try self.requireLeadership()
        _ = try self.requireConnector(name) { "Connector \($0) not found" }
        if self.configs.snapshot.targetState(of: name) == .stopped, !tasks.isEmpty {
            throw .badRequest("Cannot submit non-empty set of task configs for stopped connector \(name)")
        }
        try await self.writeTasks(of: name, tasks)
    }

    /// Nothing here writes in transactions yet, so that nothing can be fenced.
    func fenceZombies(of name: String) throws(HerderError) {
        try self.requireLeadership()
        let configuration = try self.requireConnector(name) { "Connector \($0) not found" }
        guard self.services.plugins.connectorType(configuration["connector.class"]) == .source else {
            throw .badRequest("Connector \(name) is not a source connector")
        }
        throw HerderError(500, "Failed to perform zombie fencing")
    }
}
