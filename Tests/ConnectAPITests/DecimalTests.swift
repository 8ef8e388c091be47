import Bytes
import ConnectAPI
import Testing

@Suite struct DecimalTests {
    @Test(
        "Text reads and prints as Java's BigDecimal does",
        arguments: [
            ("0", "0"), ("-0", "0"), ("1.00", "1.00"), ("-12.5", "-12.5"), ("0.0000001", "1E-7"),
            ("0.000001", "0.000001"),
            ("1E+3", "1E+3"), ("12e3", "1.2E+4"),
            ("123456789012345678901234567890.12", "123456789012345678901234567890.12"),
            ("-128", "-128"), ("128", "128"), ("-129", "-129"), ("255", "255"), ("-256", "-256"), ("0E-10", "0E-10"),
        ])
    func text(_ text: String, _ expected: String) throws {
        #expect(try #require(Decimal(text)).description == expected)
    }

    @Test("What is no number is refused", arguments: ["", "-", ".", "1.2.3", "1e", "1e99999999999", "x", "1 "])
    func refused(_ text: String) { #expect(Decimal(text) == nil) }

    @Test("The unscaled bytes are the shortest two's complement")
    func shortest() throws {
        #expect(Decimal(127, scale: 0).unscaled.array == [127])
        #expect(Decimal(128, scale: 0).unscaled.array == [0, 128])
        #expect(Decimal(-128, scale: 0).unscaled.array == [128])
        #expect(try #require(Decimal("-1.28")) == Decimal(-128, scale: 2))
        #expect(Decimal(10, scale: 1) != Decimal(100, scale: 2))
    }
}
