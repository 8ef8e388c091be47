/// Options of a JVM as they stand in variables such as `KAFKA_OPTS`: those that mean something to us, and the rest.
package struct JavaOptions: Sendable, Equatable {
    /// Where the Prometheus agent was told to listen: `-javaagent:…jmx_prometheus_javaagent….jar=[host:]port:config`.
    package struct MetricsAgent: Sendable, Equatable {
        /// Without brackets; nil: all interfaces.
        package var host: String?
        package var port: Int
        /// Path of the agent's rules. There may be no such file here.
        package var rules: String
    }

    package var metricsAgent: MetricsAgent?
    /// `-Xmx` in bytes.
    package var heapLimit: Int?
    /// `-Djava.security.auth.login.config`.
    package var loginConfiguration: String?
    /// `-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls`.
    package var allowedTokenURLs: [String]?
    /// Agent options of the right jar that can't be understood.
    package var badAgents: [String] = []
    /// Everything else.
    package var ignored: [String] = []

    package init(_ text: String) {
        for word in Self.words(text) { self.take(word) }
    }

    private mutating func take(_ word: String) {
        if let value = Self.value(word, "-javaagent:"), value.prefix(while: { $0 != "=" }).contains("jmx_prometheus") {
            guard let agent = Self.agent(value) else { return self.badAgents.append(word) }
            self.metricsAgent = agent
        } else if let value = Self.value(word, "-Xmx"), let bytes = Self.bytes(value) {
            self.heapLimit = bytes
        } else if let value = Self.value(word, "-XX:MaxHeapSize="), let bytes = Self.bytes(value) {
            self.heapLimit = bytes
        } else if let value = Self.value(word, "-Djava.security.auth.login.config=") {
            self.loginConfiguration = String(value.hasPrefix("=") ? value.dropFirst() : value[...])
        } else if let value = Self.value(word, "-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls=") {
            self.allowedTokenURLs = value.split(separator: ",").map { $0.trimmingBlanks }
        } else {
            self.ignored.append(word)
        }
    }

    private static func value(_ word: String, _ prefix: String) -> String? {
        word.hasPrefix(prefix) ? String(word.dropFirst(prefix.count)) : nil
    }

    /// Words with blanks between; quotes keep blanks, as they do for the JVM's own variables.
    static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isInside = false
        var quote: Character?
        for character in text {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "\"" || character == "'" {
                (quote, isInside) = (character, true)
            } else if character.isWhitespace {
                if isInside { words.append(word) }
                (word, isInside) = ("", false)
            } else {
                word.append(character)
                isInside = true
            }
        }
        if isInside { words.append(word) }
        return words
    }

    /// `512m`, `2G`, `1048576`.
    static func bytes(_ text: String) -> Int? {
        let units: [Character: Int] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40]
        let unit = text.last.flatMap { units[Character($0.lowercased())] }
        guard let number = Int(unit == nil ? text[...] : text.dropLast()), number > 0 else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
        return overflow ? nil : bytes
    }

    /// `path.jar=[host:]port:rules`, where the host is a name, an address, or a bracketed address of IPv6.
    private static func agent(_ value: String) -> MetricsAgent? {
        guard let equals = value.firstIndex(of: "=") else { return nil }
        var rest = value[value.index(after: equals)...]
        var host: String?
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]"), rest[end...].hasPrefix("]:") else { return nil }
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(end, offsetBy: 2)...]
        } else if let colon = rest.firstIndex(of: ":"), Self.port(rest[..<colon]) == nil {
            let name = rest[..<colon]
            guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || "_.-".contains($0) }) else {
                return nil
            }
            host = String(name)
            rest = rest[rest.index(after: colon)...]
        }
        guard let colon = rest.firstIndex(of: ":"), let port = Self.port(rest[..<colon]) else { return nil }
        let rules = rest[rest.index(after: colon)...]
        return rules.isEmpty ? nil : MetricsAgent(host: host, port: port, rules: String(rules))
    }

    private static func port(_ text: Substring) -> Int? {
        guard (1...5).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = Int(text), (1...65_535).contains(port)
        else { return nil }
        return port
    }
}
