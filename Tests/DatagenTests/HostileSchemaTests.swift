import ConnectAPI
import Testing

@testable import Datagen

/// Errors of annotations, with the field that they are about; none of them may trap, hang or take the memory.
@Suite struct HostileSchemaTests {
    static let annotationErrors: [(String, String, String)] = [
        ("\"int\"", "12", "arg.properties property must be given as object, was java.lang.Integer instead"),
        ("\"string\"", #"{"options": [], "length": 3}"#, "Cannot specify length prop when options prop is given"),
        ("\"string\"", #"{"options": []}"#, "options property cannot be empty"),
        (
            "\"string\"", #"{"options": 1.5}"#,
            "options prop must be an array or an object, was java.lang.Double instead"
        ),
        ("\"string\"", #"{"options": [1]}"#, "Invalid option for string schema: type java.lang.Integer, value '1'"),
        ("\"double\"", #"{"options": [1]}"#, "Invalid option for double schema: type java.lang.Integer, value '1'"),
        (
            "\"int\"", #"{"options": [9999999999]}"#,
            "Invalid option for int schema: type java.lang.Long, value '9999999999'"
        ),
        (
            #""enum", "name": "E", "symbols": ["A"]"#, #"{"options": ["B"]}"#,
            "Invalid option for enum schema: type org.apache.avro.generic.GenericData$EnumSymbol, value 'B'"
        ),
        (
            #""array", "items": "long""#, #"{"options": [[1]]}"#,
            "Invalid option for array schema: type org.apache.avro.generic.GenericData$Array, value '[1]'"
        ),
        (
            #""map", "values": "int""#, #"{"options": [{"a": "x", "b": 1.5e10}]}"#,
            "Invalid option for map schema: type java.util.LinkedHashMap, value '{a=x, b=1.5E10}'"
        ),
        (
            #""record", "name": "R", "fields": [{"name": "a", "type": "int"}, {"name": "b", "type": "int"}]"#,
            #"{"options": [{"b": ["\"q\"", 2.0], "a": 1}]}"#,
            "Invalid option for record schema: type org.apache.avro.generic.GenericData$Record,"
                + #" value '{"a": 1, "b": ["\"q\"", 2.0]}'"#
        ),
        (
            #""record", "name": "R", "fields": [{"name": "a", "type": "int"}]"#, #"{"options": [{}]}"#,
            "Field a type:INT pos:0 not set and has no default value"
        ),
        ("\"string\"", #"{"options": {}}"#, "options property must contain 'file' field when given as object"),
        (
            "\"string\"", #"{"options": {"file": "x"}}"#,
            "options property must contain 'file' field when given as object"
        ),
        (
            "\"string\"", #"{"options": {"file": 1}}"#,
            "'file' field of options property must be given as string, was java.lang.Integer instead"
        ),
        (
            "\"string\"", #"{"options": {"file": "x", "encoding": "xml"}}"#,
            "'encoding' field of options property only supports two formats: 'binary' and 'json'"
        ),
        (
            "\"string\"", #"{"options": {"file": "/nowhere", "encoding": "json"}}"#,
            "Unable to locate options file '/nowhere'"
        ),
        (
            "\"string\"", #"{"options": {"file": "/dev/zero", "encoding": "json"}}"#,
            "Unable to read options file '/dev/zero'"
        ),
        ("\"int\"", #"{"iteration": {}, "range": {}}"#, "Cannot specify range prop when iteration prop is given"),
        ("\"int\"", #"{"iteration": 3}"#, "iteration prop must be an object, was java.lang.Integer instead"),
        ("\"int\"", #"{"iteration": {}}"#, "iteration property must contain start field"),
        (
            "\"int\"", #"{"iteration": {"start": 1.5}}"#,
            "'start' field of iteration property must be an integral number, was java.lang.Double instead"
        ),
        (
            "\"int\"", #"{"iteration": {"start": 3000000000}}"#,
            "'start' field of iteration property must be a valid int for int schemas"
        ),
        ("\"int\"", #"{"iteration": {"start": 0, "step": 0}}"#, "step field of iteration property cannot be zero"),
        (
            "\"int\"", #"{"iteration": {"start": 1, "restart": 1}}"#,
            "start and restart fields of iteration property cannot be equal"
        ),
        (
            "\"int\"", #"{"iteration": {"start": 1, "restart": 5, "step": -1}}"#,
            "step field of iteration property must be positive when restart field is greater than start field"
        ),
        (
            "\"double\"", #"{"iteration": {"start": 5, "restart": 1, "step": 1}}"#,
            "step field of iteration property must be negative when restart field is less than start field"
        ),
        (
            "\"bytes\"", #"{"iteration": {"start": 1}}"#,
            "iteration property can only be specified on numeric, boolean or string schemas, not BYTES schema"
        ),
        (
            "\"boolean\"", #"{"iteration": {"start": 1}}"#,
            "start field of iteration property for a boolean schema must be a boolean, was java.lang.Integer instead"
        ),
        (
            "\"boolean\"", #"{"iteration": {"start": true, "step": 1}}"#,
            "iteration property cannot contain step field for a boolean schema"
        ),
        ("\"int\"", #"{"iteration": {"start": 2147483647}}"#, "BigInteger: modulus not positive"),
        (
            "\"int\"", #"{"range": {"min": 5, "max": 5}}"#,
            "'min' field must be strictly less than 'max' field in range property"
        ),
        ("\"double\"", #"{"range": 1}"#, "range property must be an object"),
        (
            "\"double\"", #"{"range": {"min": "a"}}"#,
            "'min' field of range property must be a number, was java.lang.String instead"
        ),
        (
            "\"float\"", #"{"range": {"min": 1e300}}"#,
            "'min' field of range property must be a valid float for float schemas"
        ),
        ("\"boolean\"", #"{"odds": 1.5}"#, "odds property must be in the range [0.0, 1.0]"),
        ("\"string\"", #"{"length": -1}"#, "when given as integral number, length property cannot be negative"),
        (
            "\"string\"", #"{"length": {}}"#,
            "length property must contain at least one of 'min' or 'max' fields when given as object"
        ),
        ("\"string\"", #"{"length": {"min": -1}}"#, "min field of length property cannot be negative"),
        (
            "\"string\"", #"{"length": {"min": 3, "max": 3}}"#,
            "max field must be strictly greater than min field for length property"
        ),
        (
            "\"string\"", #"{"length": "3"}"#,
            "length property must either be an integral number or an object, was java.lang.String instead"
        ),
        ("\"string\"", #"{"regex": 3}"#, "regex property must be a string"),
        ("\"string\"", #"{"regex": "a", "prefix": 3}"#, "prefix property must be a string"),
        ("\"string\"", #"{"regex": "a|"}"#, "unexpected end-of-string"),
        ("\"string\"", #"{"regex": "a{1000000}"}"#, "regex needs more than 20000 states"),
        (#""map", "values": "int""#, #"{"keys": 3}"#, "keys prop must be an object"),
        ("\"string\"", #"{"length": 2147483647}"#, "The record has more than 33554432 bytes"),
        ("\"bytes\"", #"{"length": {"min": 2000000000}}"#, "The record has more than 33554432 bytes"),
        (#""array", "items": "int""#, #"{"length": 2147483647}"#, "The record has more than 1048576 values"),
        (#""map", "values": "int""#, #"{"length": 1000000}"#, "The record has more than 1048576 values"),
    ]

    @Test(
        "A wrong annotation is told in Java's words, with its field", .timeLimit(.minutes(5)),
        arguments: annotationErrors)
    func annotations(type: String, annotations: String, message: String) {
        let error = #expect(throws: ConnectError.self) {
            try GeneratedValues.of(GeneratedValues.annotated(type, annotations))
        }
        #expect(error?.message == "\(message) (field 'f')")
    }

    @Test("The path of an error leads through records, arrays, maps and unions")
    func path() {
        let type = #"""
            ["null", {"type": "array", "items": {"type": "map", "values": {"type": "record", "name": "in", "fields": [
              {"name": "x", "type": {"type": "string", "arg.properties": {"length": -1}}}]}}}]
            """#
        let error = #expect(throws: ConnectError.self) { try GeneratedValues.of(type) }
        #expect(error?.message.hasSuffix("cannot be negative (field 'f[]{}.x')") == true)
        #expect(error?.kind == .other("java.lang.RuntimeException"))
    }

    @Test("Arrays in arrays in arrays end in an error, not in all the memory", .timeLimit(.minutes(5)))
    func explosion() {
        var type = #"{"type": "array", "items": "int", "arg.properties": {"length": 1000}}"#
        for _ in 0..<5 { type = #"{"type": "array", "items": \#(type), "arg.properties": {"length": 1000}}"# }
        #expect(throws: ConnectError.self) { try GeneratedValues.of(type) }
        var record = #"{"type": "record", "name": "r0", "fields": [{"name": "x", "type": "int"}]}"#
        for level in 1..<20 {
            record =
                #"{"type": "record", "name": "r\#(level)", "fields": [{"name": "a", "type": \#(record)},"#
                + (0..<20).map { #"{"name": "b\#($0)", "type": "r\#(level - 1)"}"# }.joined(separator: ",") + "]}"
        }
        #expect(throws: ConnectError.self) { try GeneratedValues.of(record) }
    }

    @Test("A record that is a part of itself goes on as long as the draws say", arguments: [1, 42, 7] as [Int64])
    func recursion(seed: Int64) throws {
        let list = #"{"type": "record", "name": "n", "fields": [{"name": "next", "type": ["null", "n"]}]}"#
        var random = JavaRandom(seed: seed)
        for value in try GeneratedValues.of(list, count: 200, seed: seed) {
            var (rest, length) = (value, 0)
            while case .struct(let node) = rest {
                length += 1
                rest = node[0]
            }
            var expected = 1
            while random.nextInt(2) == 1 { expected += 1 }
            #expect(length == expected)
            random.setSeed(random.nextLong())
        }
    }

    @Test(
        "A record that can't end is an error with its path, one that branches takes bounded time",
        .timeLimit(.minutes(5)))
    func endlessRecursion() throws {
        let endless = #"{"type": "record", "name": "n", "fields": [{"name": "next", "type": "n"}]}"#
        let error = #expect(throws: ConnectError.self) { try GeneratedValues.of(endless) }
        #expect(error?.message.contains("The record is a part of itself too many times") == true)
        let union =
            #"{"type": "record", "name": "n", "fields": [{"name": "l", "type": ["null", "int", "string", "n"]}]}"#
        #expect(try GeneratedValues.of(union, count: 20).count == 20)
        let fields = (0..<4).map { #"{"name": "f\#($0)", "type": ["null", "n"]}"# }.joined(separator: ",")
        let wide = #"{"type": "record", "name": "n", "fields": [\#(fields)]}"#
        _ = try? GeneratedValues.of(wide, count: 1)
    }

    @Test("A schema that is huge once its parts are counted is refused", .timeLimit(.minutes(5)))
    func manyParts() {
        var record = #"{"type": "record", "name": "r0", "fields": [{"name": "a", "type": "int"}]}"#
        for level in 1...30 {
            record =
                #"{"type": "record", "name": "r\#(level)", "fields": [{"name": "a", "type": \#(record)},"#
                + #" {"name": "b", "type": "r\#(level - 1)"}]}"#
        }
        let error = #expect(throws: ConnectError.self) { try GeneratedValues.of(record) }
        #expect(error?.message == "The schema has too many parts")
    }

    @Test("A type that no schema can have is refused")
    func bareNull() {
        let bare = #expect(throws: ConnectError.self) { try GeneratedValues.of("\"null\"") }
        #expect(bare?.message == "Standalone null schemas are not supported by this converter")
    }

    @Test(
        "What isn't a record is refused as Java says it",
        arguments: [("\"int\"", "java.lang.Integer"), ("\"string\"", "java.lang.String")])
    func noRecord(schema: String, className: String) {
        let error = #expect(throws: ConnectError.self) {
            try RecordGenerator(
                try AvroParser.parse(schema), extras: RecordExtras(topic: "t"), keyField: nil, taskNumber: 0,
                position: GeneratorPosition(seed: 1, taskNumber: 0), iterations: nil)
        }
        #expect(
            error?.message
                == "Expected Avro Random Generator to return instance of GenericRecord, found \(className) instead")
    }

    @Test("Records before one that can't be made are delivered")
    func partialBatch() throws {
        let schema = #"""
            {"type": "record", "name": "r", "fields": [{"name": "t", "type": {"type": "int", "logicalType": "time-millis",
              "arg.properties": {"iteration": {"start": 86399995}}}}]}
            """#
        let generator = try RecordGenerator(
            try AvroParser.parse(schema), extras: RecordExtras(topic: "t"), keyField: "t", taskNumber: 0,
            position: GeneratorPosition(seed: 1, taskNumber: 0), iterations: nil)
        let batch = SourceBatch()
        try generator.fill(batch, count: 100)
        #expect(batch.count == 6)
        #expect(batch.headers.count == 18)
        #expect(batch.record(at: 5).key.value == .date(86_400_000))
        batch.reset()
        #expect(throws: ConnectError.self) { try generator.fill(batch, count: 100) }
        #expect(batch.isEmpty)
    }

    @Test("Cut and changed schemas are refused or used, but never trap")
    func mutations() throws {
        var random = JavaRandom(seed: 11)
        let source = Array(AllTypesTests.schema.utf8)
        for _ in 0..<1500 {
            var bytes = source
            for _ in 0...random.nextInt(3) {
                switch random.nextInt(3) {
                case 0: bytes[Int(random.nextInt(Int32(bytes.count)))] = UInt8(random.nextInt(128))
                case 1: bytes.remove(at: Int(random.nextInt(Int32(bytes.count))))
                default:
                    let digit = UInt8(ascii: "0") + UInt8(random.nextInt(10))
                    bytes.insert(digit, at: Int(random.nextInt(Int32(bytes.count))))
                }
            }
            guard let type = try? AvroParser.parse(String(decoding: bytes, as: UTF8.self)) else { continue }
            let generator = try? RecordGenerator(
                type, extras: RecordExtras(topic: "t"), keyField: nil, taskNumber: 0,
                position: GeneratorPosition(seed: 1, taskNumber: 0), iterations: nil)
            try? generator?.fill(SourceBatch(), count: 2)
        }
    }
}
