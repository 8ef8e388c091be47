import Bytes
import Datagen
import Glibc
import GoldenData
import JSON
import Testing

@testable import sluice

/// `sluice datagen` as somebody types it.
@Suite struct DatagenCommandTests {
    /// What a command line writes to standard output.
    private func output(_ words: String...) async throws -> String {
        var template = Array("/tmp/sluice-output-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        unlink(template)
        let invocation = try Invocation(["datagen"] + words)
        let command = try #require(invocation.command as? DatagenCommand)
        #expect(try await command.perform(invocation, standardOutput: descriptor) == 0)
        return try Self.content(descriptor)
    }

    private static func content(_ descriptor: Int32) throws -> String {
        var bytes = [UInt8](repeating: 0, count: Int(lseek(descriptor, 0, SEEK_END)))
        try #require(pread(descriptor, &bytes, bytes.count, 0) == bytes.count)
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    // MARK: records

    private static let golden = Dictionary(grouping: GoldenData.lines("datagen-seed42.jsonl")) {
        $0["q"]?.stringValue ?? ""
    }

    /// Without those whose rows are made up by us, and the one with a decimal, which is printed as a number.
    private static let equalQuickstarts = golden.keys.sorted().filter {
        !["shoe_orders", "shoe_clickstream", "purchases"].contains($0)
    }

    @Test("With a seed the records are those that a Java worker writes", arguments: equalQuickstarts)
    func seeded(quickstart: String) async throws {
        let text = try await self.output(quickstart, "--seed", "42", "--iterations", "100", "--keys")
        let lines = Self.lines(text)
        let golden = try #require(Self.golden[quickstart])
        #expect(lines.count == 100 && golden.count == 100)
        for (line, record) in zip(lines, golden) {
            let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
            #expect(parts.first == record["key"]?.stringValue ?? "null")
            #expect(parts.last == record["value"]?.stringValue)
        }
    }

    @Test("The same seed gives the same records, another one others; without keys there is only the value")
    func seeds() async throws {
        let first = try await self.output("orders", "--seed", "7", "--iterations", "5")
        #expect(try await self.output("ORDERS", "--seed=7", "--iterations=5") == first)
        #expect(try await self.output("orders", "--seed", "8", "--iterations", "5") != first)
        #expect(!first.contains("\t"))
        #expect(Self.lines(try await self.output("orders", "--seed", "7")).prefix(5) == Self.lines(first)[...])
    }

    @Test("Ten records come without --iterations, and each line is an object of JSON")
    func count() async throws {
        let lines = Self.lines(try await self.output("users"))
        #expect(lines.count == 10)
        for line in lines { #expect(try JSONValue.parse(Bytes(Array(line.utf8))).objectValue?.count == 4) }
    }

    @Test("Avro's JSON names the branches of unions, plain JSON doesn't")
    func avro() async throws {
        let schema =
            #"{"type":"record","name":"R","fields":[{"name":"a","type":[{"type":"string","#
            + #""arg.properties":{"options":["x"]}}]},{"name":"b","type":{"type":"int","#
            + #""arg.properties":{"options":[5]}}}]}"#
        #expect(
            try await self.output("--schema", schema, "--iterations", "1", "--format", "avro-json")
                == "{\"a\":{\"string\":\"x\"},\"b\":5}\n")
        #expect(try await self.output("--schema", schema, "--iterations", "1") == "{\"a\":\"x\",\"b\":5}\n")
        #expect(
            try await self.output("--schema", schema, "--iterations", "1", "--keys", "--key-field", "b")
                == "5\t{\"a\":\"x\",\"b\":5}\n")
    }

    @Test("Other keys of the connector are set with --set")
    func settings() async throws {
        let text = try await self.output(
            "gaming_games", "--iterations", "1", "--set", "timestamp.field=created_date", "--set",
            "timestamp.source=now")
        let created = try JSONValue.parse(Bytes(Array(text.utf8)))["created_date"]?.int64Value ?? 0
        #expect(abs(created / 1000 - Int64(time(nil))) < 600)
    }

    @Test("A schema that was printed makes the same records, from a file to a file")
    func files() async throws {
        var template = Array("/tmp/sluice-datagen-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let (schema, records) = ("\(folder)/users.avsc", "\(folder)/records.jsonl")
        defer {
            unlink(schema)
            unlink(records)
            rmdir(folder)
        }
        #expect(try await self.output("users", "--print-schema", "--output", schema) == "")
        #expect(
            try await self.output("--schema", schema, "--seed", "3", "--iterations", "4", "--output", records) == "")
        let descriptor = open(records, O_RDONLY | O_CLOEXEC)
        defer { close(descriptor) }
        #expect(try await self.output("users", "--seed", "3", "--iterations", "4") == Self.content(descriptor))
    }

    // MARK: the list

    @Test("--list shows all 38 quickstarts, each with its key and a record", arguments: ["json", "avro-json"])
    func list(format: String) async throws {
        let lines = Self.lines(try await self.output("--list", "--format", format))
        #expect(lines.count == 76)
        let names = stride(from: 0, to: lines.count, by: 2).map { lines[$0].prefix { $0 != " " } }
        #expect(Set(names).count == 38)
        for (index, quickstart) in DatagenTools.quickstarts.enumerated() where index * 2 + 1 < lines.count {
            #expect(lines[index * 2] == "\(quickstart.name) (key: \(quickstart.keyField))")
            let record = try JSONValue.parse(Bytes(Array(lines[index * 2 + 1].utf8)))
            #expect(record[quickstart.keyField] != nil)
        }
    }

    // MARK: mistakes

    @Test(
        "What makes no sense is said with the mend",
        arguments: [
            ([], "'sluice datagen --list' shows what there is"),
            (["user"], "there is no quickstart 'user'; do you mean users, users_?"),
            (["nope"], "there is no quickstart 'nope'; 'sluice datagen --list' shows all"),
            (["nope", "--print-schema"], "there is no quickstart 'nope'"),
            (["--print-schema"], "name a quickstart"),
            (["users", "--schema", "{}"], "name a quickstart or a schema, not both"),
            (["users", "--format", "xml"], "'--format' is json or avro-json, not 'xml'"),
            (["users", "--iterations", "-1"], "'--iterations' is a number from 0 to 2147483647, not '-1'"),
            (["users", "--iterations", "many"], "not 'many'"),
            (["users", "--seed", "abc"], "Invalid value abc for configuration random.seed: Not a number of type LONG"),
            (["users", "--rate", "0"], "The rate must be above 0"),
            (["users", "--key-field", "nope"], "does not contain the field provided in 'schema.keyfield'"),
            (["users", "--set", "a"], "'--set' is KEY=VALUE, not 'a'"),
            (["users", "--set", "foo=1", "--set", "bar=2"], "the connector has no key bar, foo"),
            (["users", "--set", "iterations=3"], "'--iterations' says how many records there are"),
            (["--schema", "/does/not/exist"], "there is no file /does/not/exist"),
            (["--schema", "{\"type\":\"record\"}"], "No name in schema"),
            (["--schema", "{\"type\":"], "at line 1, column 9"),
            (["users", "--output", "/does/not/exist"], "can't write /does/not/exist: No such file or directory"),
            (["users", "--output", "/dev/full"], "can't write /dev/full: No space left on device"),
            (["users", "--list"], "'--list' shows all quickstarts"),
            (["--list", "--rate", "3"], "'--list' and '--rate' don't go together"),
            (["users", "--nope"], "'--nope' is no option of 'datagen'"),
            (["users", "--seed"], "'--seed' needs a value"),
            (["users", "orders"], "'datagen' is called as: sluice datagen [QUICKSTART] [options]"),
        ])
    func mistakes(words: [String], message: String) async throws {
        let error = await #expect(throws: UsageError.self) {
            let invocation = try Invocation(["datagen"] + words)
            let command = try #require(invocation.command as? DatagenCommand)
            _ = try await command.perform(invocation, standardOutput: -1)
        }
        let told = error?.message ?? ""
        #expect(told.contains(message), "\(told)")
    }

    @Test("A reader that has seen enough is no failure")
    func brokenPipe() async throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        let invocation = try Invocation(["datagen", "users", "--iterations", "0"])
        let command = try #require(invocation.command as? DatagenCommand)
        #expect(try await command.perform(invocation, standardOutput: ends[1]) == 0)
    }
}
