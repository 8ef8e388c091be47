import ConnectAPI
import Glibc
import Testing

@testable import Datagen

/// Tasks that have a program together.
@Suite struct SharedProgramTests {
    /// A schema that no other test has.
    private func schema(_ field: String) -> String {
        #"{"type": "record", "name": "shared_\#(UInt64.random(in: 0 ... .max))", "fields": [\#(field)]}"#
    }

    private func task(_ properties: ConfigValues, number: Int = 0) async throws -> any SourceTask {
        try await DatagenRun.task(properties, number: number, offset: nil)
    }

    private func values(_ task: any SourceTask, _ batch: SourceBatch, count: Int) async throws -> [Value] {
        batch.reset()
        try await task.poll(into: batch)
        return batch.entries.indices.prefix(count).map { batch.record(at: $0).value.value }
    }

    private func key(_ properties: ConfigValues) throws -> GeneratorProgram.Key {
        let settings = try DatagenConfiguration(properties)
        let text = try #require(try settings.source?.text())
        return GeneratorProgram.Key(text: text, keyField: settings.keyField, rules: settings.rules)
    }

    @Test("Tasks share the program of their schema, and leave none behind")
    func lifetime() async throws {
        let field = #"{"name": "a", "type": {"type": "string", "arg.properties": {"options": ["x", "y"]}}}"#
        let properties = DatagenRun.quick(["schema.string": self.schema(field), "random.seed": "1"])
        let key = try self.key(properties)
        do {
            let (one, other) = (try await self.task(properties), try await self.task(properties, number: 1))
            let program = GeneratorProgram.shared.share(of: key)
            #expect(program != nil)
            withExtendedLifetime((one, other)) {}
        }
        #expect(GeneratorProgram.shared.share(of: key) == nil)
    }

    @Test("Tasks with one program count, walk and draw on their own")
    func independence() async throws {
        let fields = [
            #"{"name": "n", "type": {"type": "int", "arg.properties": {"iteration": {"start": 0}}}}"#,
            #"{"name": "w", "type": {"type": "string", "arg.properties": {"regex": "(ab|c)*", "length": 5}}}"#,
            #"{"name": "o", "type": {"type": "string", "arg.properties": {"options": ["x", "y", "z"]}}}"#,
        ].joined(separator: ", ")
        let properties = DatagenRun.quick(["schema.string": self.schema(fields), "random.seed": "7"])
        let alone = try await self.values(self.task(properties), SourceBatch(), count: 300)
        let (one, other) = (try await self.task(properties), try await self.task(properties))
        let (oneBatch, otherBatch) = (SourceBatch(), SourceBatch())
        // An arena that isn't empty has the constants in other places.
        _ = otherBatch.arena.intern("something before")
        #expect(try await self.values(one, oneBatch, count: 300) == alone)
        #expect(try await self.values(other, otherBatch, count: 300) == alone)
        #expect(try await self.values(one, oneBatch, count: 300) != alone)
    }

    @Test("A file of options is read by each task anew")
    func files() async throws {
        let path = "/tmp/sluice-shared-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        defer { unlink(path) }
        func write(_ text: String) throws {
            let file = try #require(fopen(path, "w"))
            fputs(text, file)
            fclose(file)
        }
        let options = #"{"options": {"file": "\#(path)", "encoding": "json"}}"#
        let field = #"{"name": "a", "type": {"type": "string", "arg.properties": \#(options)}}"#
        let properties = DatagenRun.quick(["schema.string": self.schema(field)])
        try write(#""before""#)
        let one = try await self.task(properties)
        try write(#""after""#)
        let other = try await self.task(properties)
        #expect(try await GeneratedValues.fields(self.values(one, SourceBatch(), count: 1)[0]) == ["before"])
        #expect(try await GeneratedValues.fields(self.values(other, SourceBatch(), count: 1)[0]) == ["after"])
    }
}
