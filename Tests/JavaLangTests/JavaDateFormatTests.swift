import JavaLang
import Testing

/// What Java's `SimpleDateFormat` gives for the same patterns, in UTC.
@Suite struct JavaDateFormatTests {
    @Test(
        "Dates are written as Java writes them",
        arguments: [
            ("yyyy-MM-dd'T'HH:mm:ss.SSS", 1_718_454_645_123, "2024-06-15T12:30:45.123"),
            ("EEEE, d MMMM yyyy h:mm a z", 1_718_454_645_123, "Saturday, 15 June 2024 12:30 PM UTC"),
            ("w W F u D YYYY", 1_718_454_645_123, "24 3 3 6 167 2024"),
            ("YYYY w", 1_735_603_200_000, "2025 1"), ("G y", -62_198_755_200_000, "BC 2"), ("''yy''", 0, "'70'"),
        ])
    func writing(_ pattern: String, _ time: Int64, _ text: String) throws {
        #expect(try JavaDateFormat(pattern).string(time) == text)
    }

    @Test(
        "Dates are read as Java reads them",
        arguments: [
            ("yyyy-MM-dd", "2024-13-45", 1_739_491_200_000), ("HH:mm:ss", "25:61:61", 93_721_000),
            ("yyyyMMddHHmmss", "20240615123045", 1_718_454_645_000), ("yyyy-DDD", "2024-167", 1_718_409_600_000),
            ("yyyy-MM-dd HH:mm Z", "2024-06-15 12:30 +0200", 1_718_447_400_000), ("hh a", "12 am", 0),
            ("yyyy-MM-dd", "2024/06/15", nil), ("yyyy-MM-dd", "", nil), ("X", "+25", nil),
        ] as [(String, String, Int64?)])
    func reading(_ pattern: String, _ text: String, _ time: Int64?) throws {
        #expect(try JavaDateFormat(pattern).parse(text) == time)
    }

    @Test("A year of two digits lies within 80 years before and 20 years after now")
    func twoDigits() throws {
        let format = try JavaDateFormat("yy-MM-dd", now: 1_718_454_645_123)
        #expect(format.parse("43-01-01") == 2_303_683_200_000)
        #expect(format.parse("45-01-01") == -788_918_400_000)
    }

    @Test(
        "What is no pattern is refused in Java's words",
        arguments: [
            ("bb", "Illegal pattern character 'b'"), ("'open", "Unterminated quote"),
            ("XXXX", "invalid ISO 8601 format: length=4"),
        ])
    func patterns(_ pattern: String, _ message: String) {
        do throws(JavaDateFormat.PatternError) {
            _ = try JavaDateFormat(pattern)
            Issue.record("\(pattern) was taken")
        } catch {
            #expect(error.message == message)
        }
    }

    @Test("Whatever the text, reading it ends and nothing traps")
    func hostile() throws {
        let pieces = ["9999999999999999999", "-", "٣", "GMT+", "+", ":", "AD", " ", "'", "Z", "june", "\u{0}"]
        let patterns = ["G yyyy MMM dd HH:mm:ss.SSS z", "YYYY ww uu", "yyyy W E F", "X", "yyyyMMddHH", "kk KK hh a D"]
        var generator = SystemRandomNumberGenerator()
        for pattern in patterns {
            let format = try JavaDateFormat(pattern)
            for _ in 0..<2000 {
                let text = (0..<8).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
                if let time = format.parse(text) { _ = format.string(time) }
            }
        }
    }
}
