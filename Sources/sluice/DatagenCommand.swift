import ConnectAPI
import Datagen
import Glibc
import Transport

/// Prints made-up records without any Kafka.
struct DatagenCommand: Command {
    let name = "datagen"
    let usage = "sluice datagen [QUICKSTART] [options]"
    let summary = "print made-up records, or write them to a file, without any Kafka"
    let argumentCount = 0...1
    let options = [
        CommandOption("list", nil, "show every quickstart with a sample record"),
        CommandOption("schema", "FILE|JSON", "make records of this Avro schema instead of a quickstart"),
        CommandOption("iterations", "N", "how many records (10); 0: no end"),
        CommandOption("seed", "N", "the same seed gives the same records"),
        CommandOption("rate", "N", "records a second; without it as fast as can be"),
        CommandOption("format", "json|avro-json", "how a record looks (json): plain JSON, or Avro's JSON encoding"),
        CommandOption("keys", nil, "write each record's key and a tab in front of it"),
        CommandOption("key-field", "NAME", "the field that is the key"),
        CommandOption("output", "FILE", "where to write instead of standard output"),
        CommandOption(
            "set", "KEY=VALUE", "a key of the connector, such as correlation.fields=userid:customer; may be repeated"),
        CommandOption("print-schema", nil, "print the quickstart's Avro schema with its annotations, and no record"),
    ]

    func run(_ invocation: Invocation, on loop: EventLoop) async -> Int32 {
        do {
            return try await self.perform(invocation, standardOutput: STDOUT_FILENO)
        } catch let error as UsageError {
            return self.fail(error.message, code: 2)
        } catch {
            return self.fail("\(error)")
        }
    }

    /// Does what the command line says, and writes to `standardOutput` unless it names a file.
    ///
    /// - Throws: `UsageError` for a command line that makes no sense, or a file that can't be written; whatever a record
    ///   failed on.
    func perform(_ invocation: Invocation, standardOutput: Int32) async throws -> Int32 {
        if invocation.has("list") {
            try self.check(invocation, "list", allows: ["format", "keys", "seed", "output"])
            let form = try RecordPrinter.Form(invocation)
            return try await self.withOutput(invocation, standardOutput) { try await self.list(invocation, form, $0) }
        }
        if invocation.has("print-schema") {
            try self.check(invocation, "print-schema", allows: ["output"])
            let text = try Self.schema(invocation.arguments.first)
            return try await self.withOutput(invocation, standardOutput) { output in
                StandardError.write(text, to: output)
                return 0
            }
        }
        let limit = try invocation.number("iterations", in: 0...Int(Int32.max), default: 10)
        let printer = try await RecordPrinter(
            Self.properties(invocation, limit: limit), try RecordPrinter.Form(invocation))
        return try await self.withOutput(invocation, standardOutput) { output in
            while limit == 0 || printer.count < limit {
                try await printer.poll()
                let code = printer.write(to: output)
                if code != 0 { return code }
            }
            return 0
        }
    }

    /// Says which of the options make no sense together.
    private func check(_ invocation: Invocation, _ option: String, allows others: [String]) throws(UsageError) {
        let taken = self.options.map(\.name).filter { invocation.has($0) && $0 != option && !others.contains($0) }
        if let other = taken.first { throw UsageError("'--\(option)' and '--\(other)' don't go together") }
        if option == "list", let name = invocation.arguments.first {
            throw UsageError("'--list' shows all quickstarts; for '\(name)' alone leave it out")
        }
    }

    /// - Parameter body: Writes to a descriptor; returns 0, or the system's error code.
    private func withOutput(
        _ invocation: Invocation, _ standardOutput: Int32, _ body: (Int32) async throws -> Int32
    ) async throws -> Int32 {
        let path = invocation["output"].flatMap { $0 == "-" ? nil : $0 }
        let descriptor = try path.map(Self.open) ?? standardOutput
        defer { if path != nil { close(descriptor) } }
        let code = try await body(descriptor)
        guard code != 0, code != EPIPE else { return 0 }  // whoever read has seen enough
        throw UsageError("can't write \(path ?? "to standard output"): \(String(cString: strerror(code)))")
    }

    private static func open(_ path: String) throws(UsageError) -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw UsageError("can't write \(path): \(String(cString: strerror(errno)))") }
        return descriptor
    }

    /// Keys that have an option of their own.
    private static let optionOfKey = [
        "random.seed": "seed", "rate": "rate", "schema.keyfield": "key-field", "iterations": "iterations",
    ]

    /// The connector's configuration.
    private static func properties(_ invocation: Invocation, limit: Int) throws(UsageError) -> ConfigValues {
        // Nothing more to come is no error here.
        var properties: ConfigValues = ["kafka.topic": "records", "max.interval": "0", "end.state": "RUNNING"]
        for setting in invocation.all("set") {
            let halves = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard halves.count == 2 else { throw UsageError("'--set' is KEY=VALUE, not '\(setting)'") }
            guard halves[0] != "iterations", halves[0] != "end.state" else {
                throw UsageError("'--iterations' says how many records there are, not '--set \(halves[0])'")
            }
            properties[halves[0]] = halves[1]
        }
        switch (invocation.arguments.first, invocation["schema"]) {
        case (let name?, nil):
            guard DatagenTools.quickstarts.contains(where: { $0.name == name.lowercased() }) else {
                throw Self.unknown(name)
            }
            properties["quickstart"] = name
        case (nil, let schema?):
            let isText = schema.first { !$0.isWhitespace }.map { $0 == "{" || $0 == "[" || $0 == "\"" } ?? false
            properties[isText ? "schema.string" : "schema.filename"] = schema
        case (nil, nil):
            throw UsageError(
                "name a quickstart, or a schema with --schema; 'sluice datagen --list' shows what there is")
        default: throw UsageError("name a quickstart or a schema, not both")
        }
        properties["iterations"] = String(limit == 0 ? -1 : limit)
        for (key, option) in Self.optionOfKey where key != "iterations" {
            if let value = invocation[option] { properties[key] = value }
        }
        do throws(ConnectError) {
            try DatagenTools.checkSchema(properties)
        } catch {
            throw UsageError(
                error.message + (error.cause.map { ": \(($0 as? ConnectError)?.message ?? "\($0)")" } ?? ""))
        }
        return properties
    }

    private static func unknown(_ name: String) -> UsageError {
        let names = DatagenTools.quickstarts.map(\.name).sorted()
        let near = names.filter { $0.hasPrefix(name.lowercased().prefix(3)) }
        return UsageError(
            "there is no quickstart '\(name)'" + (near.isEmpty ? "" : "; do you mean \(near.joined(separator: ", "))?")
                + (near.isEmpty ? "; " : " ") + "'sluice datagen --list' shows all")
    }

    /// - Returns: 0, or the system's error code.
    private func list(_ invocation: Invocation, _ form: RecordPrinter.Form, _ output: Int32) async throws -> Int32 {
        for quickstart in DatagenTools.quickstarts {
            let printer = try await RecordPrinter(
                [
                    "kafka.topic": "records", "max.interval": "0", "iterations": "1", "quickstart": quickstart.name,
                    "random.seed": invocation["seed"] ?? "1",
                ], form)
            try await printer.poll()
            StandardError.write("\(quickstart.name) (key: \(quickstart.keyField))\n    ", to: output)
            let code = printer.write(to: output)
            if code != 0 { return code }
        }
        return 0
    }

    /// A quickstart's schema as text that ends in a line's end.
    private static func schema(_ name: String?) throws(UsageError) -> String {
        guard let name else { throw UsageError("name a quickstart; 'sluice datagen --list' shows them") }
        guard let quickstart = DatagenTools.quickstarts.first(where: { $0.name == name.lowercased() }) else {
            throw Self.unknown(name)
        }
        return quickstart.text.hasSuffix("\n") ? quickstart.text : quickstart.text + "\n"
    }
}
