package import Log

/// Reads a client's configuration with Kafka's types, and complains in Kafka's words.
package struct PropertyReader {
    package let properties: [String: String]

    package init(_ properties: [String: String]) { self.properties = properties }

    package func string(_ key: String, default standard: String) -> String {
        self.text(key) ?? standard
    }

    package func optionalString(_ key: String) -> String? {
        self.text(key).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// A password, or a text that may hold one; nil if it is missing or empty.
    package func secret(_ key: String) -> Secret? {
        self.text(key).flatMap { $0.isEmpty ? nil : Secret($0) }
    }

    package func int(
        _ key: String, default standard: Int, in range: ClosedRange<Int> = 0...Int(Int32.max), type: String = "INT"
    ) throws(KafkaError) -> Int {
        guard let text = self.text(key) else { return standard }
        let bound = type == "INT" ? Int(Int32.max) : Int.max
        guard let value = Int(text), value <= bound, value >= -bound - 1 else {
            throw self.failure(key, "Not a number of type \(type)")
        }
        if value < range.lowerBound { throw self.failure(key, "Value must be at least \(range.lowerBound)") }
        if value > range.upperBound { throw self.failure(key, "Value must be no more than \(range.upperBound)") }
        return value
    }

    /// A whole number of milliseconds, as each `….ms` key is.
    package func milliseconds(
        _ key: String, default standard: Int, atLeast minimum: Int = 0
    ) throws(KafkaError) -> Duration {
        .milliseconds(try self.int(key, default: standard, in: minimum...Int.max, type: "LONG"))
    }

    package func bool(_ key: String, default standard: Bool) throws(KafkaError) -> Bool {
        switch self.text(key)?.lowercased() {
        case nil: return standard
        case "true": return true
        case "false": return false
        default: throw self.failure(key, "Expected value to be either true or false")
        }
    }

    package func list(_ key: String) -> [String] {
        (self.text(key) ?? "").split(separator: ",").map { Self.trimmed($0) }.filter { !$0.isEmpty }
    }

    package func oneOf(_ key: String, default standard: String, _ allowed: [String]) throws(KafkaError) -> String {
        let value = self.string(key, default: standard)
        guard allowed.contains(value) else {
            throw self.failure(key, "String must be one of: \(allowed.joined(separator: ", "))")
        }
        return value
    }

    package func failure(_ key: String, _ complaint: String) -> KafkaError {
        let value = self.properties[key] ?? ""
        return KafkaError(
            .invalidConfiguration, "reading \(key)",
            detail: "Invalid value \(value) for configuration \(key): \(complaint)")
    }

    private func text(_ key: String) -> String? { self.properties[key].map { Self.trimmed($0) } }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let front = text.drop { $0.isWhitespace }
        guard let last = front.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(front[...last])
    }
}
