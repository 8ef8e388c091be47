import Bytes
import JSON
import Testing

@Suite struct JSONWritingTests {
    private static func reference(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{8}": result += "\\b"
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\u{C}": result += "\\f"
            case "\r": result += "\\r"
            case _ where scalar.value < 0x20 || scalar.value > 0xFFFF:
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: true)
                    result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }

    @Test("Strings of every length and with an escape at every place are written as the short reference does")
    func strings() {
        let specials: [String] = ["\"", "\\", "\u{0}", "\u{1F}", "\n", "é", "€", "😀", "\u{10FFFF}", "\u{7F}", " ", "/"]
        for length in 0..<20 {
            for place in 0...length {
                for special in specials {
                    var text = String("abcdefghijklmnopqrstuvwxyz".prefix(length))
                    text.insert(contentsOf: special, at: text.index(text.startIndex, offsetBy: place))
                    #expect(JSONValue.string(text).text == Self.reference(text))
                    #expect((try? JSONValue.parse(JSONValue.string(text).text)) == .string(text))
                }
            }
        }
    }

    @Test("Integers of every width are written in decimal")
    func integers() {
        var values: [Int64] = [0, .min, .max, -1]
        var power: Int64 = 1
        for _ in 0..<19 {
            values += [power - 1, power, power + 1, -power, power / 7]
            power = power.multipliedReportingOverflow(by: 10).partialValue
        }
        for value in values {
            var writer = BytesWriter()
            writer.append(decimal: value)
            #expect(String(decoding: writer.finish()) == String(value))
        }
    }

    @Test(
        "Doubles have Java's texts",
        arguments: [
            (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-2.5e10, "-2.5E10"), (0.001, "0.001"), (0.0001, "1.0E-4"),
            (9_999_999, "9999999.0"), (1e7, "1.0E7"), (123456789.123456789, "1.2345678912345679E8"), (0.1, "0.1"),
            (0.001, "0.001"), (-0.0015, "-0.0015"), (9_999_999.999999998, "9999999.999999998"), (-0.0, "-0.0"),
            (1e21, "1.0E21"), (.nan, "NaN"), (.infinity, "Infinity"), (-.infinity, "-Infinity"),
            (1.7976931348623157e308, "1.7976931348623157E308"), (9_007_199_254_740_992, "9.007199254740992E15"),
            (18014398509481984, "1.8014398509481984E16"), (3.4028235677973366e38, "3.4028235677973366E38"),
            (0.30000000000000004, "0.30000000000000004"), (100, "100.0"), (1234567.5, "1234567.5"),
            (36028797018963968, "3.6028797018963968E16"), (9.223372036854775e18, "9.2233720368547748E18"),
        ] as [(Double, String)])
    func doubles(value: Double, text: String) {
        #expect(JSONNumber(value).text == text)
    }

    @Test("Numbers without an exponent have the digits that Swift finds, which are Java's")
    func plainDoubles() {
        let limits = (low: 0x1p-8.bitPattern, high: 10_000_000.0.bitPattern)
        var values = (0..<200_000).map { _ in Double(bitPattern: .random(in: limits.low..<limits.high)) }
        for number in 1...20_000 {
            let value = Double(number)
            values += [
                value, value / 10, value / 1000, value * 0.1, value.nextUp, value.nextDown, (value / 1e4).nextUp,
            ]
        }
        for exponent in -8..<24 {
            let value = Double(sign: .plus, exponent: exponent, significand: 1)
            values += [value, value.nextUp, value.nextDown, value.nextUp.nextUp]
        }
        let wrong = values.filter { $0 >= 0.001 && $0 < 1e7 }.flatMap { [$0, -$0] }
            .filter { JavaText.string($0) != $0.description }
        #expect(wrong.isEmpty)
    }

    @Test("What is not finite is written as a quoted text")
    func notFinite() {
        #expect(JSONValue.array([.double(.nan), .double(-.infinity), .double(1)]).text == #"["NaN","-Infinity",1.0]"#)
    }

    @Test(
        "Floats have Java's texts",
        arguments: [
            (3.75, "3.75"), (0.1, "0.1"), (1.0e10, "1.0E10"), (16777216, "1.6777216E7"), (33554432, "3.3554432E7"),
            (3.4028235e38, "3.4028235E38"), (1.5e-20, "1.5E-20"), (.nan, "NaN"),
        ] as [(Float, String)])
    func floats(value: Float, text: String) {
        #expect(JSONNumber(value).text == text)
    }

    @Test("Numbers become what Java makes of them")
    func javaTexts() throws {
        for (text, java) in [
            ("1.50", "1.5"), ("1e3", "1000.0"), ("-0", "0"), ("12345678901234567890", nil), ("-7", nil),
        ] {
            #expect(try JSONValue.parse(text).numberValue?.javaText == (java ?? text))
        }
        #expect(try JSONValue.parse("1") == JSONValue.parse("1"))
        #expect(try JSONValue.parse("1.0") == JSONValue.parse("1.00"))
        #expect(try JSONValue.parse("1.0") != JSONValue.parse("1"))
    }

    @Test("Hash codes and the order of a hash map are Java's")
    func hashes() {
        #expect(JavaHash.code(of: "") == 0)
        #expect(JavaHash.code(of: "Aa") == JavaHash.code(of: "BB"))
        #expect(JavaHash.code(of: "partition") == -1_799_810_326)
        let keys = ["table", "db", "schema", "zone", "Aa", "BB", "task"]
        let order = JavaHash.mapOrder(of: keys).map { keys[$0] }
        // As a Java worker wrote it.
        #expect(order == ["schema", "Aa", "BB", "task", "zone", "table", "db"])
    }
}
