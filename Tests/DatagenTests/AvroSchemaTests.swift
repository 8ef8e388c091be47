import ConnectAPI
import JSON
import Testing

@testable import Datagen

/// Schemas as Avro 1.11 takes and refuses them, and what AvroData makes of them.
@Suite struct AvroSchemaTests {
    static func record(_ field: String, _ rest: String = "") -> String {
        #"{"type": "record", "name": "r"\#(rest), "fields": [{"name": "f", \#(field)}]}"#
    }

    @Test(
        "A default that isn't of its field's type, and other things that Avro refuses, make it no schema",
        arguments: [
            record(#""type": "int", "default": null"#), record(#""type": "int", "default": 1.0"#),
            record(#""type": "int", "default": 3000000000"#), record(#""type": "double", "default": "x""#),
            record(#""type": {"type": "array", "items": "long"}, "default": ["a"]"#),
            record(#""type": {"type": "map", "values": "string"}, "default": {"a": 1}"#),
            record(
                #""type": {"type": "record", "name": "s", "fields": [{"name": "x", "type": "int"}]}, "default": {}"#),
            record(#""type": ["null", "int"], "default": "x""#), record(#""type": "int", "order": "up""#),
            record(#""type": "int", "aliases": "x""#), record(#""type": "int""#, #", "aliases": [1]"#),
            record(#""type": {"type": "enum", "name": "e", "symbols": ["A"], "default": "B"}"#),
            #"{"type": "record", "name": "my-record", "fields": []}"#,
        ])
    func refused(schema: String) {
        #expect(throws: AvroSchemaError.self) { try AvroParser.parse(schema) }
        #expect(
            DatagenRun.errors(["schema.string": schema]) == ["schema.string": ["Unable to parse the provided schema"]])
    }

    @Test(
        "Names of namespaces are free, and defaults may be given in several ways",
        arguments: [
            record(
                #""type": "int", "default": 5, "order": "IGNORE", "aliases": ["g"]"#,
                #", "namespace": "com.my-company""#),
            record(#""type": "int", "default": 5"#, #", "namespace": "1 2""#),
            record(#""type": "float", "default": "1.5""#), record(#""type": ["null", "int"], "default": 5"#),
            #"{"type": "record", "name": "a-b.r", "fields": [{"name": "f", "type": "a-b.r"}]}"#,
            record(
                #""type": {"type": "record", "name": "s", "fields": [{"name": "x", "type": "int", "default": 1}]}, "default": {}"#
            ),
        ])
    func taken(schema: String) throws {
        #expect(try AvroParser.parse(schema).fields.count == 1)
        #expect(DatagenRun.errors(["schema.string": schema]).isEmpty)
    }

    @Test("Defaults that hold defaults that hold defaults are bounded", .timeLimit(.minutes(5)))
    func nestedDefaults() {
        var type = #"{"type": "record", "name": "r0", "fields": [{"name": "x", "type": "int", "default": 1}]}"#
        for level in 1..<12 {
            let others = (0..<20).map { #"{"name": "b\#($0)", "type": "r\#(level - 1)", "default": {}}"# }
            type =
                #"{"type": "record", "name": "r\#(level)", "fields": [{"name": "a", "type": \#(type), "default": {}},"#
                + others.joined(separator: ",") + "]}"
        }
        let error = #expect(throws: AvroSchemaError.self) { try AvroParser.parse(type) }
        #expect(error?.reason == "The defaults have more than 200000 values")
    }

    private static func field(_ type: String, _ rest: String = "") throws -> Schema {
        let schema = try AvroParser.parse(self.record(#""type": \#(type)\#(rest)"#, #", "namespace": "n""#))
        return try ConnectSchemas.converting(schema).schema.fields[0].schema
    }

    @Test("An enumeration's documentation and default are parameters in front of its symbols")
    func enumerations() throws {
        let schema = try Self.field(
            #"{"type": "enum", "name": "E", "doc": "d", "symbols": ["A", "B"], "default": "B"}"#)
        let prefix = "io.confluent.connect.avro."
        #expect(
            schema.parameters == [
                .init(prefix + "enum.doc.E", "d"), .init(prefix + "enum.default.E", "B"),
                .init(prefix + "Enum", "n.E"), .init(prefix + "Enum.A", "A"), .init(prefix + "Enum.B", "B"),
            ])
    }

    @Test("A field's default counts for more than an annotated one, which takes the flag away")
    func defaults() throws {
        let flag = Schema.Parameter("io.confluent.connect.avro.field.default", "true")
        #expect(try Self.field(#""int""#, #", "default": 5"#).parameters == [flag])
        let both = try Self.field(#"{"type": "int", "connect.default": 7}"#, #", "default": 5"#)
        #expect(both.defaultValue == .int32(5))
        #expect(both.parameters.isEmpty)
        #expect(try Self.field(#"{"type": "int", "connect.default": 7}"#).defaultValue == .int32(7))
        // A union with null loses its default, another one keeps it.
        #expect(try Self.field(#"["int", "null"]"#, #", "default": 5"#).defaultValue == nil)
        let union = try Self.field(#"["int", "string"]"#, #", "default": 5"#)
        #expect(union.parameters == [flag])
        #expect(union.defaultValue != nil)
    }

    @Test(
        "Connect's own properties must fit",
        arguments: [
            (#""int", "connect.version": "3""#, "Invalid Connect version found: 3"),
            (#""int", "connect.name": 5"#, "Invalid schema name: 5"),
            (#""int", "connect.parameters": "no""#, "Expected JSON object for schema parameters but found: no"),
            (
                #""int", "connect.parameters": {"a": {"b": [1, "c"]}}"#,
                "Expected schema parameter values to be strings but found: {b=[1, c]}"
            ),
            (
                #""int", "logicalType": "date", "connect.version": 2"#,
                "Mismatched versions: version already added to SchemaBuilder (1) differs from version in source schema (2)"
            ),
            (
                #""int", "logicalType": "date", "connect.name": "x""#,
                "Mismatched names: name already added to SchemaBuilder (org.apache.kafka.connect.data.Date)"
                    + " differs from name in source schema (x)"
            ),
        ])
    func contradictions(type: String, message: String) {
        let error = #expect(throws: ConnectError.self) { try Self.field(#"{"type": \#(type)}"#) }
        #expect(error?.kind == .data)
        #expect(error?.message == message)
    }

    @Test("A parameter that is set twice keeps its place and has the later value")
    func parameters() throws {
        let schema = try Self.field(
            #"""
            {"type": "fixed", "name": "F", "size": 2, "connect.parameters": {"x": "1", "connect.fixed.size": "9"},
             "avro.y": {"a": true}}
            """#)
        #expect(
            schema.parameters == [.init("connect.fixed.size", "9"), .init("x", "1"), .init("avro.y", "{a=true}")])
    }
}
