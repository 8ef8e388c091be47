import ConnectAPI

/// Drops every record; with a predicate, those that it holds for.
final class Filter: Transform {
    static let className = TransformKeys.package + "Filter"
    static let version = TransformKeys.version
    static let configuration = ConfigDefinition()

    init() {}

    func configure(_ configuration: ConfigValues) throws(ConnectError) {}

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        record.isDropped = true
    }
}
