/// The type of a configuration key, with the number it has in DescribeConfigs.
enum ConfigType: Int8 {
    case boolean = 1
    case string = 2
    case int = 3
    case long = 5
    case double = 6
    case list = 7

    /// Java's word for it in messages.
    var name: String {
        switch self {
        case .boolean: "BOOLEAN"
        case .string: "STRING"
        case .int: "INT"
        case .long: "LONG"
        case .double: "DOUBLE"
        case .list: "LIST"
        }
    }
}

/// One configuration key that the broker knows.
struct ConfigKey {
    enum Rule {
        case any
        case atLeast(Double)
        case between(Double, Double)
        case oneOf([String])
    }

    let name: String
    let type: ConfigType
    let defaultValue: String
    /// The broker's key that gives a topic's default; nil if there is none.
    let synonym: String?
    let rule: Rule
    let documentation: String

    init(
        _ name: String, _ type: ConfigType, _ defaultValue: String, synonym: String? = nil, rule: Rule = .any,
        _ documentation: String
    ) {
        self.name = name
        self.type = type
        self.defaultValue = defaultValue
        self.synonym = synonym
        self.rule = rule
        self.documentation = documentation
    }

    /// What is wrong with `value`, in Kafka's words; nil if nothing.
    func problem(with value: String) -> String? {
        let text = value.filter { !$0.isWhitespace }
        switch self.type {
        case .boolean:
            let word = text.lowercased()
            guard word == "true" || word == "false" else {
                return self.refusal(value, "Expected value to be either true or false")
            }
        case .int, .long:
            let parsed = self.type == .int ? Int32(text).map { Int64($0) } : Int64(text)
            guard let number = parsed else {
                return self.refusal(value, "Not a number of type \(self.type.name)")
            }
            return self.rangeProblem(Double(number), text)
        case .double:
            guard let number = Double(text) else {
                return self.refusal(value, "Not a number of type \(self.type.name)")
            }
            return self.rangeProblem(number, text)
        case .string:
            guard case .oneOf(let words) = self.rule, !words.contains(value) else { return nil }
            return self.refusal(value, "String must be one of: \(words.joined(separator: ", "))")
        case .list:
            guard case .oneOf(let words) = self.rule else { return nil }
            for item in Self.items(value) where !words.contains(item) {
                return self.refusal(item, "String must be one of: \(words.joined(separator: ", "))")
            }
        }
        return nil
    }

    private func rangeProblem(_ number: Double, _ text: String) -> String? {
        switch self.rule {
        case .atLeast(let least) where number < least:
            self.refusal(text, "Value must be at least \(Self.plain(least))")
        case .between(let least, _) where number < least:
            self.refusal(text, "Value must be at least \(Self.plain(least))")
        case .between(_, let most) where number > most:
            self.refusal(text, "Value must be no more than \(Self.plain(most))")
        default: nil
        }
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : "\(number)"
    }

    private func refusal(_ value: String, _ why: String) -> String {
        "Invalid value \(value) for configuration \(self.name): \(why)"
    }

    /// The items of a list value.
    static func items(_ value: String) -> [String] {
        value.split(separator: ",").map { String($0.drop { $0 == " " }) }.map { item in
            var item = item
            while item.last == " " { item.removeLast() }
            return item
        }.filter { !$0.isEmpty }
    }
}
