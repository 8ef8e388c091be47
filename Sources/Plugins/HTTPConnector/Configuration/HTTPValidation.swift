import ConnectAPI
import HTTPClient

/// Checks a whole configuration before anything runs.
enum HTTPValidation {
    /// Whether every key is checked: if the configuration says so, or has a key that the original doesn't have.
    static func isStrict(_ configuration: ConfigValues) -> Bool {
        if let mode = configuration[HTTPKeys.validation.name] ?? nil { return mode != "original" }
        return configuration.keys.contains { name in
            self.isOurs(name) || HTTPKeys.more.contains { $0.definition.name == name }
        }
    }

    /// Whether a key can only be meant as one that the original doesn't have, rightly spelled or not.
    private static func isOurs(_ name: String) -> Bool {
        self.ourFamilies.contains { name.hasPrefix($0) }
    }

    private static let ourFamilies = [
        "http.pagination.", "http.retry.", "http.auth.oauth2.", "http.auth.apikey.", "http.response.csv.",
        "http.client.truststore", "http.client.tls.", "http.request.rate.",
    ]

    /// What a configuration isn't accepted with: where not every key is checked, what the original can do and we can't.
    static func refusals(_ configuration: ConfigValues) -> [HTTPProblem] {
        if self.isStrict(configuration) { return self.problems(configuration) }
        var reader = HTTPSettingsReader(configuration)
        _ = HTTPSourceSettings(&reader)
        return reader.unsupported.map { name, error in
            HTTPProblem(
                name, "Invalid value for configuration \(name): \(error)",
                hint: "the documentation of the HTTP source says what templates can do")
        }
    }

    /// All that is wrong, of each key the first problem.
    static func problems(_ configuration: ConfigValues) -> [HTTPProblem] {
        var reader = HTTPSettingsReader(configuration)
        let mode = reader.text(HTTPKeys.validation)
        if mode != "original", mode != "strict" {
            reader.note(HTTPKeys.validation.name, ConnectError(.config, "it is neither strict nor original"))
        }
        let settings = HTTPSourceSettings(&reader)
        var problems = reader.problems
        problems += self.unknownKeys(configuration)
        problems += HTTPCombinations.problems(&reader)
        if let settings { problems += HTTPRehearsal(settings, configuration).problems }
        var known: Set<String> = []
        return problems.filter { known.insert($0.name).inserted }
    }

    /// What the original's documentation has and its code doesn't read.
    private static let unread: Set<String> = [
        "http.record.schema.key.property.name", "http.record.schema.value.property.name",
    ]

    private static func unknownKeys(_ configuration: ConfigValues) -> [HTTPProblem] {
        let names = httpSourceDefinition.names
        let all = Set(names).union(self.unread)
        return configuration.keys.sorted().filter { $0.hasPrefix("http.") && !all.contains($0) }.map { name in
            if let current = HTTPFormerNames.current(name) {
                return HTTPProblem(name, "Unknown configuration \(name)", hint: "it is called \(current) by now")
            }
            let nearest = names.map { (name: $0, distance: Self.distance($0, name)) }.min { $0.distance < $1.distance }
            let hint = nearest.flatMap { $0.distance <= 4 ? "did you mean \($0.name)?" : nil }
            return HTTPProblem(name, "Unknown configuration \(name)", hint: hint)
        }
    }

    /// How many letters one has to change to make one name of another.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8.prefix(100)), Array(right.utf8.prefix(100)))
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let change = diagonal + (letter == other ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(change, row[j] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
