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
            if invocation.has("list") { return try await self.list(invocation) }
            if invocation.has("print-schema") { return try self.printSchema(invocation) }
            return try await self.write(invocation)
        } catch let error as UsageError {
            return self.fail(error.message, code: 2)
        } catch {
            return self.fail("\(error)")
        }
    }

    private func write(_ invocation: Invocation) async throws -> Int32 {
        let printer = try await RecordPrinter(Self.properties(invocation), try RecordPrinter.Form(invocation))
        let descriptor = try Self.open(invocation["output"])
        defer { if descriptor != STDOUT_FILENO { close(descriptor) } }
        let limit = try invocation.number("iterations", in: 0...Int(Int32.max), default: 10)
        while limit == 0 || printer.count < limit {
            try await printer.poll()
            switch printer.write(to: descriptor) {
            case 0: continue
            case EPIPE: return 0  // whoever read has seen enough
            case let code: return self.fail("can't write: \(String(cString: strerror(code)))")
            }
        }
        return 0
    }

    private static func open(_ path: String?) throws(UsageError) -> Int32 {
        guard let path, path != "-" else { return STDOUT_FILENO }
        let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw UsageError("can't write \(path): \(String(cString: strerror(errno)))") }
        return descriptor
    }

    /// The connector's configuration.
    private static func properties(_ invocation: Invocation) throws(UsageError) -> [String: String?] {
        var properties: [String: String?] = ["kafka.topic": "records", "max.interval": "0", "end.state": "RUNNING"]
        switch (invocation.arguments.first, invocation["schema"]) {
        case (let name?, nil): properties["quickstart"] = name
        case (nil, let schema?):
            let isText = schema.first { !$0.isWhitespace }.map { $0 == "{" || $0 == "[" || $0 == "\"" } ?? false
            properties[isText ? "schema.string" : "schema.filename"] = schema
        case (nil, nil):
            throw UsageError(
                "name a quickstart, or a schema with --schema; 'sluice datagen --list' shows what there is")
        default: throw UsageError("name a quickstart or a schema, not both")
        }
        let limit = try invocation.number("iterations", in: 0...Int(Int32.max), default: 10)
        properties["iterations"] = String(limit == 0 ? -1 : limit)
        for (option, key) in [("seed", "random.seed"), ("rate", "rate"), ("key-field", "schema.keyfield")] {
            if let value = invocation[option] { properties[key] = value }
        }
        for setting in invocation.all("set") {
            let halves = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard halves.count == 2 else { throw UsageError("'--set' is KEY=VALUE, not '\(setting)'") }
            properties[halves[0]] = halves[1]
        }
        return properties
    }

    private func list(_ invocation: Invocation) async throws -> Int32 {
        let form = try RecordPrinter.Form(invocation)
        for quickstart in DatagenTools.quickstarts {
            StandardOutput.write("\(quickstart.name) (key: \(quickstart.keyField))\n    ")
            let printer = try await RecordPrinter(
                [
                    "kafka.topic": "records", "max.interval": "0", "iterations": "1", "quickstart": quickstart.name,
                    "random.seed": invocation["seed"] ?? "1",
                ], form)
            try await printer.poll()
            if printer.write(to: STDOUT_FILENO) != 0 { return 0 }
        }
        return 0
    }

    private func printSchema(_ invocation: Invocation) throws(UsageError) -> Int32 {
        let name = invocation.arguments.first?.lowercased()
        guard let quickstart = DatagenTools.quickstarts.first(where: { $0.name == name }) else {
            throw UsageError("name a quickstart; 'sluice datagen --list' shows them")
        }
        StandardOutput.write(quickstart.text.hasSuffix("\n") ? quickstart.text : quickstart.text + "\n")
        return 0
    }
}
