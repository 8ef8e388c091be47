/// A condition on a configuration value, with a text that describes it.
///
/// The ready-made ones say what Java's say. A condition of your own is a closure on ``ConfigKey`` or ``init(_:check:)``.
public struct ConfigValidator: Sendable {
    /// What the reference page lists under "valid values"; nothing if only the code knows.
    public let description: String?
    private let check: @Sendable (_ name: String, _ value: ConfigValue?) -> String?

    /// - Parameters:
    ///   - description: What the reference page says about valid values.
    ///   - check: Why the value (`nil`: null) is wrong, as words to follow `Invalid value X for configuration K: `;
    ///     nothing if it is right.
    public init(_ description: String?, check: @escaping @Sendable (_ value: ConfigValue?) -> String?) {
        self.init(description: description) { name, value in
            check(value).map { invalidValue(value, of: name, $0) }
        }
    }

    package init(
        description: String?, checkNamed: @escaping @Sendable (_ name: String, _ value: ConfigValue?) -> String?
    ) {
        self.description = description
        self.check = checkNamed
    }

    /// The whole error message for a value that is wrong.
    public func problem(with value: ConfigValue?, of name: String) -> String? { self.check(name, value) }
}

/// Java's wording for a value that is wrong.
public func invalidValue(_ value: ConfigValue?, of name: String, _ reason: String) -> String {
    "Invalid value \(value?.errorText ?? "null") for configuration \(name): \(reason)"
}

extension ConfigValidator {
    /// A number of at least `low` and at most `high`; null is wrong.
    public static func range(_ low: ConfigValue?, _ high: ConfigValue?) -> Self {
        let ends = [low?.text, "...", high?.text].compactMap(\.self)
        return Self("[" + ends.joined(separator: ",") + "]") { value in
            guard let number = value?.number else { return "Value must be non-null" }
            if let low, let least = low.number, number < least { return "Value must be at least \(low.text)" }
            if let high, let most = high.number, number > most { return "Value must be no more than \(high.text)" }
            return nil
        }
    }

    /// One of the texts, in exactly this spelling.
    public static func oneOf(_ texts: [String]) -> Self {
        Self("[" + texts.joined(separator: ", ") + "]") { value in
            if case .string(let text) = value, texts.contains(text) { return nil }
            return "String must be one of: " + texts.joined(separator: ", ")
        }
    }

    /// One of the texts, in any case. Messages show them as given.
    public static func oneOfIgnoringCase(_ texts: [String]) -> Self {
        let folded = Set(texts.map { $0.uppercased() })
        return Self("(case insensitive) [" + texts.joined(separator: ", ") + "]") { value in
            if case .string(let text) = value, folded.contains(text.uppercased()) { return nil }
            return "String must be one of (case insensitive): " + texts.joined(separator: ", ")
        }
    }

    /// A text of at least one character, or null.
    public static let nonEmptyString = Self("non-empty string") { value in
        if case .string(let text) = value, text.isEmpty { return "String must be non-empty" }
        return nil
    }

    /// At least one entry.
    public static let nonEmptyList = Self("non-empty list") { value in
        if case .list(let entries) = value, !entries.isEmpty { return nil }
        return "Empty list"
    }

    /// Anything but null.
    public static let nonNull = Self("non-null string") { $0 == nil ? "entry must be non null" : nil }

    /// At least one character, none of them a control character; null is left to the check for required keys.
    public static let nonEmptyWithoutControlCharacters = Self("non-empty string without ISO control characters") {
        guard case .string(let text) = $0 else { return nil }
        guard !text.isEmpty else { return "String may not be empty" }
        let controls = text.unicodeScalars.map(\.value).filter { $0 < 0x20 || (0x7F...0x9F).contains($0) }
        guard !controls.isEmpty else { return nil }
        return "String may not contain control sequences but had the following ASCII chars: "
            + controls.map(String.init).joined(separator: ", ")
    }

    /// All of them; the first that fails speaks.
    public static func all(_ validators: ConfigValidator...) -> Self {
        Self.all(validators)
    }

    static func all(_ validators: [ConfigValidator]) -> Self {
        let texts = validators.compactMap(\.description)
        return Self(description: texts.isEmpty ? nil : texts.joined(separator: ", ")) { name, value in
            for validator in validators {
                if let problem = validator.problem(with: value, of: name) { return problem }
            }
            return nil
        }
    }

    /// Null is right, and everything else must pass `validator`.
    public static func unlessNull(_ validator: ConfigValidator) -> Self {
        Self(description: validator.description) { name, value in
            value == nil ? nil : validator.problem(with: value, of: name)
        }
    }

    /// The same condition under another description.
    public func described(as description: String?) -> Self {
        Self(description: description, checkNamed: self.check)
    }

    /// For a key that got `prefix` in front: the condition sees, and messages show, the name without it, as in Java.
    func embedded(under prefix: String) -> Self {
        let check = self.check
        return Self(description: self.description) { name, value in
            check(name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name, value)
        }
    }
}
