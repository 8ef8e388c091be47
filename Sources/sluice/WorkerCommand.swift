import ConnectAPI
import ConnectRuntime
import Glibc
import KafkaClient
import Log
import Transport

/// A worker on a real cluster.
struct WorkerCommand: Command {
    let name = "worker"
    let usage = "sluice worker [FILE] [options]"
    let summary = "run a worker with a Java worker's properties file, or with the CONNECT_* variables"
    let options = [
        CommandOption("log-format", "text|json", "how log lines look (text on a terminal and elsewhere)"),
        CommandOption("log-level", "LEVEL", "level of the root logger (INFO)"),
        CommandOption("metrics-port", "[HOST:]PORT", "serve metrics for Prometheus there; 0 takes a free port"),
    ]
    let argumentCount = 0...1

    func run(_ invocation: Invocation, on loop: EventLoop) async -> Int32 {
        let variables = Environment.all
        let file = invocation.arguments.first
        let environment = ProcessEnvironment(variables)
        do {
            try Logging.configure(invocation, environment, isContainer: file == nil)
            for notice in environment.notices { Self.tell(notice) }
            let source = file.map(WorkerConfigurationSource.file) ?? .environment(variables)
            let configuration = try source.load(plugins: PluginRegistry(Plugins.all))
            let users = try RESTExtensions.users(configuration, loginFile: environment.loginConfiguration)
            if let file = environment.loginConfiguration { LoginFile.useForClients(file) }
            TokenPolicy.allow(environment.allowedTokenURLs ?? configuration.tokenURLs)
            let metrics = try MetricsAddress.endpoint(
                option: invocation["metrics-port"], agent: environment.metricsAgent,
                property: configuration.metricsAddress)
            let process = WorkerProcess(
                configuration, plugins: Plugins.all, environment: environment,
                preflight: Preflight(environment: file == nil ? variables : nil), metrics: metrics, users: users)
            return await process.runUntilSignal(on: loop)
        } catch let error as StartFailure {
            return self.fail(Redactions.shared.clean(error.description), code: error.code.rawValue)
        } catch let error as UsageError {
            return self.fail(error.message)
        } catch {
            return self.fail("\(error)")
        }
    }

    private static func tell(_ notice: ProcessEnvironment.Notice) {
        let log = Logger("org.apache.kafka.connect.cli.ConnectDistributed")
        log.log(
            notice.isWarning ? .warn : .info, "Environment variable",
            ["variable": notice.variable, "meaning": notice.text])
    }
}

/// The variables of the environment.
enum Environment {
    static var all: [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
            }
            next += 1
        }
        return variables
    }
}

/// Log levels and format from the command line.
enum Logging {
    /// - Parameter isContainer: The worker takes its configuration from the environment and logs to standard output, both
    ///   as in the images.
    static func configure(
        _ invocation: Invocation, default level: LogLevel = .info, _ environment: ProcessEnvironment? = nil,
        isContainer: Bool = false
    ) throws(UsageError) {
        var root = environment?.rootLevel ?? level
        if let text = invocation["log-level"] {
            guard let named = LogLevel(name: text) else { throw UsageError("'\(text)' is no log level") }
            root = named
        }
        LogRegistry.shared.configure((environment?.levels ?? [:]).merging([LogRegistry.root: root]) { $1 })
        let stream: StreamSink.Stream = isContainer ? .standardOutput : .standardError
        switch invocation["log-format"] {
        case nil, "text": LogRegistry.shared.replaceSinks([StreamSink(stream, format: .text)])
        case "json": LogRegistry.shared.replaceSinks([StreamSink(stream, format: .json)])
        case let format?: throw UsageError("'--log-format' is text or json, not '\(format)'")
        }
    }
}
