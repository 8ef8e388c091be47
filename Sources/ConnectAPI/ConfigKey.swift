/// A configuration key whose values are of the Swift type `Value`.
///
/// ```swift
/// static let topic = ConfigKey<String>("kafka.topic", importance: .high, "Topic to write to.") { topic in
///     topic.isEmpty ? "must not be empty" : nil
/// }
/// static let interval = ConfigKey<Duration>("max.interval", default: .milliseconds(500), in: .zero..., "Longest pause.")
/// static let file = ConfigKey<String?>("file", "File to read.")           // null when not set
/// static let configuration = ConfigDefinition(topic, interval, file)
/// ```
///
/// Without a default a key is required, unless its type is an optional. How a form shows it is said by
/// ``shown(in:order:width:as:)``.
public struct ConfigKey<Value: ConfigConvertible>: ConfigKeyProtocol {
    public private(set) var definition: ConfigKeyDefinition

    public var name: String { self.definition.name }

    /// - Parameters:
    ///   - check: Why a value is wrong, as words to follow `Invalid value X for configuration K: `; nothing if right.
    public init(
        _ name: String, default defaultValue: Value? = Value.valueWhenAbsent, importance: ConfigImportance = .medium,
        _ documentation: String, check: (@Sendable (Value) -> String?)? = nil
    ) {
        self.init(name, defaultValue, importance, documentation, range: nil, check: check)
    }

    /// A number that must lie in `range`.
    public init(
        _ name: String, default defaultValue: Value? = Value.valueWhenAbsent, in range: PartialRangeFrom<Value>,
        importance: ConfigImportance = .medium, _ documentation: String, check: (@Sendable (Value) -> String?)? = nil
    ) where Value: Comparable {
        let range = ConfigValidator.range(range.lowerBound.configValue, nil)
        self.init(name, defaultValue, importance, documentation, range: range, check: check)
    }

    /// A number that must lie in `range`.
    public init(
        _ name: String, default defaultValue: Value? = Value.valueWhenAbsent, in range: ClosedRange<Value>,
        importance: ConfigImportance = .medium, _ documentation: String, check: (@Sendable (Value) -> String?)? = nil
    ) where Value: Comparable {
        let range = ConfigValidator.range(range.lowerBound.configValue, range.upperBound.configValue)
        self.init(name, defaultValue, importance, documentation, range: range, check: check)
    }

    private init(
        _ name: String, _ defaultValue: Value?, _ importance: ConfigImportance, _ documentation: String,
        range: ConfigValidator?, check: (@Sendable (Value) -> String?)?
    ) {
        self.definition = ConfigKeyDefinition(
            name, Value.configType, default: defaultValue.map { .value($0.configValue) } ?? .required,
            importance: importance, documentation: documentation)
        self.definition.isConvertible = { Value(configValue: $0) != nil }
        let checker = check.map { check in
            ConfigValidator(nil) { value in Value(configValue: value).flatMap(check) }
        }
        let all = [Value.configValidator, range, checker].compactMap(\.self)
        self.definition.validator = all.count > 1 ? .all(all) : all.first
    }

    /// Where and how a form shows the key.
    public func shown(
        in group: String? = nil, order: Int = -1, width: ConfigWidth = .none, as displayName: String? = nil
    ) -> Self {
        self.changed {
            $0.group = group
            $0.order = order
            $0.width = width
            $0.displayName = displayName ?? $0.name
        }
    }

    /// With `validator` in place of the one it had.
    public func validated(by validator: ConfigValidator) -> Self {
        self.changed { $0.validator = validator }
    }

    /// With values to offer, and a say in whether it is shown.
    public func recommending(_ recommender: ConfigRecommender) -> Self {
        self.changed { $0.recommender = recommender }
    }

    /// With keys that are validated after it because they depend on it.
    public func withDependents(_ names: String...) -> Self {
        self.changed { $0.dependents = names }
    }

    /// Left out of reference pages.
    public func internalOnly() -> Self {
        self.changed { $0.isInternal = true }
    }

    private func changed(_ change: (inout ConfigKeyDefinition) -> Void) -> Self {
        var copy = self
        change(&copy.definition)
        return copy
    }
}

/// A ``ConfigKey`` of any value type.
public protocol ConfigKeyProtocol: Sendable {
    var definition: ConfigKeyDefinition { get }
}

extension ConfigKeyDefinition: ConfigKeyProtocol {
    public var definition: ConfigKeyDefinition { self }
}
