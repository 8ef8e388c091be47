/// What validation has to say about one key, or about a name that has no definition.
public struct ConfigValueReport: Sendable, Equatable {
    public var name: String
    /// The value after parsing; nothing if null or not parsable.
    public var value: ConfigValue?
    public var recommendedValues: [String] = []
    public var errors: [String] = []
    public var visible = true

    public init(_ name: String, value: ConfigValue? = nil, errors: [String] = []) {
        self.name = name
        self.value = value
        self.errors = errors
    }
}

/// The outcome of ``ConfigDefinition/validate(_:classes:)``. A plugin may add errors of its own before it hands it on.
public struct ConfigValidation: Sendable {
    /// One report a key, in the order of the definition.
    public private(set) var reports: [ConfigValueReport]
    private var places: [String: Int]

    init(_ reports: [ConfigValueReport]) {
        self.reports = reports
        self.places = Dictionary(reports.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    public var hasErrors: Bool { self.reports.contains { !$0.errors.isEmpty } }

    /// The report on that key.
    public subscript(name: String) -> ConfigValueReport? {
        self.places[name].map { self.reports[$0] }
    }

    /// Notes an error on the key, and begins a report on it if there is none.
    public mutating func add(error: String, to name: String) {
        self.change(name) { $0.errors.append(error) }
    }

    /// Changes the report on the key, and begins one if there is none.
    public mutating func change(_ name: String, _ change: (inout ConfigValueReport) -> Void) {
        if let place = self.places[name] {
            change(&self.reports[place])
        } else {
            var report = ConfigValueReport(name)
            change(&report)
            self.places[name] = self.reports.count
            self.reports.append(report)
        }
    }

    /// The values by key, as recommenders see them.
    public var values: ConfigRecommender.Values {
        var values: ConfigRecommender.Values = [:]
        for report in self.reports { values.updateValue(report.value, forKey: report.name) }
        return values
    }
}

extension ConfigDefinition {
    /// Parses and checks every key.
    ///
    /// - Parameters:
    ///   - properties: Keys and their texts; a key that is there with `nil` is null, which isn't the same as not there.
    ///     Keys that the definition doesn't have are kept in ``Configuration/originals``.
    ///   - classes: Finds the class for a key of type CLASS; without it every name is one.
    /// - Throws: `ConfigError` with every problem at once, in the order of the keys.
    public func parse(
        _ properties: [String: String?], classes: ClassResolver = { $0 }
    ) throws(ConfigError) -> Configuration {
        var values: [String: ConfigValue?] = [:]
        var problems: [ConfigError.Problem] = []
        for key in self.keys {
            let given = properties[key.name]
            let (value, errors) = key.read(given ?? nil, isSet: given != nil, classes: classes)
            values.updateValue(value, forKey: key.name)
            if let first = errors.first {  // what follows a parse error is only its echo
                problems.append(.init(first, name: key.name))
            } else if !key.isConvertible(value) {
                let reason = value == nil ? "Value must be non-null" : "Value is not supported"
                problems.append(.init(invalidValue(value, of: key.name, reason), name: key.name))
            }
        }
        guard problems.isEmpty else { throw ConfigError(problems) }
        return Configuration(originals: properties, values: values)
    }

    /// Checks every key and says what is wrong, for the REST API's validate request: same errors in the same order as
    /// Java's.
    public func validate(_ properties: [String: String?], classes: ClassResolver = { $0 }) -> ConfigValidation {
        var reports: [String: ConfigValueReport] = [:]
        let dependent = Set(self.keys.flatMap(\.dependents))
        for key in self.keys where !dependent.contains(key.name) {
            var visiting: Set<String> = []
            self.check(key, properties, classes, &reports, &visiting)
        }
        var validation = ConfigValidation(self.keys.map { reports[$0.name] ?? ConfigValueReport($0.name) })
        for name in self.keys.flatMap(\.dependents) where self[name] == nil && validation[name] == nil {
            validation.change(name) {
                $0.errors.append("\(name) is referred in the dependents, but not defined.")
                $0.visible = false
            }
        }
        let values = validation.values
        for key in self.keys {
            guard let recommender = key.recommender else { continue }
            let recommended = recommender.validValues(key.name, values)
            let visible = recommender.isVisible(key.name, values)
            validation.change(key.name) {
                $0.recommendedValues = recommended
                $0.visible = visible
            }
        }
        return validation
    }

    /// Checks `key` and then what depends on it.
    private func check(
        _ key: ConfigKeyDefinition, _ properties: [String: String?], _ classes: ClassResolver,
        _ reports: inout [String: ConfigValueReport], _ visiting: inout Set<String>
    ) {
        guard visiting.insert(key.name).inserted else { return }  // a circle of dependents
        let given = properties[key.name]
        let (value, errors) = key.read(given ?? nil, isSet: given != nil, classes: classes)
        reports[key.name] = ConfigValueReport(key.name, value: value, errors: errors)
        for name in key.dependents {
            if let next = self[name] { self.check(next, properties, classes, &reports, &visiting) }
        }
    }
}
