import CPCRE2

/// A regular expression in Java's syntax and with its meaning, carried out by PCRE2.
///
/// What Java and PCRE2 write differently is translated; what Java has and PCRE2 hasn't is refused. A match that takes
/// too many steps fails rather than run on: patterns come from users.
package final class JavaRegex: Sendable {
    package let pattern: String
    private nonisolated(unsafe) let code: OpaquePointer  // never changes after it was made: PCRE2 lets threads share it
    private nonisolated(unsafe) let context: OpaquePointer  // likewise

    /// Steps after which a match is given up, about 7 ms.
    private static let stepLimit: UInt32 = 1_000_000
    /// Longest pattern, in bytes.
    package static let sizeLimit = 65_536

    /// - Throws: ``JavaRegexError`` with Java's description where we have one.
    package init(_ pattern: String) throws(JavaRegexError) {
        guard pattern.utf8.count <= Self.sizeLimit else {
            throw JavaRegexError("Pattern is longer than \(Self.sizeLimit) bytes", pattern: "", index: nil)
        }
        self.pattern = pattern
        let translated = try JavaRegexTranslator.translate(pattern)
        self.code = try Self.compile(translated, pattern)
        self.context = pcre2_match_context_create_8(nil)
        pcre2_set_match_limit_8(self.context, Self.stepLimit)
        pcre2_jit_compile_8(self.code, UInt32(PCRE2_JIT_COMPLETE))  // without it, matching is slower and the same
    }

    deinit {
        pcre2_match_context_free_8(self.context)
        pcre2_code_free_8(self.code)
    }

    /// How many groups it has.
    package var groupCount: Int {
        var count: UInt32 = 0
        pcre2_pattern_info_8(self.code, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
        return Int(count)
    }

    /// Whether the whole of `text` matches.
    ///
    /// - Throws: ``JavaRegexError`` if that can't be said within the limit of steps.
    package func matches(_ text: String) throws(JavaRegexError) -> Bool {
        try self.match(text, UInt32(PCRE2_ANCHORED) | UInt32(PCRE2_ENDANCHORED))
    }

    /// Whether a part of `text` matches.
    package func isFound(in text: String) throws(JavaRegexError) -> Bool {
        try self.match(text, 0)
    }

    /// The first match that begins at byte `start` of the text's UTF-8 or later: the places of the match as a whole
    /// and of its groups, in bytes; nil for a group that took no part in it.
    package func firstMatch(in text: String, from start: Int = 0) throws(JavaRegexError) -> [Range<Int>?]? {
        guard let data = pcre2_match_data_create_from_pattern_8(self.code, nil) else { return nil }
        defer { pcre2_match_data_free_8(data) }
        let utf8 = Array(text.utf8)
        var start = start
        while start < utf8.count, utf8[start] & 0xC0 == 0x80 { start += 1 }  // to the next character
        guard start >= 0, start <= utf8.count, try self.match(text, 0, data, from: start),
            let places = pcre2_get_ovector_pointer_8(data)
        else { return nil }
        return (0..<Int(pcre2_get_ovector_count_8(data))).map { group in
            let (from, to) = (Int(places[group * 2]), Int(places[group * 2 + 1]))
            return from >= 0 && from <= to && to <= utf8.count ? from..<to : nil
        }
    }

    private func match(_ text: String, _ options: UInt32) throws(JavaRegexError) -> Bool {
        guard let data = pcre2_match_data_create_8(1, nil) else { return false }
        defer { pcre2_match_data_free_8(data) }
        return try self.match(text, options, data)
    }

    /// The text with the first part that matches replaced, as `Matcher.replaceFirst`: `$1` and `${name}` stand for
    /// groups, a backslash takes the meaning of what follows away.
    package func replacingFirst(in text: String, with replacement: String) throws(JavaRegexError) -> String {
        guard let data = pcre2_match_data_create_from_pattern_8(self.code, nil) else { return text }
        defer { pcre2_match_data_free_8(data) }
        guard try self.match(text, 0, data) else { return text }
        let utf8 = Array(text.utf8)
        let count = Int(pcre2_get_ovector_count_8(data))
        guard let places = pcre2_get_ovector_pointer_8(data) else { return text }
        let groups = (0..<count).map { group in
            // A group that took no part in the match has no place: all bits are set.
            let (start, end) = (Int(places[group * 2]), Int(places[group * 2 + 1]))
            return start >= 0 && start <= end && end <= utf8.count ? Array(utf8[start..<end]) : []
        }
        let (start, end) = (Int(places[0]), Int(places[1]))
        guard start >= 0, start <= end, end <= utf8.count else { return text }
        var output = Array(utf8[..<start])
        try self.expand(replacement, groups, &output)
        output += utf8[end...]
        return String(decoding: output, as: UTF8.self)
    }

    private func expand(
        _ replacement: String, _ groups: [[UInt8]], _ output: inout [UInt8]
    ) throws(JavaRegexError) {
        let characters = Array(replacement.unicodeScalars)
        var index = 0
        func fail(_ reason: String) -> JavaRegexError { JavaRegexError(reason, pattern: self.pattern, index: nil) }
        while index < characters.count {
            let character = characters[index]
            index += 1
            switch character {
            case "\\":
                guard index < characters.count else { throw fail("character to be escaped is missing") }
                output += Array(String(characters[index]).utf8)
                index += 1
            case "$":
                guard index < characters.count else {
                    throw fail("Illegal group reference: group index is missing")
                }
                output += try self.reference(characters, &index, groups, fail)
            default: output += Array(String(character).utf8)
            }
        }
    }

    /// The group that what follows a dollar sign names.
    private func reference(
        _ characters: [Unicode.Scalar], _ index: inout Int, _ groups: [[UInt8]], _ fail: (String) -> JavaRegexError
    ) throws(JavaRegexError) -> [UInt8] {
        if characters[index] == "{" {
            index += 1
            let start = index
            while index < characters.count, characters[index].isASCIILetterOrDigit { index += 1 }
            guard index > start else { throw fail("named capturing group is missing trailing '}'") }
            guard index < characters.count, characters[index] == "}" else {
                throw fail("named capturing group is missing trailing '}'")
            }
            let name = characters[start..<index].map { String($0) }.joined()
            index += 1
            guard !characters[start].isASCIIDigit else {
                throw fail("capturing group name {\(name)} starts with digit character")
            }
            let number = name.withCString { text in
                text.withMemoryRebound(to: UInt8.self, capacity: name.utf8.count + 1) {
                    pcre2_substring_number_from_name_8(self.code, $0)
                }
            }
            guard number > 0, Int(number) < groups.count else { throw fail("No group with name {\(name)}") }
            return groups[Int(number)]
        }
        guard characters[index].isASCIIDigit else { throw fail("Illegal group reference") }
        var number = Int(characters[index].value) - 0x30
        guard number < groups.count else { throw fail("No group \(number)") }
        index += 1
        while index < characters.count, characters[index].isASCIIDigit {
            let longer = number * 10 + Int(characters[index].value) - 0x30
            guard longer < groups.count else { break }
            number = longer
            index += 1
        }
        return groups[number]
    }

    private func match(
        _ text: String, _ options: UInt32, _ data: OpaquePointer, from start: Int = 0
    ) throws(JavaRegexError) -> Bool {
        var text = text
        let result = text.withUTF8 { bytes -> Int32 in
            let all = options | UInt32(PCRE2_NO_UTF_CHECK)
            let first = pcre2_match_8(
                self.code, bytes.baseAddress ?? empty, bytes.count, start, all, data, self.context)
            guard first == PCRE2_ERROR_JIT_STACKLIMIT else { return first }
            return pcre2_match_8(
                self.code, bytes.baseAddress ?? empty, bytes.count, start, all | UInt32(PCRE2_NO_JIT), data,
                self.context)
        }
        if result >= 0 { return true }
        if result == PCRE2_ERROR_NOMATCH { return false }
        throw JavaRegexError("Matching takes too many steps", pattern: self.pattern, index: nil)
    }

    private static func compile(_ translated: String, _ pattern: String) throws(JavaRegexError) -> OpaquePointer {
        let settings = pcre2_compile_context_create_8(nil)
        defer { pcre2_compile_context_free_8(settings) }
        pcre2_set_newline_8(settings, UInt32(PCRE2_NEWLINE_ANY))
        pcre2_set_parens_nest_limit_8(settings, 200)
        var problem: Int32 = 0
        var offset = 0
        var translated = translated
        let code = translated.withUTF8 {
            pcre2_compile_8(
                $0.baseAddress ?? empty, $0.count, UInt32(PCRE2_UTF), &problem,
                &offset, settings)
        }
        guard let code else { throw JavaRegexError(Self.message(problem), pattern: pattern, index: nil) }
        return code
    }

    private static func message(_ problem: Int32) -> String {
        if problem == PCRE2_ERROR_LOOKBEHIND_NOT_FIXED_LENGTH {
            return "Look-behind group does not have an obvious maximum length"
        }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = pcre2_get_error_message_8(problem, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
    }
}

extension Unicode.Scalar {
    fileprivate var isASCIIDigit: Bool { (0x30...0x39).contains(self.value) }
    fileprivate var isASCIILetterOrDigit: Bool {
        self.isASCIIDigit || (0x41...0x5A).contains(self.value) || (0x61...0x7A).contains(self.value)
    }
}

private nonisolated(unsafe) let empty = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))

/// Why a text is no pattern, or why a match was given up.
package struct JavaRegexError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, in Java's words where Java has them.
    package let reason: String
    package let pattern: String
    /// Where in the pattern, in UTF-16 units as Java counts; nothing if not known.
    package let index: Int?

    package init(_ reason: String, pattern: String, index: Int?) {
        self.reason = reason
        self.pattern = pattern
        self.index = index
    }

    /// As Java's exception prints it, with a mark under the place.
    package var description: String {
        guard let index else { return "\(self.reason)\n\(self.pattern)" }
        let mark = index < self.pattern.utf16.count ? "\n" + String(repeating: " ", count: index) + "^" : ""
        return "\(self.reason) near index \(index)\n\(self.pattern)\(mark)"
    }
}
