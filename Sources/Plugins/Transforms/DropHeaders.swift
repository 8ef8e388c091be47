import ConnectAPI

/// Removes headers by their names.
final class DropHeaders: Transform, @unchecked Sendable {
    // One task calls it, one call after another: nothing here is ever used by two threads at a time.
    static let className = TransformKeys.package + "DropHeaders"
    static let version = TransformKeys.version

    private static let headers = ConfigKey<[String]>(
        "headers", importance: .high, "Names of the headers to remove."
    ).validated(by: .nonEmptyList)
    static let configuration = ConfigDefinition(headers)

    @exclusivity(unchecked) private var names = MapKeys([])

    init() {}

    func configure(_ configuration: ConfigValues) throws(ConnectError) {
        self.names = MapKeys(try TransformKeys.parse(configuration, Self.configuration)[Self.headers])
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        guard record.headerCount > 0 else { return }
        let names = self.names
        batch.removeHeaders(of: &record) { names.contains($0.key, in: batch.arena) }
    }
}
