import Bytes
import ConnectAPI
import Converters
import Testing

/// Envelopes one after the other: a record that begins like the one before is read in a shorter way, with the same
/// outcome.
@Suite struct JsonEnvelopeTests {
    private static let head = #"{"schema":{"type":"int32","optional":true},"payload":"#
    private static let noEnvelope =
        "JsonConverter with schemas.enable requires \"schema\" and \"payload\" fields and may not contain additional "
        + "fields. If you are trying to deserialize plain JSON data, set schemas.enable=false in your converter "
        + "configuration."
    private static let malformed =
        "Converting byte[] to Kafka Connect data failed due to serialization error: "

    private func outcome(_ converter: JsonConverter, _ text: String) -> Result<Value, EquatableMessage> {
        do throws(ConnectError) {
            let pair = try converter.deserialize(topic: "t", bytes: Bytes(utf8: text))
            #expect(pair.schema == .optionalInt32)
            return .success(pair.value)
        } catch {
            return .failure(EquatableMessage(text: error.message))
        }
    }

    struct EquatableMessage: Error, Equatable { let text: String }

    @Test(
        "The second record is read as the first would be",
        arguments: [
            ("7}", Result.success(.int32(7))), (" 7 } ", .success(.int32(7))), ("null}", .success(.null)),
            ("7} trailing", .success(.int32(7))), ("\"x\"}", .success(.int32(0))), ("1.9}", .success(.int32(1))),
            (#"7,"payload":8}"#, .success(.int32(8))), (#"7,"x":8}"#, .failure(.init(text: Self.noEnvelope))),
            ("7", .failure(.init(text: Self.malformed))), ("7]", .failure(.init(text: Self.malformed))),
            ("", .failure(.init(text: Self.malformed))), ("}", .failure(.init(text: Self.malformed))),
            ("7 8}", .failure(.init(text: Self.malformed))), ("[1}", .failure(.init(text: Self.malformed))),
        ] as [(String, Result<Value, EquatableMessage>)])
    func secondRecord(rest: String, expected: Result<Value, EquatableMessage>) throws {
        let fresh = JsonConverter()
        try fresh.configure([:], isKey: false)
        #expect(self.outcome(fresh, Self.head + rest) == expected)
        let warm = JsonConverter()
        try warm.configure([:], isKey: false)
        #expect(self.outcome(warm, Self.head + "1}") == .success(.int32(1)))
        #expect(self.outcome(warm, Self.head + rest) == expected)
        #expect(self.outcome(warm, Self.head + "2}") == .success(.int32(2)))
    }

    @Test("A payload in front of its schema, blanks and other schemas don't confuse what follows")
    func otherForms() throws {
        let converter = JsonConverter()
        try converter.configure(["schemas.cache.size": "2"], isKey: false)
        for round in 0..<3 {
            #expect(
                self.outcome(converter, #"{"payload":\#(round),"schema":{"type":"int32","optional":true}}"#)
                    == .success(.int32(Int32(round))))
            #expect(
                self.outcome(converter, #"{ "schema" : {"type":"int32","optional":true} , "payload" : \#(round) }"#)
                    == .success(.int32(Int32(round))))
            let text = Bytes(utf8: #"{"schema":{"type":"string"},"payload":"a\"b"}"#)
            #expect(try converter.deserialize(topic: "t", bytes: text) == SchemaAndValue(.string, "a\"b"))
            let none = Bytes(utf8: #"{"schema":null,"payload":{"a":1,"a":[2]}}"#)
            #expect(
                try converter.deserialize(topic: "t", bytes: none)
                    == SchemaAndValue(nil, .map(ValueMap([("a", .array([.int64(2)]))]))))
        }
    }
}
