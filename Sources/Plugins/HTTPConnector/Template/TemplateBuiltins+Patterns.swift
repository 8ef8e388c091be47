import JavaLang

/// Built-ins that take a regular expression, or a text and flags.
extension TemplateBuiltins {
    static let patterns: [String: OnText] = [
        "matches": { run, t, args, place throws(TemplateError) in
            let regex = try Self.regex(run, args, place, flags: 1)
            do throws(JavaRegexError) {
                let whole = try regex.matches(t)
                var all: [TemplateValue] = []
                var start = 0
                // Each match looks at the whole text.
                let limit = min(10_000, Self.matchLimit / max(t.utf8.count, 1))
                while all.count < limit, let match = try regex.firstMatch(in: t, from: start) {
                    all.append(Self.match(match, t))
                    start = match[0].map { $0.isEmpty ? $0.upperBound + 1 : $0.upperBound } ?? t.utf8.count + 1
                }
                let first = try whole ? regex.firstMatch(in: t, from: 0) : nil
                return .matches(isWhole: whole, groups: first.map { Self.groups($0, t) } ?? [], all: all)
            } catch {
                throw Self.failed(error, place)
            }
        },
        "replace": { run, t, args, place throws(TemplateError) in
            let (what, by) = (try Self.text(run, args, place), try Self.text(run, args, place, 1))
            let flags = args.count > 2 ? try Self.text(run, args, place, 2) : ""
            if flags.contains("r") {
                let regex = try Self.regex(run, args, place, flags: 2)
                do throws(JavaRegexError) {
                    return .text(try Self.replaced(t, regex, by, onlyFirst: flags.contains("f")))
                } catch {
                    throw Self.failed(error, place)
                }
            }
            guard let text = Self.replaced(t, what, by, flags) else { throw Self.tooLong(place) }
            return .text(text)
        },
        "split": { run, t, args, place throws(TemplateError) in
            let flags = args.count > 1 ? try Self.text(run, args, place, 1) : ""
            let mark = try Self.text(run, args, place)
            guard flags.contains("r") else {
                guard !mark.isEmpty else { return .sequence(t.map { .text(String($0)) }) }
                return .sequence(t.split(separator: mark, omittingEmptySubsequences: false).map { .text(String($0)) })
            }
            let regex = try Self.regex(run, args, place, flags: 1)
            do throws(JavaRegexError) {
                return .sequence(try Self.split(t, regex).map { .text($0) })
            } catch {
                throw Self.failed(error, place)
            }
        },
    ]

    /// Most bytes that the matches in a text may look at together.
    private static let matchLimit = 256 << 20
    /// Longest text that replacing gives, in UTF-16 units.
    private static let replacedLimit = 1 << 20

    private static func tooLong(_ place: TemplatePlace) -> TemplateError {
        TemplateError(.rendering, "The template makes texts that are too long", at: place)
    }

    private static func tooMany(_ regex: JavaRegex) -> JavaRegexError {
        JavaRegexError("Too many matches in a long text", pattern: regex.pattern, index: nil)
    }

    private static func failed(_ error: JavaRegexError, _ place: TemplatePlace) -> TemplateError {
        TemplateError(.rendering, "Malformed regular expression: \(error.reason)", at: place)
    }

    private static func regex(
        _ run: TemplateRun, _ arguments: [TemplateValue], _ place: TemplatePlace, flags index: Int
    ) throws(TemplateError) -> JavaRegex {
        let flags = arguments.count > index ? try self.text(run, arguments, place, index) : ""
        let switches = ["i", "m", "c", "s"].filter { flags.contains($0) }.map { $0 == "c" ? "x" : $0 }.joined()
        do throws(JavaRegexError) {
            let pattern = try? self.text(run, arguments, place)
            return try JavaRegex((switches.isEmpty ? "" : "(?\(switches))") + (pattern ?? ""))
        } catch {
            throw self.failed(error, place)
        }
    }

    private static func groups(_ match: [Range<Int>?], _ text: String) -> [TemplateValue] {
        let bytes = Array(text.utf8)
        return match.map { .text($0.map { String(decoding: bytes[$0], as: UTF8.self) } ?? "") }
    }

    /// One of several matches: a text that also has groups.
    private static func match(_ match: [Range<Int>?], _ text: String) -> TemplateValue {
        .matches(isWhole: true, groups: self.groups(match, text), all: [])
    }

    /// Nil if that becomes too long.
    private static func replaced(_ text: String, _ what: String, _ by: String, _ flags: String) -> String? {
        let ignoresCase = flags.contains("i")
        let units = Array(text.utf16)
        let searched = Array((ignoresCase ? text.lowercased() : text).utf16)
        let wanted = Array((ignoresCase ? what.lowercased() : what).utf16)
        guard searched.count == units.count else { return text }
        var result: [UInt16] = []
        var index = 0
        var isDone = false
        while index <= units.count {
            let fits =
                index + wanted.count <= units.count && searched[index..<index + wanted.count].elementsEqual(wanted)
            if fits, !isDone {
                result += Array(by.utf16)
                guard result.count <= Self.replacedLimit else { return nil }
                isDone = flags.contains("f")
                index += wanted.count
                if !wanted.isEmpty { continue }
            }
            if index < units.count { result.append(units[index]) }
            index += 1
        }
        return String(decoding: result, as: UTF16.self)
    }

    private static func replaced(
        _ text: String, _ regex: JavaRegex, _ by: String, onlyFirst: Bool
    ) throws(JavaRegexError) -> String {
        let bytes = Array(text.utf8)
        var result = ""
        var budget = self.matchLimit
        var (copied, start) = (0, 0)
        while let match = try regex.firstMatch(in: text, from: start), let whole = match[0] {
            result += String(decoding: bytes[copied..<whole.lowerBound], as: UTF8.self)
            result += self.expanded(by, match, bytes)
            budget -= bytes.count
            guard budget > 0, result.utf8.count <= self.replacedLimit else { throw self.tooMany(regex) }
            copied = whole.upperBound
            start = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
            if onlyFirst || start > bytes.count { break }
        }
        return result + String(decoding: bytes[copied...], as: UTF8.self)
    }

    /// `$1` stands for a group, `\` takes the next character as it is.
    private static func expanded(_ text: String, _ match: [Range<Int>?], _ bytes: [UInt8]) -> String {
        var result = ""
        var rest = Substring(text)
        while let first = rest.first {
            rest = rest.dropFirst()
            if first == "\\", let next = rest.first {
                result.append(next)
                rest = rest.dropFirst()
            } else if first == "$", let digit = rest.first?.wholeNumberValue, digit < match.count {
                if let range = match[digit] { result += String(decoding: bytes[range], as: UTF8.self) }
                rest = rest.dropFirst()
            } else {
                result.append(first)
            }
        }
        return result
    }

    private static func split(_ text: String, _ regex: JavaRegex) throws(JavaRegexError) -> [String] {
        let bytes = Array(text.utf8)
        var parts: [String] = []
        var budget = self.matchLimit
        var (copied, start) = (0, 0)
        while start <= bytes.count, let match = try regex.firstMatch(in: text, from: start), let whole = match[0] {
            start = whole.isEmpty ? whole.upperBound + 1 : whole.upperBound
            budget -= bytes.count
            guard budget > 0 else { throw self.tooMany(regex) }
            if whole.isEmpty { continue }
            parts.append(String(decoding: bytes[copied..<whole.lowerBound], as: UTF8.self))
            copied = whole.upperBound
        }
        parts.append(String(decoding: bytes[copied...], as: UTF8.self))
        return parts
    }
}
