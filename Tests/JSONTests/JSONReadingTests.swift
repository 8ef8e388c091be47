import Bytes
import JSON
import Testing

@Suite struct JSONReadingTests {
    @Test(
        "A document is read and written again without a change",
        arguments: [
            "null", "true", "false", "0", "-0", "1", "-1.50", "1e400", "123456789012345678901234567890", "\"\"",
            "\"a\"", "[]", "{}", "[[],{},[[]]]", #"{"b":1,"a":[true,null,{"c":"d"}],"":0.1}"#,
            #"["\"","\\","\b\t\n\f\r","\u0000\u001F","/","é","€","\uD83D\uDE00"]"#,
        ])
    func roundTrip(text: String) throws {
        #expect(try JSONValue.parse(text).text == text)
    }

    @Test("Blanks, escapes and characters beyond the BMP are normalised")
    func normalises() throws {
        let value = try JSONValue.parse(" {\t\"a\" :\r\n[ 1 , \"\\u0041\\/\\ud83d\\ude00\" ] } ")
        #expect(value == ["a": [1, "A/😀"]])
        #expect(value.text == #"{"a":[1,"A/\uD83D\uDE00"]}"#)
    }

    @Test("An unpaired surrogate becomes U+FFFD", arguments: [#""\ud800""#, #""\udc00""#, #""\ud800\u0041""#])
    func loneSurrogate(text: String) throws {
        let read = try #require(try JSONValue.parse(text).stringValue)
        #expect(read.unicodeScalars.first == "\u{FFFD}")
    }

    @Test("Of members with the same name the last value counts, at the first one's place")
    func duplicates() throws {
        let value = try JSONValue.parse(#"{"a":1,"b":2,"a":3}"#)
        #expect(value["a"] == 3)
        #expect(value.text == #"{"a":3,"b":2}"#)
        var tape = JSONTape()
        try tape.parse(Bytes(utf8: #"{"a":1,"b":2,"a":3}"#))
        #expect(tape[0].length == 3)
    }

    @Test("An object with many members finds each of them")
    func manyMembers() throws {
        let text = "{" + (0..<1000).map { "\"k\($0)\":\($0)" }.joined(separator: ",") + "}"
        var object = try #require(try JSONValue.parse(text).objectValue)
        for number in 0..<1000 { #expect(object["k\(number)"] == .int(number)) }
        object["k500"] = nil
        #expect(object["k500"] == nil)
        #expect(object["k999"] == 999)
    }

    @Test("A byte order mark, UTF-16 and UTF-32 are recognised")
    func encodings() throws {
        let text = #"{"a":"é😀"}"#
        let expected: JSONValue = ["a": "é😀"]
        let utf16 = Array(text.utf16)
        let utf32 = text.unicodeScalars.map(\.value)
        let forms: [[UInt8]] = [
            [0xEF, 0xBB, 0xBF] + Array(text.utf8),
            utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
            utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
            [0xFE, 0xFF] + utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
            [0xFF, 0xFE] + utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
            utf32.flatMap { [0, UInt8($0 >> 16), UInt8($0 >> 8 & 0xFF), UInt8($0 & 0xFF)] },
            utf32.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8 & 0xFF), UInt8($0 >> 16), 0] },
            [0, 0, 0xFE, 0xFF] + utf32.flatMap { [0, UInt8($0 >> 16), UInt8($0 >> 8 & 0xFF), UInt8($0 & 0xFF)] },
        ]
        for form in forms { #expect(try JSONValue.parse(Bytes(form)) == expected) }
    }

    @Test("The reader's own settings: leading zeros, and what follows the value")
    func options() throws {
        var options = JSONOptions()
        options.allowsLeadingZeros = true
        options.ignoresTrailingBytes = true
        #expect(try JSONValue.parse("007 x", options).numberValue?.javaText == "7")
        #expect(try JSONValue.parse("[1]]", options) == [1])
        #expect(throws: JSONError.self) { try JSONValue.parse("1x", options) }
    }

    @Test("Depth and the length of numbers end at their limits")
    func limits() throws {
        let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        #expect(try JSONValue.parse(deep).arrayValue?.count == 1)
        #expect(Self.error("[" + deep + "]")?.code == .limit)
        #expect(Self.error(String(repeating: "1", count: 1001))?.code == .limit)
        #expect(throws: Never.self) { try JSONValue.parse(String(repeating: "1", count: 1000)) }
        #expect(throws: JSONError.self) { try JSONValue.parse("[1,2]", JSONOptions(maximumBytes: 4)) }
    }

    static func error(_ text: String) -> JSONError? {
        do throws(JSONError) {
            _ = try JSONValue.parse(text)
            return nil
        } catch {
            return error
        }
    }

    private static let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

    @Test(
        "Errors have Jackson's words and the place",
        arguments: [
            ("", "No content to map due to end-of-input", 1, 1),
            ("hello", "Unrecognized token 'hello': was expecting \(Self.values)", 1, 6),
            ("truex", "Unrecognized token 'truex': was expecting \(Self.values)", 1, 6),
            ("{\n a:1}", "Unexpected character ('a' (code 97)): was expecting double-quote to start field name", 2, 2),
            ("[1,]", "Unexpected character (']' (code 93)): expected a value", 1, 4),
            ("[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 1, 4),
            (
                #"{"a" 1}"#,
                "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 6
            ),
            ("01", "Invalid numeric value: Leading zeroes not allowed", 1, 1),
            ("NaN", "Non-standard token 'NaN': enable `JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS` to allow", 1, 1),
            (
                "/*",
                "Unexpected character ('/' (code 47)): maybe a (non-standard) comment? "
                    + "(not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)", 1, 1
            ),
            (#""\x""#, "Unrecognized character escape 'x' (code 120)", 1, 3),
            (
                "\"a\nb\"",
                "Illegal unquoted character ((CTRL-CHAR, code 10)): "
                    + "has to be escaped using backslash to be included in string value", 1, 3
            ),
            ("\"open", "Unexpected end-of-input: was expecting closing quote for a string value", 1, 6),
        ])
    func errors(text: String, message: String, line: Int, column: Int) throws {
        let error = try #require(Self.error(text))
        #expect(error.message == message)
        #expect(error.line == line)
        #expect(error.column == column)
    }

    @Test(
        "What is no JSON is refused",
        arguments: [
            " ", "[", "]", "{", "}", "[1", "[1,", "[,1]", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,}", "{1:2}",
            "{'a':1}", "+1", ".5", "5.", "1e", "1e+", "-", "--1", "0x10", "-Infinity", "1 2", "{} {}", "[1]]", "tru",
            "nul", "TRUE", "'a'", "\"\\u12\"", "\"\\u12g4\"", "\"\\", "\"", "[1}", "{\"a\":1]", "\u{FEFF}", "\u{0}",
            "\u{1}", "[\u{B}1]", "é", "\u{a0}1",
        ])
    func refused(text: String) {
        #expect(throws: JSONError.self) { try JSONValue.parse(text) }
    }

    @Test("Bytes that are not UTF-8 are refused")
    func badUTF8() {
        for bytes: [UInt8] in [
            [0xFF], [0x9C], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF0, 0x9F, 0x98], [0xC0, 0x80], [0xF8, 0x88, 0x80],
        ] {
            #expect(throws: JSONError.self) { try JSONValue.parse(Bytes([0x22] + bytes + [0x22])) }
        }
    }

    @Test("Cut and flipped documents are read or refused, never a trap")
    func fuzz() {
        let text =
            #"{"a":[1,-2.5e3,"x\u00e9\ud83d\ude00\\",true,false,null,{}],"é😀":{"b":[[]]},"long":"0123456789abcdef"}"#
        let bytes = Array(text.utf8)
        var tape = JSONTape()
        var accepted = 0
        for place in bytes.indices {
            if (try? tape.parse(Bytes(bytes[..<place]))) != nil { accepted += 1 }
            #expect(throws: JSONError.self) { try JSONValue.parse(Bytes(bytes[..<place])) }
            for bit in 0..<8 {
                var changed = bytes
                changed[place] ^= 1 << UInt8(bit)
                guard let value = try? JSONValue.parse(Bytes(changed)) else { continue }
                #expect((try? JSONValue.parse(value.text)) == value)
            }
        }
        #expect(accepted == 0)
    }
}
