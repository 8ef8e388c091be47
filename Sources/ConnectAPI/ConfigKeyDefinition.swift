/// How much a key matters to whoever configures.
public enum ConfigImportance: String, Sendable, Comparable {
    case high = "HIGH"
    case medium = "MEDIUM"
    case low = "LOW"

    private var rank: Int {
        switch self {
        case .high: 0
        case .medium: 1
        case .low: 2
        }
    }

    /// The more important one comes first.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}

/// How wide a form's field for a key should be.
public enum ConfigWidth: String, Sendable {
    case none = "NONE"
    case short = "SHORT"
    case medium = "MEDIUM"
    case long = "LONG"
}

/// What a key is when it isn't set.
public enum ConfigDefault: Sendable, Equatable {
    /// Not setting it is an error.
    case required
    /// This value; `nil` is null.
    case value(ConfigValue?)
}

/// Everything about one configuration key except the Swift type of its value, which ``ConfigKey`` adds.
public struct ConfigKeyDefinition: Sendable {
    public var name: String
    public var type: ConfigType
    public var defaultValue: ConfigDefault
    public var importance: ConfigImportance
    public var documentation: String
    /// Heading under which a form shows it.
    public var group: String?
    /// Place under that heading; -1: none given.
    public var order: Int
    public var width: ConfigWidth
    public var displayName: String
    /// Keys whose validity depends on this one's value.
    public var dependents: [String]
    public var validator: ConfigValidator?
    public var recommender: ConfigRecommender?
    /// Not shown in reference pages.
    public var isInternal: Bool
    /// Whether the Swift type of the key can hold a value that passed the validator. Not part of what is shown.
    var isConvertible: @Sendable (ConfigValue?) -> Bool

    public init(
        _ name: String, _ type: ConfigType, default defaultValue: ConfigDefault = .required,
        importance: ConfigImportance = .medium, documentation: String
    ) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.importance = importance
        self.documentation = documentation
        self.group = nil
        self.order = -1
        self.width = .none
        self.displayName = name
        self.dependents = []
        self.validator = nil
        self.recommender = nil
        self.isInternal = false
        self.isConvertible = { _ in true }
    }

    public var isRequired: Bool { self.defaultValue == .required }

    /// The default as text; nothing if the key is required or null.
    public var defaultText: String? {
        guard case .value(let value) = self.defaultValue else { return nil }
        return value?.text
    }

    /// Parses `text` (`nil`: null) and checks it.
    ///
    /// - Returns: The value and all that is wrong with it, in Java's words and order. A text that can't be parsed
    ///   counts as null in the check that follows, so it may be reported twice, as Java does.
    func read(_ text: String?, isSet: Bool, classes: ClassResolver) -> (value: ConfigValue?, errors: [String]) {
        var errors: [String] = []
        var value: ConfigValue?
        if isSet {
            switch self.parse(text, classes) {
            case .success(let parsed): value = parsed
            case .failure(let failure): errors.append(failure.reason)
            }
        } else if case .value(let defaultValue) = self.defaultValue {
            value = defaultValue
        } else {
            errors.append("Missing required configuration \"\(self.name)\" which has no default value.")
        }
        if let problem = self.validator?.problem(with: value, of: self.name) { errors.append(problem) }
        return (value, errors)
    }

    private func parse(_ text: String?, _ classes: ClassResolver) -> Result<ConfigValue?, ConfigParseFailure> {
        guard let text else { return .success(nil) }
        func failure(_ reason: String) -> ConfigParseFailure {
            let shown = self.type == .password ? Password.hidden : text
            return ConfigParseFailure(reason: "Invalid value \(shown) for configuration \(self.name): \(reason)")
        }
        switch ConfigValue.parse(text, as: self.type) {
        case .failure(let reason): return .failure(failure(reason.reason))
        case .success(.class(let name)):
            guard let resolved = classes(name) else { return .failure(failure("Class \(text) could not be found.")) }
            return .success(.class(resolved))
        case .success(let value): return .success(value)
        }
    }
}

/// The full name of the class that a name or alias stands for; nothing if there is none.
public typealias ClassResolver = @Sendable (_ name: String) -> String?
