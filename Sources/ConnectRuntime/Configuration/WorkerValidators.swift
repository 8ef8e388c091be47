package import ConnectAPI

extension ConfigValidator {
    /// A condition whose messages stand alone, without the key and the value in front.
    package static func message(
        _ description: String?, check: @escaping @Sendable (_ value: ConfigValue?) -> String?
    ) -> Self {
        Self(description: description) { _, value in check(value) }
    }

    /// -1 or above zero.
    package static let partitionCount = Self("Positive number, or -1 to use the broker's default") { value in
        guard case .int(let count) = value, count == -1 || count >= 1 else {
            return "Number of partitions must be positive, or -1 to use the broker's default"
        }
        return nil
    }

    /// -1 or above zero.
    package static let replicationFactor = Self(
        "Positive number not larger than the number of brokers in the Kafka cluster, or -1 to use the broker's default"
    ) { value in
        guard case .short(let count) = value, count == -1 || count >= 1 else {
            return
                "Replication factor must be positive and not larger than the number of brokers in the Kafka cluster, "
                + "or -1 to use the broker's default"
        }
        return nil
    }
}

extension WorkerKeys {
    /// Java's names of the algorithms that we can sign and verify with.
    package static let macAlgorithms = [
        "HmacMD5", "HmacSHA1", "HmacSHA224", "HmacSHA256", "HmacSHA384", "HmacSHA512",
    ]

    static func macAlgorithm(_ description: String) -> ConfigValidator {
        ConfigValidator(description) { value in
            guard case .string(let name) = value else { return "Value must be non-null" }
            return unsupportedMAC(name)
        }
    }

    static let macAlgorithmList = ConfigValidator(
        description: "A list of one or more MAC algorithms, each supported by the worker JVM"
    ) { key, value in
        guard case .list(let names) = value, !names.isEmpty else {
            return invalidValue(value, of: key, "At least one signature verification algorithm must be provided")
        }
        for name in names {  // the message shows the one that isn't known, not the list
            if let reason = unsupportedMAC(name) { return invalidValue(.string(name), of: key, reason) }
        }
        return nil
    }

    private static func unsupportedMAC(_ name: String) -> String? {
        if macAlgorithms.contains(where: { $0.lowercased() == name.lowercased() }) { return nil }
        return "the algorithm is not supported; the supported algorithms are: " + macAlgorithms.joined(separator: ", ")
    }

    /// Rules of `response.http.headers.config`: a list with commas between, in which a rule that holds a comma itself
    /// stands in double quotes.
    static let responseHeaderRules = ConfigValidator.message(
        "Comma-separated header rules, where each header rule is of the form '[action] [header name]:[header value]' "
            + "and optionally surrounded by double quotes if any part of a header rule contains a comma"
    ) { value in
        guard case .string(let text) = value, !text.allSatisfy(\.isWhitespace) else { return nil }
        for rule in splitQuoted(text) {
            if let problem = problem(withHeaderRule: rule) { return problem }
        }
        return nil
    }

    /// Cuts at commas outside of double quotes, and takes quotes and blanks around each part off.
    package static func splitQuoted(_ text: String) -> [String] {
        var parts: [String] = []
        var part = ""
        var quoted = false
        for character in text {
            switch character {
            case "\"": quoted.toggle()
            case "," where !quoted:
                parts.append(part)
                part = ""
            default: part.append(character)
            }
        }
        parts.append(part)
        return parts.map { $0.trimmingBlanks }
    }

    private static func problem(withHeaderRule rule: String) -> String? {
        let words = rule.split(maxSplits: 1, omittingEmptySubsequences: true, whereSeparator: \.isWhitespace)
        guard words.count == 2 else {
            return "Invalid format of header config '\(rule)'. Expected: '[action] [header name]:[header value]'"
        }
        let action = words[0].lowercased()
        guard ["set", "add", "setdate", "adddate"].contains(action) else {
            return "Invalid header config action: '\(words[0])'. Expected one of [set, add, setDate, addDate]"
        }
        let pair = words[1].split(separator: ":", omittingEmptySubsequences: false)
        guard pair.count == 2, !pair[0].trimmingBlanks.isEmpty else {
            return "Invalid format of header name and header value pair '\(words[1])'. "
                + "Expected: '[header name]:[header value]'"
        }
        let name = pair[0].trimmingBlanks
        guard !name.contains(where: \.isWhitespace) else {
            return "Invalid header name '\(name)'. The '[header name]' cannot contain whitespace"
        }
        return nil
    }
}

extension StringProtocol {
    /// Without blanks and control characters at both ends, as Java's `trim`.
    var trimmingBlanks: String {
        var bytes = Substring(self).utf8
        while let first = bytes.first, first <= 0x20 { bytes.removeFirst() }
        while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
        return String(Substring(bytes))
    }
}
