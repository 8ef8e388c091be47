package import Log

/// What the environment says about the process beside the worker's properties: options for a JVM, and for logging.
///
/// Nothing here keeps a worker from starting. What has no meaning without a JVM is explained in ``notices``, one line a
/// variable.
package struct ProcessEnvironment: Sendable {
    /// One line for the log.
    package struct Notice: Sendable, Equatable {
        package var variable: String
        package var text: String
        package var isWarning = false
    }

    /// From `KAFKA_OPTS` and the like.
    package private(set) var metricsAgent: JavaOptions.MetricsAgent?
    /// `-Xmx` in bytes: bounds what producers hold in memory, and is shown as the heap's maximum.
    package private(set) var heapLimit: Int?
    package private(set) var loginConfiguration: String?
    package private(set) var allowedTokenURLs: [String]?
    package private(set) var rootLevel: LogLevel?
    package private(set) var levels: [String: LogLevel] = [:]
    package private(set) var notices: [Notice] = []

    package init(_ environment: [String: String]) {
        for variable in Self.optionVariables {
            if let text = environment[variable], !text.isEmpty { self.take(JavaOptions(text), variable) }
        }
        self.takeLogging(environment)
        for (variable, text, isWarning) in Self.meaningless {
            if let value = environment[variable], !value.isEmpty {
                self.notices.append(Notice(variable: variable, text: text, isWarning: isWarning))
            }
        }
        self.takeListener(environment)
    }

    /// In the order in which a JVM reads them: later ones win.
    private static let optionVariables = [
        "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "KAFKA_HEAP_OPTS", "KAFKA_JMX_OPTS", "EXTRA_ARGS", "KAFKA_OPTS",
    ]

    private static let jmx = "there is no JMX here: metrics are served for Prometheus, by default on port 8079"
    private static let tuning = "means something to a JVM only and is ignored"
    private static let meaningless: [(String, String, Bool)] = [
        ("KAFKA_JMX_PORT", jmx, true), ("JMX_PORT", jmx, true), ("KAFKA_JMX_HOSTNAME", jmx, true),
        ("KAFKA_LOG4J_OPTS", "there is no Log4j here: use CONNECT_LOG4J_ROOT_LOGLEVEL and CONNECT_LOG4J_LOGGERS", true),
        ("KAFKA_JVM_PERFORMANCE_OPTS", tuning, false), ("KAFKA_GC_LOG_OPTS", tuning, false),
        ("GC_LOG_ENABLED", tuning, false), ("KAFKA_DEBUG", tuning, false), ("JAVA_HOME", tuning, false),
        ("CLASSPATH", tuning, false), ("LOG_DIR", tuning, false),
    ]

    private mutating func take(_ options: JavaOptions, _ variable: String) {
        var said: [String] = []
        if let limit = options.heapLimit {
            self.heapLimit = limit
            said.append(
                "there is no heap to size: half of -Xmx, \(limit >> 21) MiB, is the most that producers may hold "
                    + "in memory")
        }
        if let agent = options.metricsAgent {
            self.metricsAgent = agent
            said.append(
                "the agent's port \(agent.port) is served by the worker itself, with built-in rules instead of "
                    + agent.rules)
        }
        if let path = options.loginConfiguration {
            self.loginConfiguration = path
            said.append("section KafkaClient of \(path) counts where there is no sasl.jaas.config")
        }
        if let urls = options.allowedTokenURLs {
            self.allowedTokenURLs = urls
            said.append("tokens are fetched from \(urls.joined(separator: ", ")) only")
        }
        // An agent of another kind or a system property may carry a secret: names alone are shown.
        let ignored = options.ignored.map { String($0.prefix { $0 != "=" }) }
        if !ignored.isEmpty { said.append("ignored without a JVM: " + ignored.joined(separator: " ")) }
        if !said.isEmpty { self.notices.append(Notice(variable: variable, text: said.joined(separator: "; "))) }
        for agent in options.badAgents {
            self.notices.append(
                Notice(
                    variable: variable,
                    text: "not understood: \(agent); it is -javaagent:JAR=[HOST:]PORT:RULES", isWarning: true))
        }
    }

    private mutating func takeLogging(_ environment: [String: String]) {
        let root = "CONNECT_LOG4J_ROOT_LOGLEVEL"
        if let name = environment[root]?.trimmingBlanks, !name.isEmpty {
            self.rootLevel = LogLevel(name: name)
            if self.rootLevel == nil { self.warn(root, "there is no level '\(name)': it stays INFO") }
        }
        let loggers = "CONNECT_LOG4J_LOGGERS"
        for entry in (environment[loggers] ?? "").split(separator: ",").map({ $0.trimmingBlanks }) where !entry.isEmpty
        {
            let halves = entry.split(separator: "=", maxSplits: 1).map { $0.trimmingBlanks }
            guard halves.count == 2, let level = LogLevel(name: halves[1]) else {
                self.warn(loggers, "'\(entry)' is not LOGGER=LEVEL: ignored")
                continue
            }
            self.levels[halves[0]] = level
        }
        let pattern = "CONNECT_LOG4J_APPENDER_STDOUT_LAYOUT_CONVERSIONPATTERN"
        if environment[pattern]?.isEmpty == false {
            self.warn(pattern, "lines look as by default, or as JSON with --log-format json: ignored")
        }
    }

    private mutating func takeListener(_ environment: [String: String]) {
        guard environment["CONNECT_LISTENERS"] == nil, let port = environment["CONNECT_REST_PORT"]?.trimmingBlanks,
            !port.isEmpty, port != "8083"
        else { return }
        self.warn(
            "CONNECT_REST_PORT",
            "only health checks use it, as in the images: the REST API stays on 8083. "
                + "Set CONNECT_LISTENERS=http://:\(port) to move it")
    }

    private mutating func warn(_ variable: String, _ text: String) {
        self.notices.append(Notice(variable: variable, text: text, isWarning: true))
    }
}
