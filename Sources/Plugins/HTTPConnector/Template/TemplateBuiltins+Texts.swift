import JavaLang

/// Texts.
extension TemplateBuiltins {
    static let texts: [String: OnText] = Self.plainTexts.merging(Self.searches) { $1 }
        .merging(Self.escapes) { $1 }.merging(Self.patterns) { $1 }

    private static let plainTexts: [String: OnText] = [
        "length": { _, t, _, _ in .number(TemplateNumber(t.utf16.count)) },
        "upper_case": { _, t, _, _ in .text(t.uppercased()) },
        "lower_case": { _, t, _, _ in .text(t.lowercased()) },
        "trim": { _, t, _, _ in .text(Self.trimmed(t)) },
        "cap_first": { _, t, _, _ in .text(Self.first(t) { $0.uppercased() }) },
        "uncap_first": { _, t, _, _ in .text(Self.first(t) { $0.lowercased() }) },
        "capitalize": { _, t, _, _ in
            var isStart = true
            return .text(
                t.reduce(into: "") { result, character in
                    result += isStart ? character.uppercased() : character.lowercased()
                    isStart = character.isWhitespace
                })
        },
        "chop_linebreak": { _, t, _, _ in .text(t.last?.isNewline == true ? String(t.dropLast()) : t) },
        "word_list": { _, t, _, _ in
            .sequence(t.split(whereSeparator: \.isWhitespace).map { .text(String($0)) })
        },
        "substring": { run, t, args, place throws(TemplateError) in
            let units = Array(t.utf16)
            let start = try run.integer(args.first ?? .missing, at: place)
            let end = args.count > 1 ? try run.integer(args[1], at: place) : units.count
            guard start >= 0, start <= end, end <= units.count else {
                throw TemplateError(.rendering, "?substring(\(start), \(end)) of \(units.count) characters", at: place)
            }
            return .text(String(decoding: units[start..<end], as: UTF16.self))
        },
        "left_pad": { run, t, args, place throws(TemplateError) in
            .text(try Self.padding(run, t, args, place) + t)
        },
        "right_pad": { run, t, args, place throws(TemplateError) in
            .text(t + (try Self.padding(run, t, args, place)))
        },
        "truncate": { run, t, args, place throws(TemplateError) in
            .text(try Self.truncated(run, t, args, place, wholeWords: nil))
        },
        "truncate_c": { run, t, args, place throws(TemplateError) in
            .text(try Self.truncated(run, t, args, place, wholeWords: false))
        },
        "truncate_w": { run, t, args, place throws(TemplateError) in
            .text(try Self.truncated(run, t, args, place, wholeWords: true))
        },
    ]

    private static func trimmed(_ text: String) -> String {
        let units = Array(text.unicodeScalars)
        guard let first = units.firstIndex(where: { $0.value > 0x20 }),
            let last = units.lastIndex(where: { $0.value > 0x20 })
        else { return "" }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: units[first...last])
        return String(view)
    }

    private static func first(_ text: String, _ change: (Character) -> String) -> String {
        guard let place = text.firstIndex(where: { !$0.isWhitespace }) else { return text }
        return text[..<place] + change(text[place]) + text[text.index(after: place)...]
    }

    private static func padding(
        _ run: TemplateRun, _ text: String, _ arguments: [TemplateValue], _ place: TemplatePlace
    ) throws(TemplateError) -> String {
        let width = min(try run.integer(arguments.first ?? .missing, at: place), 10_000)
        let filling = Array((arguments.count > 1 ? try run.text(arguments[1], at: place) : " ").utf16)
        let missing = width - text.utf16.count
        guard missing > 0, !filling.isEmpty else { return "" }
        return String(decoding: (0..<missing).map { filling[$0 % filling.count] }, as: UTF16.self)
    }

    private static func truncated(
        _ run: TemplateRun, _ text: String, _ arguments: [TemplateValue], _ place: TemplatePlace, wholeWords: Bool?
    ) throws(TemplateError) -> String {
        let limit = try run.integer(arguments.first ?? .missing, at: place)
        let mark = arguments.count > 1 ? try run.text(arguments[1], at: place) : "[...]"
        guard text.count > limit else { return text }
        let room = limit - mark.count
        guard room > 0 else { return mark }
        let cut = String(text.prefix(room))
        let isWord = text[cut.endIndex...].first?.isWhitespace == true
        if wholeWords != false, !isWord, let space = cut.lastIndex(where: \.isWhitespace) {
            let kept = cut[..<space]
            if wholeWords == true || kept.count * 4 >= limit * 3 { return Self.trimmed(String(kept)) + " " + mark }
        }
        if wholeWords == true, !isWord { return mark }
        let kept = cut.last?.isWhitespace == true || isWord ? Self.trimmed(cut) + " " : cut
        return kept.count + mark.count > limit ? Self.trimmed(kept) + mark : kept + mark
    }

    // MARK: searching

    private static let searches: [String: OnText] = [
        "starts_with": { run, t, a, p throws(TemplateError) in .boolean(t.hasPrefix(try Self.text(run, a, p))) },
        "ends_with": { run, t, a, p throws(TemplateError) in .boolean(t.hasSuffix(try Self.text(run, a, p))) },
        "index_of": { run, t, a, p throws(TemplateError) in
            let start = a.count > 1 ? max(try run.integer(a[1], at: p), 0) : 0
            let rest = String(decoding: Array(t.utf16).dropFirst(start), as: UTF16.self)
            return .number(
                TemplateNumber(Self.find(try Self.text(run, a, p), in: rest, last: false).map { $0 + start } ?? -1))
        },
        "last_index_of": { run, t, a, p throws(TemplateError) in
            .number(TemplateNumber(Self.find(try Self.text(run, a, p), in: t, last: true) ?? -1))
        },
        "keep_before": { run, t, a, p throws(TemplateError) in
            .text(Self.cut(t, try Self.text(run, a, p), last: false)?.before ?? t)
        },
        "keep_before_last": { run, t, a, p throws(TemplateError) in
            .text(Self.cut(t, try Self.text(run, a, p), last: true)?.before ?? t)
        },
        "keep_after": { run, t, a, p throws(TemplateError) in
            .text(Self.cut(t, try Self.text(run, a, p), last: false)?.after ?? "")
        },
        "keep_after_last": { run, t, a, p throws(TemplateError) in
            .text(Self.cut(t, try Self.text(run, a, p), last: true)?.after ?? t)
        },
        "remove_beginning": { run, t, a, p throws(TemplateError) in
            let part = try Self.text(run, a, p)
            return .text(t.hasPrefix(part) ? String(t.dropFirst(part.count)) : t)
        },
        "remove_ending": { run, t, a, p throws(TemplateError) in
            let part = try Self.text(run, a, p)
            return .text(t.hasSuffix(part) ? String(t.dropLast(part.count)) : t)
        },
        "ensure_starts_with": { run, t, a, p throws(TemplateError) in
            let part = try Self.text(run, a, p)
            return .text(t.hasPrefix(part) ? t : part + t)
        },
        "ensure_ends_with": { run, t, a, p throws(TemplateError) in
            let part = try Self.text(run, a, p)
            return .text(t.hasSuffix(part) ? t : t + part)
        },
    ]

    static func text(
        _ run: TemplateRun, _ arguments: [TemplateValue], _ place: TemplatePlace, _ index: Int = 0
    ) throws(TemplateError) -> String {
        guard index < arguments.count else {
            throw TemplateError(
                .rendering, "The built-in needs \(index + 1) argument\(index == 0 ? "" : "s")", at: place)
        }
        return try run.text(arguments[index], at: place)
    }

    static func find(_ part: String, in text: String, last: Bool) -> Int? {
        let (units, wanted) = (Array(text.utf16), Array(part.utf16))
        guard wanted.count <= units.count else { return nil }
        let places = Array(0...units.count - wanted.count)
        return (last ? places.reversed() : places).first { units[$0..<$0 + wanted.count].elementsEqual(wanted) }
    }

    private static func cut(_ text: String, _ part: String, last: Bool) -> (before: String, after: String)? {
        guard let place = self.find(part, in: text, last: last) else { return nil }
        let units = Array(text.utf16)
        return (
            String(decoding: units[..<place], as: UTF16.self),
            String(decoding: units[(place + part.utf16.count)...], as: UTF16.self)
        )
    }

    // MARK: escaping

    private static let escapes: [String: OnText] = [
        "url": { run, t, a, p throws(TemplateError) in
            .text(Self.percent(t, try Self.charset(run, a, p), keepsSlash: false))
        },
        "url_path": { run, t, a, p throws(TemplateError) in
            .text(Self.percent(t, try Self.charset(run, a, p), keepsSlash: true))
        },
        "html": { _, t, _, _ in .text(Self.markup(t)) },
        "xhtml": { _, t, _, _ in .text(Self.markup(t)) },
        "xml": { _, t, _, _ in
            .text(
                Self.markup(t).split(separator: "&#39;", omittingEmptySubsequences: false).joined(separator: "&apos;"))
        },
        "js_string": { _, t, _, _ in .text(Self.script(t, escapesApostrophe: true)) },
        "json_string": { _, t, _, _ in .text(Self.script(t, escapesApostrophe: false)) },
        "j_string": { _, t, _, _ in .text(Self.script(t, escapesApostrophe: false)) },
    ]

    private static func charset(
        _ run: TemplateRun, _ arguments: [TemplateValue], _ place: TemplatePlace
    ) throws(TemplateError) -> Bool {
        let arguments = arguments.isEmpty ? run.urlCharset.map { [.text($0)] } ?? [] : arguments
        guard !arguments.isEmpty else {
            throw TemplateError(.rendering, "?url needs a character set, such as ?url('UTF-8')", at: place)
        }
        switch try self.text(run, arguments, place).uppercased() {
        case "UTF-8", "UTF8": return true
        case "ISO-8859-1", "ISO8859-1", "LATIN1", "US-ASCII", "ASCII": return false
        default: throw TemplateError(.rendering, "The character set of ?url isn't supported; use UTF-8", at: place)
        }
    }

    private static func percent(_ text: String, _ isUTF8: Bool, keepsSlash: Bool) -> String {
        let bytes = isUTF8 ? Array(text.utf8) : text.unicodeScalars.map { $0.value < 256 ? UInt8($0.value) : 0x3F }
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in bytes {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "_-.!~'()*".utf8.contains(byte)
            if isPlain || keepsSlash && byte == 0x2F {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
        return result
    }

    private static func script(_ text: String, escapesApostrophe: Bool) -> String {
        var result = ""
        var before: Character = " "
        for character in text {
            switch character {
            case "\"", "\\": result += "\\\(character)"
            case "'" where escapesApostrophe: result += "\\'"
            case "/" where before == "<": result += "\\/"
            case ">" where before == "]" || before == "-": result += "\\u003E"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\r\n": result += "\\r\\n"
            case "\t": result += "\\t"
            default: result.append(character)
            }
            before = character
        }
        return result
    }
}
