/// A command line that makes no sense, in words for the person who typed it.
struct UsageError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

/// A command with its options and arguments, checked against what the command takes.
struct Invocation {
    let command: any Command
    /// By name without the dashes, in the order given; a flag has an empty value.
    private let options: [String: [String]]
    let arguments: [String]

    static let commands: [any Command] = [
        DevCommand(), WorkerCommand(), BrokerCommand(), DatagenCommand(), HealthCheckCommand(), DocsCommand(),
        VersionCommand(), HelpCommand(),
    ]

    init(_ words: [String]) throws(UsageError) {
        var words = words[...]
        let name: String
        switch words.popFirst() {
        case nil, "-h", "--help": name = "help"
        case "-V", "--version": name = "version"
        case let word?: name = word
        }
        guard let command = Self.commands.first(where: { $0.name == name }) else {
            throw UsageError("there is no command '\(name)'")
        }
        var options: [String: [String]] = [:]
        var arguments: [String] = []
        while let word = words.popFirst() {
            guard word.hasPrefix("--"), word.count > 2 else {
                guard word == "-" || !word.hasPrefix("-") else {
                    throw UsageError("'\(word)' is no option of '\(name)'")
                }
                arguments.append(word)
                continue
            }
            let halves = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let option = command.options.first(where: { $0.name == halves[0] }) else {
                throw UsageError("'--\(halves[0])' is no option of '\(name)'")
            }
            if option.value == nil {
                guard halves.count == 1 else { throw UsageError("'--\(option.name)' takes no value") }
                options[option.name, default: []].append("")
            } else if halves.count == 2 {
                options[option.name, default: []].append(String(halves[1]))
            } else if let value = words.popFirst() {
                options[option.name, default: []].append(value)
            } else {
                throw UsageError("'--\(option.name)' needs a value: \(option.value ?? "")")
            }
        }
        guard command.argumentCount.contains(arguments.count) else {
            throw UsageError("'\(name)' is called as: \(command.usage)")
        }
        (self.command, self.options, self.arguments) = (command, options, arguments)
    }

    func has(_ option: String) -> Bool { self.options[option] != nil }
    /// The value given last.
    subscript(option: String) -> String? { self.options[option]?.last }
    /// All values, of an option that may be given several times.
    func all(_ option: String) -> [String] { self.options[option] ?? [] }

    /// A whole number in `range`, or `fallback` if the option wasn't given.
    func number(_ option: String, in range: ClosedRange<Int>, default fallback: Int) throws(UsageError) -> Int {
        guard let text = self[option] else { return fallback }
        guard let number = Int(text), range.contains(number) else {
            throw UsageError("'--\(option)' is a number from \(range.lowerBound) to \(range.upperBound), not '\(text)'")
        }
        return number
    }
}
