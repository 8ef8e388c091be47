/// A Swift type that a ``ConfigKey`` can have.
///
/// `Bool`, `String`, `[String]`, `Int` and `Int32` (both Kafka's INT), `Int16`, `Int64`, `Double`, `Password`,
/// `ClassName` and `Duration` (LONG, in milliseconds) are; an optional of one of them is null when not set. An
/// enumeration of strings becomes one by saying so, and then takes exactly its raw values.
public protocol ConfigConvertible: Sendable {
    /// The Kafka type under which the key is shown.
    static var configType: ConfigType { get }
    /// What a key without a default gives: nothing means that it is required.
    static var valueWhenAbsent: Self? { get }
    /// What every value must fulfil, whatever the key says.
    static var configValidator: ConfigValidator? { get }

    /// The value for `configValue`; `nil` stands for null. Fails if it can't be expressed.
    init?(configValue: ConfigValue?)
    /// The other direction.
    var configValue: ConfigValue? { get }
}

extension ConfigConvertible {
    public static var valueWhenAbsent: Self? { nil }
    public static var configValidator: ConfigValidator? { nil }
}

extension Bool: ConfigConvertible {
    public static var configType: ConfigType { .boolean }
    public init?(configValue: ConfigValue?) {
        guard case .boolean(let value) = configValue else { return nil }
        self = value
    }
    public var configValue: ConfigValue? { .boolean(self) }
}

extension String: ConfigConvertible {
    public static var configType: ConfigType { .string }
    public init?(configValue: ConfigValue?) {
        guard case .string(let value) = configValue else { return nil }
        self = value
    }
    public var configValue: ConfigValue? { .string(self) }
}

extension Int32: ConfigConvertible {
    public static var configType: ConfigType { .int }
    public init?(configValue: ConfigValue?) {
        guard case .int(let value) = configValue else { return nil }
        self = value
    }
    public var configValue: ConfigValue? { .int(self) }
}

/// Kafka's INT, so its values have 32 bits.
extension Int: ConfigConvertible {
    public static var configType: ConfigType { .int }
    public init?(configValue: ConfigValue?) {
        guard case .int(let value) = configValue else { return nil }
        self = Int(value)
    }
    public var configValue: ConfigValue? { .int(Int32(clamping: self)) }
}

extension Int16: ConfigConvertible {
    public static var configType: ConfigType { .short }
    public init?(configValue: ConfigValue?) {
        guard case .short(let value) = configValue else { return nil }
        self = value
    }
    public var configValue: ConfigValue? { .short(self) }
}

extension Int64: ConfigConvertible {
    public static var configType: ConfigType { .long }
    public init?(configValue: ConfigValue?) {
        guard case .long(let value) = configValue else { return nil }
        self = value
    }
    public var configValue: ConfigValue? { .long(self) }
}

extension Double: ConfigConvertible {
    public static var configType: ConfigType { .double }
    public init?(configValue: ConfigValue?) {
        guard case .double(let value) = configValue else { return nil }
        self = value
    }
    public var configValue: ConfigValue? { .double(self) }
}

extension Password: ConfigConvertible {
    public static var configType: ConfigType { .password }
    public init?(configValue: ConfigValue?) {
        guard case .password(let value) = configValue else { return nil }
        self = value
    }
    public var configValue: ConfigValue? { .password(self) }
}

extension ClassName: ConfigConvertible {
    public static var configType: ConfigType { .class }
    public init?(configValue: ConfigValue?) {
        guard case .class(let value) = configValue else { return nil }
        self.init(value)
    }
    public var configValue: ConfigValue? { .class(self.name) }
}

extension [String]: ConfigConvertible {
    public static var configType: ConfigType { .list }
    public init?(configValue: ConfigValue?) {
        guard case .list(let value) = configValue else { return nil }
        self = value
    }
    public var configValue: ConfigValue? { .list(self) }
}

/// Whole milliseconds, as every key of Kafka whose name ends in `.ms`.
extension Duration: ConfigConvertible {
    public static var configType: ConfigType { .long }
    public init?(configValue: ConfigValue?) {
        guard case .long(let value) = configValue else { return nil }
        self = .milliseconds(value)
    }
    public var configValue: ConfigValue? {
        let (seconds, attoseconds) = self.components
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return .long(seconds < 0 ? .min : .max) }
        return .long(scaled + attoseconds / 1_000_000_000_000_000)
    }
}

extension Optional: ConfigConvertible where Wrapped: ConfigConvertible {
    public static var configType: ConfigType { Wrapped.configType }
    public static var valueWhenAbsent: Wrapped?? { .some(.none) }
    public static var configValidator: ConfigValidator? { Wrapped.configValidator.map(ConfigValidator.unlessNull) }
    public init?(configValue: ConfigValue?) {
        guard let configValue else {
            self = .none
            return
        }
        guard let value = Wrapped(configValue: configValue) else { return nil }
        self = value
    }
    public var configValue: ConfigValue? { self.flatMap(\.configValue) }
}

extension ConfigConvertible where Self: RawRepresentable & CaseIterable, RawValue == String {
    public static var configType: ConfigType { .string }
    public static var configValidator: ConfigValidator? { .oneOf(Self.allCases.map(\.rawValue)) }
    public init?(configValue: ConfigValue?) {
        guard case .string(let text) = configValue else { return nil }
        if let exact = Self(rawValue: text) {
            self = exact
        } else {  // under a validator that ignores case
            let folded = text.lowercased()
            guard let found = Self.allCases.first(where: { $0.rawValue.lowercased() == folded }) else { return nil }
            self = found
        }
    }
    public var configValue: ConfigValue? { .string(self.rawValue) }
}
