import Bytes
import ConnectAPI
import Glibc
import Testing

@testable import Datagen

@Suite struct OptionsFileTests {
    private func values(_ type: String, _ encoding: String, _ bytes: [UInt8]) throws -> Set<Value> {
        let path = "/tmp/sluice-options-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        defer { unlink(path) }
        guard let file = fopen(path, "w") else { return [] }
        fwrite(bytes, 1, bytes.count, file)
        fclose(file)
        let annotations = #"{"options": {"file": "\#(path)", "encoding": "\#(encoding)"}}"#
        return Set(try GeneratedValues.of(GeneratedValues.annotated(type, annotations), count: 60))
    }

    @Test("JSON values stand one after the other")
    func json() throws {
        #expect(try self.values("\"string\"", "json", Array(#""a" "b{"\#n"c\"d""#.utf8)) == ["a", "b{", "c\"d"])
        #expect(try self.values("\"int\"", "json", Array("1 2\n3".utf8)) == [.int32(1), .int32(2), .int32(3)])
        let union = #""record", "name": "R", "fields": [{"name": "u", "type": ["null", "int"]}]"#
        let rows = try self.values(union, "json", Array(#"{"u": null}{"u": {"int": 5}}"#.utf8))
        #expect(Set(rows.compactMap(GeneratedValues.fields)) == [[.null], [.int32(5)]])
    }

    @Test("Binary values are Avro's")
    func binary() throws {
        #expect(try self.values("\"string\"", "binary", [2, 97, 4, 98, 99]) == ["a", "bc"])
        #expect(try self.values("\"long\"", "binary", [1, 2, 0xAC, 0x02]) == [.int64(-1), .int64(1), .int64(150)])
        #expect(
            try self.values(#""array", "items": "int""#, "binary", [4, 2, 4, 0, 1, 2, 6, 0])
                == [.array([.int32(1), .int32(2)]), .array([.int32(3)])])
        #expect(try self.values("\"double\"", "binary", [0, 0, 0, 0, 0, 0, 0xF8, 0x3F]) == [.float64(1.5)])
    }

    @Test(
        "Files that are cut, empty or of another type are refused",
        arguments: [
            ("\"string\"", "binary", [10, 97]), ("\"string\"", "binary", []), ("\"int\"", "json", [0x22]),
            ("\"int\"", "json", Array("1.5".utf8)),
            ("\"int\"", "binary", [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
            (#""array", "items": "int""#, "binary", [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]),
            (#""enum", "name": "E", "symbols": ["A"]"#, "binary", [9]),
        ] as [(String, String, [UInt8])])
    func refused(type: String, encoding: String, bytes: [UInt8]) {
        let error = #expect(throws: ConnectError.self) { try self.values(type, encoding, bytes) }
        #expect(error?.message.hasPrefix("Unable to read options file '") == true)
    }
}
