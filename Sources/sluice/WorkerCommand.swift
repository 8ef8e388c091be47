import ConnectAPI
import ConnectRuntime
import Glibc
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
    ]
    let argumentCount = 0...1

    func run(_ invocation: Invocation, on loop: EventLoop) async -> Int32 {
        do {
            try Logging.configure(invocation)
            let properties = try Self.properties(invocation)
            let process = try WorkerProcess(properties, plugins: Plugins.all)
            return await process.runUntilSignal(on: loop)
        } catch let error as UsageError {
            return self.fail(error.message, code: 2)
        } catch {
            return self.fail("\(error)")
        }
    }

    private static func properties(_ invocation: Invocation) throws -> [String: String] {
        guard let path = invocation.arguments.first else {
            return try WorkerEnvironment.properties(Environment.all)
        }
        guard let bytes = File.read(path) else {
            throw UsageError("can't read \(path): \(String(cString: strerror(errno)))")
        }
        return try JavaProperties(bytes).dictionary
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
    static func configure(_ invocation: Invocation, default level: LogLevel = .info) throws(UsageError) {
        var root = level
        if let text = invocation["log-level"] {
            guard let named = LogLevel(name: text) else { throw UsageError("'\(text)' is no log level") }
            root = named
        }
        LogRegistry.shared.configure([LogRegistry.root: root])
        switch invocation["log-format"] {
        case nil, "text": break
        case "json": LogRegistry.shared.replaceSinks([StreamSink(.standardError, format: .json)])
        case let format?: throw UsageError("'--log-format' is text or json, not '\(format)'")
        }
    }
}
