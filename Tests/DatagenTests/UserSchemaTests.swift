import ConnectAPI
import Testing

@testable import Datagen

/// Schemas of the kinds that people write, and what the records must look like.
@Suite struct UserSchemaTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let name: String
        let schema: String
        /// What the whole value must match.
        let pattern: String
        var more: ConfigValues = [:]

        var testDescription: String { self.name }
    }

    private static func record(_ fields: String, _ more: String = "") -> String {
        #"{"type": "record", "name": "r", \#(more) "fields": [\#(fields)]}"#
    }

    private static let cases = [
        Case(
            name: "An empty namespace, a logical type without a range, white space and line ends",
            schema: " \n\t"
                + record(
                    #"{"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}},"# + "\r\n"
                        + #"{"name": "n", "type": {"type": "int", "arg.properties": {"iteration": {"start": 0}}}}"#,
                    #""namespace": "","#) + "\n ",
            pattern: #"\{"at":-?\d+,"n":0\}"#),
        Case(
            name: "Names within a namespace, by their short and full names, in maps too",
            schema: record(
                #"""
                {"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["A", "B"]}},
                {"name": "b", "type": "E"}, {"name": "c", "type": "com.x.E"},
                {"name": "m", "type": {"type": "map", "values": "E",
                  "arg.properties": {"length": 1, "keys": {"regex": "k[0-9]"}}}}
                """#, #""namespace": "com.x","#),
            pattern: #"\{"a":"[AB]","b":"[AB]","c":"[AB]","m":\{"k\d":"[AB]"\}\}"#),
        Case(
            name: "Records in an array, and a record that is called as its field",
            schema: record(
                #"""
                {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "line", "fields": [
                  {"name": "id", "type": {"type": "int", "arg.properties": {"range": {"min": 1, "max": 9}}}}]},
                  "arg.properties": {"length": {"min": 1, "max": 3}}}},
                {"name": "withdrawn", "type": {"type": "record", "name": "withdrawn", "fields": [
                  {"name": "atm", "type": {"type": "string", "arg.properties": {"options": ["1", "2"]}}}]}}
                """#),
            pattern: #"\{"lines":\[\{"id":[1-8]\}(,\{"id":[1-8]\})?\],"withdrawn":\{"atm":"[12]"\}\}"#),
        Case(
            name: "Connect's names and parameters on a schema, docs and unknown properties",
            schema: record(
                #"""
                {"name": "t", "doc": "d", "type": {"type": "int", "connect.name": "org.apache.kafka.connect.data.Date",
                  "format_as_time": "x", "arg.properties": {"range": {"min": 5, "max": 6, "step": 1}}}}
                """#,
                #""connect.name": "a.b", "connect.parameters": {"p": "q"}, "doc": "Sample","#),
            pattern: #"\{"t":5\}"#),
        Case(
            name: "Annotations beside a type count for nothing",
            schema: record(
                #"""
                {"name": "a", "type": "boolean", "arg.properties": {"options": ["x"]}},
                {"name": "b", "type": "boolean"}
                """#),
            pattern: #"\{"a":(true|false),"b":(true|false)\}"#),
        Case(
            name: "Optional fields with defaults",
            schema: record(
                #"""
                {"name": "a", "type": ["null", {"type": "string", "arg.properties": {"options": ["x"]}}],
                  "default": null},
                {"name": "b", "type": [{"type": "string", "arg.properties": {"options": ["y"]}}, "null"],
                  "default": "q"}
                """#),
            pattern: #"\{"a":(null|"x"),"b":(null|"y")\}"#),
        Case(
            name: "Options of a decimal are its bytes",
            schema: record(
                #"{"name": "d", "type": {"type": "bytes", "logicalType": "decimal", "precision": 12, "scale": 2,"#
                    + #" "arg.properties": {"options": ["10.00"]}}}"#),
            pattern: #"\{"d":"MTAuMDA="\}"#),
        Case(
            name: "Texts of fixed length, prices, addresses and identifiers by patterns",
            schema: record(
                #"""
                {"name": "s", "type": {"type": "string", "arg.properties": {"regex": "[a-zA-Z0-9]{16}"}}},
                {"name": "p", "type": {"type": "string", "arg.properties": {"regex": "[1-9][0-9]{0,1}[.][0-9]{2,2}"}}},
                {"name": "m", "type": {"type": "string", "arg.properties": {"regex": "[a-z]{3}\\@(b|c)\\.com"}}},
                {"name": "u", "type": {"type": "string", "logicalType": "uuid", "arg.properties": {"regex":
                  "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"}}}
                """#),
            pattern: #"\{"s":"\w{16}","p":"[1-9]\d?\.\d\d","m":"[a-z]{3}@(b|c)\.com","u":"[0-9a-f-]{36}"\}"#),
        Case(
            name: "One of several records",
            schema: "[" + record(#"{"name": "x", "type": "boolean"}"#)
                + #", {"type": "record", "name": "s", "fields": []}]"#,
            pattern: #"\{"r":(null|\{"x":(true|false)\}),"s":(null|\{\})\}"#),
    ]

    @Test("What people write is accepted and made", arguments: cases)
    func schema(_ one: Case) async throws {
        let properties = DatagenRun.quick(one.more.merging(["schema.string": one.schema]) { $1 })
        #expect(DatagenRun.errors(properties).isEmpty)
        let pattern = try Regex(one.pattern)
        for record in try await DatagenRun.records(properties, count: 20) {
            let value = try #require(record.value)
            // Iterations go on: only the first record has their start.
            if record.headers.contains(["current.iteration", "0"]) || !one.pattern.contains("\"n\":0") {
                #expect(value.wholeMatch(of: pattern) != nil, "\(value)")
            }
        }
    }

    @Test("Annotations beside types are found, and no quickstart has them")
    func strays() throws {
        let schema = #"""
            {"type": "record", "name": "r", "fields": [
              {"name": "a", "type": "int", "arg.properties": {}},
              {"name": "b", "type": ["null", {"type": "array", "items": {"type": "record", "name": "s", "fields": [
                {"name": "c", "type": {"type": "int", "arg.properties": {}}},
                {"name": "d", "type": "r", "default": {}, "arg.properties": {}}]}}]}]}
            """#
        #expect(try AvroParser.parse(schema).strayAnnotations == ["a", "b[].d"])
        for quickstart in Quickstart.all { #expect(try AvroParser.parse(quickstart.schema).strayAnnotations == []) }
    }
}
