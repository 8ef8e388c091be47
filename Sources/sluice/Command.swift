import Transport

/// One command of the command line.
protocol Command: Sendable {
    var name: String { get }
    /// How it is called, such as `sluice worker FILE`.
    var usage: String { get }
    /// One line for the list of commands.
    var summary: String { get }
    var options: [CommandOption] { get }
    var argumentCount: ClosedRange<Int> { get }

    /// Runs the command on `loop` and returns the exit code.
    func run(_ invocation: Invocation, on loop: EventLoop) async -> Int32
}

extension Command {
    var usage: String { "sluice \(self.name)" + (self.options.isEmpty ? "" : " [options]") }
    var options: [CommandOption] { [] }
    var argumentCount: ClosedRange<Int> { 0...0 }

    /// Says what went wrong and returns the exit code for it.
    func fail(_ message: String, code: Int32 = 1) -> Int32 {
        StandardError.write("sluice: \(message)\n")
        return code
    }
}

struct CommandOption: Sendable {
    let name: String
    /// What its value is, nil for a flag.
    let value: String?
    let summary: String

    init(_ name: String, _ value: String? = nil, _ summary: String) {
        self.name = name
        self.value = value
        self.summary = summary
    }
}

struct VersionCommand: Command {
    let name = "version"
    let summary = "print our version and the version of Kafka Connect that we are compatible with"

    func run(_ invocation: Invocation, on loop: EventLoop) async -> Int32 {
        StandardOutput.write(
            "sluice \(BuildInfo.version) (\(BuildInfo.commit)), compatible with Kafka Connect \(BuildInfo.kafkaVersion)\n"
        )
        return 0
    }
}

struct HelpCommand: Command {
    let name = "help"
    let usage = "sluice help [command]"
    let summary = "print this page, or a command's options"
    let argumentCount = 0...1

    func run(_ invocation: Invocation, on loop: EventLoop) async -> Int32 {
        guard let topic = invocation.arguments.first else {
            StandardOutput.write(Self.overview)
            return 0
        }
        guard let command = Invocation.commands.first(where: { $0.name == topic }) else {
            return self.fail("there is no command '\(topic)'", code: 2)
        }
        StandardOutput.write(Self.page(of: command))
        return 0
    }

    private static var overview: String {
        "Sluice: Kafka Connect without the JVM.\n\nCommands:\n"
            + Self.table(Invocation.commands.map { ($0.usage, $0.summary) })
            + "\n'sluice help COMMAND' lists a command's options.\n"
    }

    private static func page(of command: any Command) -> String {
        let options = command.options.map { option in
            ("--\(option.name)" + (option.value.map { " \($0)" } ?? ""), option.summary)
        }
        return "\(command.usage)\n\n\(command.summary)\n"
            + (options.isEmpty ? "" : "\nOptions:\n" + Self.table(options))
    }

    private static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count))  \($0.1)\n" }.joined()
    }
}
