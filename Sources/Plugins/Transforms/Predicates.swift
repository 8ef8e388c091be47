import ConnectAPI
import JavaLang

/// Holds for records with a header of a name.
final class HasHeaderKey: Predicate, @unchecked Sendable {
    // One task calls it, one call after another: nothing here is ever used by two threads at a time.
    static let className = TransformKeys.package + "predicates.HasHeaderKey"
    static let version = TransformKeys.version

    private static let name = ConfigKey<String>("name", "The header's name.").validated(by: .nonEmptyString)
    static let configuration = ConfigDefinition(name)

    @exclusivity(unchecked) private var key = MapKey("")

    init() {}

    func configure(_ configuration: ConfigValues) throws(ConnectError) {
        self.key = MapKey(try TransformKeys.parse(configuration, Self.configuration)[Self.name])
    }

    func test(_ record: SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) -> Bool {
        guard record.headerCount > 0 else { return false }
        let key = self.key
        return batch.headers(of: record).contains { key.equals($0.key, in: batch.arena) }
    }
}

/// Holds for records whose value is null.
final class RecordIsTombstone: Predicate {
    static let className = TransformKeys.package + "predicates.RecordIsTombstone"
    static let version = TransformKeys.version
    static let configuration = ConfigDefinition()

    init() {}

    func configure(_ configuration: ConfigValues) throws(ConnectError) {}

    func test(_ record: SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) -> Bool { record.value.isNull }
}

/// Holds for records of topics whose whole name matches a pattern.
final class TopicNameMatches: Predicate, @unchecked Sendable {
    // One task calls it, one call after another: nothing here is ever used by two threads at a time.
    static let className = TransformKeys.package + "predicates.TopicNameMatches"
    static let version = TransformKeys.version

    private static let pattern = ConfigKey<String>("pattern", "Pattern in Java's syntax for the topic's whole name.")
        .validated(by: .all(.nonEmptyString, .pattern))
    static let configuration = ConfigDefinition(pattern)

    @exclusivity(unchecked) private var regex: JavaRegex?
    /// By the batch's numbers of topics.
    @exclusivity(unchecked) private var answers: [Bool] = []

    init() {}

    func configure(_ configuration: ConfigValues) throws(ConnectError) {
        let pattern = try TransformKeys.parse(configuration, Self.configuration)[Self.pattern]
        self.regex = try JavaRegex.compile(pattern)
    }

    func test(_ record: SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) -> Bool {
        let topic = Int(record.topic)
        guard topic >= 0 else { return false }
        if topic < self.answers.count { return self.answers[topic] }
        guard let regex else { return false }
        while self.answers.count <= topic {
            self.answers.append(try regex.matches(checked: batch.topics[self.answers.count]))
        }
        return self.answers[topic]
    }
}

extension ConfigValidator {
    /// A pattern in Java's syntax.
    static let pattern = ConfigValidator("valid regex") { value in
        guard case .string(let pattern) = value else { return "Invalid regex: null" }
        do throws(JavaRegexError) {
            _ = try JavaRegex(pattern)
            return nil
        } catch {
            return "Invalid regex: \(error)"
        }
    }
}

extension JavaRegex {
    static func compile(_ pattern: String) throws(ConnectError) -> JavaRegex {
        do throws(JavaRegexError) {
            return try JavaRegex(pattern)
        } catch {
            throw ConnectError(.config, "\(error)")
        }
    }

    func matches(checked text: String) throws(ConnectError) -> Bool {
        do throws(JavaRegexError) {
            return try self.matches(text)
        } catch {
            throw .data("\(error.reason): the pattern \(error.pattern) on the text \(text)")
        }
    }
}
