package import ConnectAPI

/// Where source tasks' offsets are kept: the worker's offsets topic, a connector's own one, or both.
package protocol SourceOffsets: Sendable {
    /// The offsets written last for `partitions`, nil where there is none; reads what is new first.
    func offsets(of connector: String, _ partitions: [SourcePosition?]) async throws -> [SourcePosition?]
    /// Writes offsets, nil for none, and waits until they are acknowledged.
    func write(
        _ connector: String, _ offsets: [(partition: SourcePosition?, offset: SourcePosition?)]
    ) async throws
}
