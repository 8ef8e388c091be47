import JavaLang
import Testing

/// The quick ways to read numbers and dates say the same as the careful ones, or nothing.
@Suite struct PlainTextTests {
    private static func bytes<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        Array(text.utf8).withUnsafeBytes(body)
    }

    /// Texts that are numbers, nearly numbers, and none.
    private static func numbers(_ random: inout some RandomNumberGenerator) -> String {
        let pieces = [
            "0", "7", "19", "123456789", "00", "31415926535897932", ".", "-", "+", "e", "E", "5", "308", "22", " ", "f",
            "x", "٣",
        ]
        return (0..<Int.random(in: 1...6, using: &random)).map { _ in
            pieces.randomElement(using: &random) ?? ""
        }.joined()
    }

    @Test("Integers and floating point numbers are those that Java reads")
    func numbers() {
        var random = SystemRandomNumberGenerator()
        var known = 0
        for _ in 0..<200_000 {
            let text = Self.numbers(&random)
            if let value = Self.bytes(text, { JavaNumber.plainInteger($0) }) {
                #expect(value == JavaNumber.integer(text, Int64.self), "\(text)")
                known += 1
            }
            if let value = Self.bytes(text, { JavaNumber.plainDouble($0) }) {
                #expect(value.bitPattern == JavaNumber.double(text)?.bitPattern, "\(text)")
                known += 1
            }
            if let value = Self.bytes(text, { JavaNumber.plainFloat($0) }) {
                #expect(value.bitPattern == JavaNumber.float(text)?.bitPattern, "\(text)")
            }
        }
        #expect(known > 20_000)
    }

    @Test("The numbers that are common are read the quick way")
    func common() {
        #expect(Self.bytes("-1487715775521") { JavaNumber.plainInteger($0) } == -1_487_715_775_521)
        #expect(Self.bytes("1.487715775521E12") { JavaNumber.plainDouble($0) } == 1.487715775521e12)
        #expect(Self.bytes("-0") { JavaNumber.plainDouble($0) }?.bitPattern == (-0.0).bitPattern)
        #expect(Self.bytes("0.1") { JavaNumber.plainFloat($0) } == 0.1)
        #expect(Self.bytes("9223372036854775807") { JavaNumber.plainInteger($0) } == nil)
        #expect(Self.bytes("") { JavaNumber.plainInteger($0) } == nil)
    }

    @Test(
        "Dates are those that the careful way reads",
        arguments: [
            "yyyy-MM-dd'T'HH:mm:ss.SSSX", "yyyyMMddHHmmss", "d.M.yyyy H:m", "yyyy", "HH:mm", "yyyy-MM-dd HH:mm:ss",
            "yyyyMMdd'é'", "yy-MM-dd", "MMM d yyyy",
        ])
    func dates(_ pattern: String) throws {
        let format = try JavaDateFormat(pattern)
        var random = SystemRandomNumberGenerator()
        let pieces = ["0", "1", "12", "2024", "999999999", "1234567890", "-", ":", ".", " ", "T", "Z", "٣", "+02"]
        var known = 0
        for _ in 0..<20_000 {
            var text = Array(format.string(.random(in: -100_000_000_000_000...100_000_000_000_000, using: &random)))
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: 0...text.count, using: &random)
                let end = min(text.count, place + Int.random(in: 0...2, using: &random))
                text.replaceSubrange(place..<end, with: pieces.randomElement(using: &random) ?? "")
            }
            guard let time = Self.bytes(String(text), { format.plainTime($0) }) else { continue }
            #expect(time == format.parse(String(text)), "\(String(text))")
            known += 1
        }
        let isPlain = !pattern.contains("é") && !pattern.hasPrefix("yy-") && !pattern.contains("MMM")
        #expect(isPlain == (known > 5000))
    }
}
