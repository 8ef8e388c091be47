/// Reading the texts that are common, such as `2024-06-15T12:30:45.123Z`, from their bytes.
extension JavaDateFormat {
    /// One byte that must be there, or a number.
    struct PlainStep: Sendable, BitwiseCopyable {
        /// 0: the byte itself.
        var letter: UInt8
        var byte: UInt8 = 0
        /// How many digits the number has where another follows at once; 0: as many as there are.
        var digits = 0
    }

    /// What ``plainTime(_:)`` goes through; nil for a pattern with letters that it doesn't know, or one of them twice.
    static func plainSteps(_ parts: [Part]) -> [PlainStep]? {
        var steps: [PlainStep] = []
        var seen: Set<UInt8> = []
        for (place, part) in parts.enumerated() {
            switch part {
            case .literal(let characters):
                for character in characters {
                    guard character.isASCII else { return nil }
                    steps.append(PlainStep(letter: 0, byte: UInt8(character.value)))
                }
            case .field(let letter, let count):
                let isKnown =
                    switch letter {
                    case "y": count > 2
                    case "M": count <= 2
                    case "d", "H", "m", "s", "S", "X": true
                    default: false
                    }
                let letter = UInt8(letter.value)
                guard isKnown, seen.insert(letter).inserted else { return nil }
                let obeysCount = JavaDateParser.isNumeric(place + 1 < parts.count ? parts[place + 1] : nil)
                steps.append(PlainStep(letter: letter, digits: obeysCount ? count : 0))
            }
        }
        return steps
    }

    /// The time that a text stands for, in milliseconds since 1970-01-01 UTC. nil says nothing: ``parse(_:)`` then knows
    /// more.
    package func plainTime(_ text: UnsafeRawBufferPointer) -> Int64? {
        guard let steps = self.plainSteps else { return nil }
        var index = 0
        var (year, month, day): (Int64, Int64, Int64) = (1970, 1, 1)
        var (hour, minute, second, millisecond): (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
        for step in steps {
            guard index < text.count else { return nil }
            if step.letter == 0 || step.letter == UInt8(ascii: "X") {
                guard text[index] == (step.letter == 0 ? step.byte : UInt8(ascii: "Z")) else { return nil }
                index += 1
                continue
            }
            guard let value = Self.number(text, &index, step.digits) else { return nil }
            switch step.letter {
            case UInt8(ascii: "y"): year = value
            case UInt8(ascii: "M"): month = value
            case UInt8(ascii: "d"): day = value
            case UInt8(ascii: "H"): hour = value
            case UInt8(ascii: "m"): minute = value
            case UInt8(ascii: "s"): second = value
            default: millisecond = value
            }
        }
        let days = CivilDate.days(year: year, month: month, day: day)
        let seconds = (hour * 60 + minute) * 60 + second
        return days &* CivilDate.millisecondsOfDay &+ seconds &* 1000 &+ millisecond
    }

    /// Up to nine digits, so that nothing overflows; exactly `count` unless it is 0.
    private static func number(_ text: UnsafeRawBufferPointer, _ index: inout Int, _ count: Int) -> Int64? {
        let end = count > 0 ? index + count : text.count
        guard end <= text.count else { return nil }
        let start = index
        var value: Int64 = 0
        while index < end {
            let digit = text[index] &- UInt8(ascii: "0")
            guard digit <= 9 else {
                // Perhaps a digit of another script.
                guard text[index] < 0x80 else { return nil }
                break
            }
            value = value * 10 + Int64(digit)
            index += 1
            guard index - start <= 9 else { return nil }
        }
        return index > start ? value : nil
    }
}
