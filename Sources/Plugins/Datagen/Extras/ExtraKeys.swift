import ConnectAPI

/// Configuration keys that the Java connector doesn't have. Without them everything is as in Java.
enum ExtraKeys {
    static let rate = ConfigKey<Double?>(
        "rate", importance: .medium,
        "Records a second of each task, kept on average however long the task runs, instead of max.interval."
    ) { rate in
        guard let rate, !(rate > 0 && rate <= 1e9) else { return nil }
        return "The rate must be above 0, and at most 1000000000 records a second"
    }
    static let interval = ConfigKey<Int64?>(
        "interval", importance: .medium, "Milliseconds from one record of a task to the next, instead of max.interval."
    ) { interval in
        guard let interval, !(0...86_400_000_000).contains(interval) else { return nil }
        return "The interval must be from 0 to 86400000000 milliseconds"
    }
    static let timestampField = ConfigKey<String?>(
        "timestamp.field", default: "", importance: .medium,
        "Field of type long whose value is the record's timestamp in Kafka too, in milliseconds since 1970.")
    static let timestampSource = ConfigKey<TimestampSource>(
        "timestamp.source", default: .field, importance: .low,
        "Where the value of timestamp.field comes from: the field's own generator (field), or the clock (now).")
    static let correlations = ConfigKey<[String]>(
        "correlation.fields", default: [], importance: .medium,
        "Fields that get their values from a pool, as field:pool. Connectors that name the same pool get the same values,"
            + " so that their records can be joined."
    ) { entries in
        let problem = entries.lazy.compactMap(Correlation.problem).first
        if let problem { return problem }
        let names = entries.compactMap { Correlation($0)?.field }
        return Set(names).count < names.count ? "A field is named twice" : nil
    }
    static let correlationSize = ConfigKey<Int>(
        "correlation.size", default: 1000, in: 1..., importance: .low,
        "How many values a pool has: the numbers from 1 on, in text fields behind the pool's name.")
    static let correlationOrder = ConfigKey<Correlation.Order>(
        "correlation.order", default: .random, importance: .low,
        "How a task takes them: at random, or in sequence, which makes each value once before any comes again.")
    static let endState = ConfigKey<EndState>(
        "end.state", default: .failed, importance: .medium,
        "What a task is when it has written all records of iterations: FAILED, as in Java, or still RUNNING, at rest."
    ).validated(by: .oneOfIgnoringCase(EndState.allCases.map(\.rawValue)))
    static let generatorVersion = ConfigKey<GeneratorVersion>(
        "generator.version", default: .connectors, importance: .low,
        "Release of Avro Random Generator to follow where they differ: 0.3, which the Java connector 0.6 has, or 0.4,"
            + " with ranges for decimals and without bounds on the length of a regex.")

    static let all: [any ConfigKeyProtocol] = [
        rate, interval, timestampField, timestampSource, correlations, correlationSize, correlationOrder, endState,
        generatorVersion,
    ]
}

/// Where the value of the timestamp field comes from.
enum TimestampSource: String, CaseIterable, ConfigConvertible { case field, now }

/// What becomes of a task that has written all its records.
enum EndState: String, CaseIterable, ConfigConvertible {
    case failed = "FAILED"
    case running = "RUNNING"
}

enum GeneratorVersion: String, CaseIterable, ConfigConvertible {
    case connectors = "0.3"
    case latest = "0.4"

    var rules: GeneratorRules { self == .latest ? .latest : .connector }
}

/// A field whose values come from a pool that other connectors share.
struct Correlation: Equatable {
    enum Order: String, CaseIterable, ConfigConvertible { case random, sequence }

    let field: String
    let pool: String

    init?(_ entry: String) {
        let halves = entry.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else { return nil }
        (self.field, self.pool) = (String(halves[0]), String(halves[1]))
    }

    /// Longest name of a pool, in bytes.
    private static let longestName = 1000

    static func problem(_ entry: String) -> String? {
        guard let correlation = Self(entry) else {
            return "Entries have the form field:pool, such as userid:customers"
        }
        return correlation.pool.utf8.count > self.longestName
            ? "The name of a pool may have \(self.longestName) bytes" : nil
    }
}
