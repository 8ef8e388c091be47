import Testing

@testable import HTTPConnector

@Suite struct TimestampTests {
    private func reader(_ pattern: String, _ zone: String?) throws -> DateReader {
        DateReader(
            try DatePattern(pattern, .formatter), zone: try zone.map { try #require(TimeZoneRules($0)) },
            takesAnyOffset: pattern == TimestampParser.defaultPattern)
    }

    private func standard() throws -> TimestampParser {
        .epochMillisOr(.pattern(try self.reader(TimestampParser.defaultPattern, nil), isDefault: true))
    }

    @Test(
        "The default parser takes milliseconds and ISO texts with any offset",
        arguments: [
            ("123", 123), ("-5", -5), ("+1577836801234", 1_577_836_801_234),
            ("2020-01-01T00:00:02Z", 1_577_836_802_000),
            ("2020-01-01T00:00:02.123Z", 1_577_836_802_123), ("2020-01-01T00:00:02.000+0000", 1_577_836_802_000),
            ("2020-01-01T00:00:02+01", 1_577_833_202_000), ("2020-01-01T00:00:02+0130", 1_577_831_402_000),
            ("2020-01-01T00:00:02+00:00", 1_577_836_802_000), ("2020-01-01T00:00:02-05:30", 1_577_856_602_000),
            ("2020-02-30T00:00:00Z", 1_582_934_400_000), ("1969-12-31T23:59:59Z", -1000),
            ("2020-01-01T24:00:00Z", 1_577_923_200_000),
        ])
    func accepted(text: String, expected: Int64) throws {
        #expect(try self.standard().parse(text).milliseconds == expected)
    }

    @Test(
        "What isn't a timestamp is refused in Java's words",
        arguments: [
            "", "null", "yesterday-ish", "2020-01-01T00:00:02", "2020-01-01T00:00:02.1Z", "2016-12-31T23:59:60Z",
            "2020-01-01t00:00:02Z", "2020-01-01T00:00:02z", "2020-13-01T00:00:00Z", "2020-01-01T00:00:02Zx",
            "2020-01-01",
            "20200-01-01T00:00:00Z", "2020-01-01T25:00:00Z", "99999999999999999999",
        ])
    func refused(text: String) throws {
        let parser = try self.standard()
        #expect {
            try parser.parse(text)
        } throws: {
            ($0 as? TimestampError)?.message.hasPrefix("Text '\(text)' could not be parsed") == true
        }
    }

    @Test(
        "Patterns are Java's",
        arguments: [
            ("yyyy-MM-dd'T'HH:mm:ssXXX", nil, "2020-01-01T00:00:02+02:00", 1_577_829_602_000),
            ("yyyy-MM-dd'T'HH:mm:ss.SSSSSSX", nil, "2020-01-01T00:00:02.123456Z", 1_577_836_802_123),
            ("yyyy-MM-dd HH:mm:ss", "America/New_York", "2020-01-01 00:00:02", 1_577_854_802_000),
            ("yyyy-MM-dd HH:mm:ss", "+02:00", "2020-01-01 00:00:02", 1_577_829_602_000),
            ("yyyyMMddHHmmss", "UTC", "20200131102030", 1_580_466_030_000),
            ("yyyy-MM-dd", "Z", "2020-01-01", 1_577_836_800_000),
            ("EEE, dd MMM yyyy HH:mm:ss z", "UTC", "Thu, 02 Jan 2020 15:04:05 GMT", 1_577_977_445_000),
            ("d/M/yy h:mm a", "UTC", "2/1/20 3:04 PM", 1_577_977_440_000),
            ("dd MMMM yyyy[ HH:mm]", "UTC", "02 January 2020", 1_577_923_200_000),
        ] as [(String, String?, String, Int64)])
    func patterns(pattern: String, zone: String?, text: String, expected: Int64) throws {
        #expect(try self.reader(pattern, zone).parse(text) == expected)
    }

    @Test("Microseconds stay in the offset's text")
    func microseconds() throws {
        let instant = try self.reader("yyyy-MM-dd'T'HH:mm:ss.SSSSSSX", nil).instant("2020-01-01T00:00:02.123456Z")
        #expect(
            InstantText.text(instant.milliseconds, nanoseconds: instant.nanoseconds) == "2020-01-01T00:00:02.123456Z")
    }

    @Test(
        "Patterns that are none are refused in Java's words",
        arguments: [
            ("yyyy-bb", "Unknown pattern letter: b"),
            ("'open", "Pattern ends with an incomplete string literal: 'open"),
            ("]", "Pattern invalid as it contains ] without previous ["),
            ("{", "Pattern includes reserved character: '{'"),
            ("HHH", "Too many pattern letters: H"),
        ])
    func invalidPatterns(pattern: String, message: String) {
        #expect(throws: DatePattern.Invalid(message: message)) { try DatePattern(pattern, .formatter) }
    }

    @Test(
        "English dates are understood",
        arguments: [
            ("2020-01-01 00:00:02", 1_577_836_802_000), ("January 2nd, 2020 at 3:04pm", 1_577_977_440_000),
            ("Thu, 02 Jan 2020 15:04:05 GMT", 1_577_977_445_000), ("2020-01-02T15:04:05+0200", 1_577_970_245_000),
            ("Jan 2 2020 10:00 or Jan 3 2020 11:00", 1_577_959_200_000), ("1/31/2020 noon", 1_580_472_000_000),
            ("yesterday at 10:00", 1_577_872_800_000), ("3 days ago", 1_577_664_000_000),
            ("in 2 hours", 1_577_930_400_000),
        ])
    func spoken(text: String, expected: Int64) {
        #expect(SpokenDate.parse(text, now: 1_577_923_200_000, zone: .utc) == expected)
    }

    @Test("What is no date in English is none", arguments: ["", "soon", "99", "2020-99-99", "$$$"])
    func notSpoken(text: String) { #expect(SpokenDate.parse(text, now: 0, zone: .utc) == nil) }

    @Test("Zones know summer time, gaps and what comes after their tables")
    func zones() throws {
        let paris = try #require(TimeZoneRules("Europe/Paris"))
        #expect(paris.offset(at: 1_588_924_544_123) == 7200 && paris.offset(at: 1_577_836_800_000) == 3600)
        #expect(paris.offset(at: 4_118_083_200_000) == 7200)  // 2100-07-01
        let gap = CivilTime(year: 2020, month: 3, day: 29, hour: 2, minute: 30)
        #expect(paris.milliseconds(of: gap) == 1_585_445_400_000)
        let twice = CivilTime(year: 2020, month: 10, day: 25, hour: 2, minute: 30)
        #expect(paris.milliseconds(of: twice) == 1_603_585_800_000)
        for name in ["", "/etc/passwd", "../x", "Nowhere/Land", "+99:00", "UTC+x"] {
            #expect(TimeZoneRules(name) == nil)
        }
    }
}
