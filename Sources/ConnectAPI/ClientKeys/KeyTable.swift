/// The bounds of a number, for tables of keys.
package enum KeyRange {
    case from(Double)
    case between(Double, Double)

    func validator(for type: ConfigType) -> ConfigValidator {
        func bound(_ value: Double) -> ConfigValue { type == .double ? .double(value) : .long(Int64(value)) }
        switch self {
        case .from(let low): return .range(bound(low), nil)
        case .between(let low, let high): return .range(bound(low), bound(high))
        }
    }
}

/// The default of a key, for tables of keys: its text, null, or none.
package enum KeyDefault: ExpressibleByStringLiteral {
    case required, null
    case text(String)

    package init(stringLiteral text: String) { self = .text(text) }

    func value(as type: ConfigType) -> ConfigDefault {
        switch self {
        case .required: return .required
        case .null: return .value(nil)
        case .text(let text):
            guard case .success(let value) = ConfigValue.parse(text, as: type) else {
                preconditionFailure("\(text) isn't a default of type \(type)")
            }
            return .value(value)
        }
    }
}

/// A row of a table of keys.
package func key(
    _ name: String, _ type: ConfigType, _ text: KeyDefault, _ importance: ConfigImportance,
    _ validator: ConfigValidator?, isInternal: Bool = false, _ documentation: String
) -> ConfigKeyDefinition {
    var definition = ConfigKeyDefinition(
        name, type, default: text.value(as: type), importance: importance, documentation: documentation)
    definition.validator = validator
    definition.isInternal = isInternal
    return definition
}

/// A row of a table of keys for a number.
package func key(
    _ name: String, _ type: ConfigType, _ text: KeyDefault, _ importance: ConfigImportance, _ range: KeyRange,
    _ documentation: String
) -> ConfigKeyDefinition {
    key(name, type, text, importance, range.validator(for: type), documentation)
}

/// A row of a table of keys that takes any value of its type.
package func key(
    _ name: String, _ type: ConfigType, _ text: KeyDefault, _ importance: ConfigImportance, isInternal: Bool = false,
    _ documentation: String
) -> ConfigKeyDefinition {
    key(name, type, text, importance, nil, isInternal: isInternal, documentation)
}
