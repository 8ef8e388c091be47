import ConnectAPI
import ConnectRuntime
import Testing

@Suite struct JavaPropertiesTests {
    @Test("Files mean what they mean to java.util.Properties") func equalsJava() {
        var cases = 0
        for line in GoldenDefinitions.read("properties.tsv").split(separator: "\n") {
            let fields = line.split(separator: "\t")
            let text = GoldenDefinitions.bytes(hex: fields[0])
            var expected: [String: String]? = [:]
            for field in fields.dropFirst() {
                if field == "error" {
                    expected = nil
                } else {
                    let pair = field.split(separator: "=")
                    expected?[GoldenDefinitions.text(hex: pair[0])] = GoldenDefinitions.text(hex: pair[1])
                }
            }
            let actual = try? JavaProperties(text).dictionary
            #expect(actual == expected, "\(GoldenDefinitions.text(hex: fields[0]).debugDescription)")
            cases += 1
        }
        #expect(cases == 700)
    }

    @Test("UTF-8 is read as such, other bytes as Latin-1") func encodings() throws {
        #expect(try JavaProperties("a=ä€😀").dictionary == ["a": "ä€😀"])
        #expect(try JavaProperties([0x61, 0x3D, 0xE4]).dictionary == ["a": "ä"])
    }

    @Test("A malformed escape is an error with the number of its line") func malformed() {
        let error = #expect(throws: ConfigError.self) { try JavaProperties("a=1\n\n# x\nb=\\u12x4\n") }
        #expect(error?.description == "Malformed \\uxxxx encoding in line 4.")
    }

    @Test("A file without end is refused") func bounded() {
        let long = repeatElement(UInt8(ascii: "a"), count: JavaProperties.sizeLimit + 1)
        #expect(throws: ConfigError.self) { try JavaProperties(long) }
    }
}
