import ConnectAPI
import JavaLang

/// Renames topics by a pattern.
final class RegexRouter: Transform, @unchecked Sendable {
    // One task calls it, one call after another: nothing here is ever used by two threads at a time.
    static let className = TransformKeys.package + "RegexRouter"
    static let version = TransformKeys.version

    private static let regex = ConfigKey<String>(
        "regex", importance: .high, "Pattern in Java's syntax for the whole name of topics to rename."
    ).validated(by: .pattern)
    private static let replacement = ConfigKey<String>(
        "replacement", importance: .high, "The new name; $1 and ${name} stand for groups of the pattern.")
    static let configuration = ConfigDefinition(regex, replacement)

    @exclusivity(unchecked) private var regex: JavaRegex?
    @exclusivity(unchecked) private var replacement = ""
    /// New topics by old ones, by the batch's numbers; -1: not yet known.
    @exclusivity(unchecked) private var routes: [Int32] = []

    init() {}

    func configure(_ configuration: ConfigValues) throws(ConnectError) {
        let parsed = try TransformKeys.parse(configuration, Self.configuration)
        self.regex = try JavaRegex.compile(parsed[Self.regex])
        self.replacement = parsed[Self.replacement]
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        guard record.topic >= 0 else { throw .java("NullPointerException", "The record has no topic") }
        let topic = Int(record.topic)
        while self.routes.count <= topic { self.routes.append(-1) }
        if self.routes[topic] < 0 {
            self.routes[topic] = batch.index(ofTopic: try self.route(batch.topics[topic]))
        }
        record.topic = self.routes[topic]
    }

    private func route(_ topic: String) throws(ConnectError) -> String {
        guard let regex, try regex.matches(checked: topic) else { return topic }
        do throws(JavaRegexError) {
            return try regex.replacingFirst(in: topic, with: self.replacement)
        } catch {
            throw .java(
                error.reason.hasPrefix("No group ") && error.reason.last?.isNumber == true
                    ? "IndexOutOfBoundsException" : "IllegalArgumentException", error.reason)
        }
    }
}
