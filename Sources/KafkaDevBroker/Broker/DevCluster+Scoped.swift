package import Transport

extension DevCluster {
    /// Runs `body` with a cluster that is started before and stopped after it. For tests.
    ///
    /// - Parameter configuration: If left out: one broker in memory that checks every record of what is produced.
    package static func withCluster<Result>(
        _ configuration: DevClusterConfiguration = .init(checksRecords: true), on loop: EventLoop,
        _ body: (DevCluster) async throws -> Result
    ) async throws -> Result {
        let cluster = try DevCluster(configuration, loop: loop)
        try await cluster.start()
        do {
            let result = try await body(cluster)
            await cluster.stop()
            return result
        } catch {
            await cluster.stop()
            throw error
        }
    }
}
