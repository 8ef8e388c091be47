import ConnectAPI

/// Reads keys one by one and keeps what is wrong with them, in the order in which the original's task would find it.
struct HTTPSettingsReader {
    let values: ConfigValues
    private(set) var problems: [HTTPProblem] = []
    /// What the original's templates can do and ours can't.
    private(set) var unsupported: [(name: String, error: TemplateError)] = []

    init(_ values: ConfigValues) { self.values = values }

    /// - Parameter hint: What to write instead.
    mutating func note(_ name: String, _ error: ConnectError, hint: String? = nil) {
        self.problems.append(HTTPProblem(name: name, error: error, hint: hint))
    }

    mutating func note(_ name: String, java className: String, _ message: String, hint: String? = nil) {
        self.note(name, ConnectError(.other("java.lang.\(className)"), message), hint: hint)
    }

    func isSet(_ name: String) -> Bool { (self.values[name] ?? nil) != nil }

    /// The value of a key, or its default; nil, with a note, if it can't be read.
    mutating func value<Value>(_ key: ConfigKey<Value>) -> Value? {
        do throws(ConfigError) {
            let definition = ConfigDefinition(key)
            let given = self.values[key.name].map { [key.name: $0] } ?? [:]
            return try definition.parse(given)[key]
        } catch {
            let given = (self.values[key.name] ?? nil).flatMap { HTTPClasses.fullName(of: $0) }
            self.note(key.name, ConnectError(.config, error.description), hint: given.map { "did you mean \($0)?" })
            return nil
        }
    }

    mutating func text(_ key: ConfigKey<String>) -> String { self.value(key) ?? "" }

    /// The text of a key; nil if it is empty.
    mutating func nonEmptyText(_ key: ConfigKey<String>) -> String? {
        let text = self.text(key)
        return text.isEmpty ? nil : text
    }

    /// The class that a key names.
    mutating func className(_ key: ConfigKey<ClassName>) -> String? {
        guard let name = self.value(key)?.name else { return nil }
        guard let strategy = HTTPClasses.strategies[key.name], !strategy.classes.contains(name) else { return name }
        self.note(
            key.name,
            ConnectError(
                .other("org.apache.kafka.common.KafkaException"),
                "\(name) is not an instance of \(HTTPClasses.base)\(strategy.interface)"))
        return nil
    }

    /// `name=value` pairs with commas between.
    mutating func pairs(_ name: String, _ text: String) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        do throws(ConnectError) {
            pairs = try PairText.split(text, at: ",", "=")
        } catch {
            self.note(name, error, hint: "pairs are written name=value, with commas between")
        }
        var known: [String: String] = [:]
        for (key, value) in pairs {
            if let old = known[key] {
                let message = "Duplicate key \(key) (attempted merging values \(old) and \(value))"
                self.note(name, java: "IllegalStateException", message)
            }
            known[key] = value
        }
        return pairs
    }

    mutating func pointer(_ name: String, _ text: String) -> JSONPointer {
        if let pointer = JSONPointer(text) { return pointer }
        self.note(
            name, java: "IllegalArgumentException",
            "Invalid input: JSON Pointer expression must start with '/': \"\(text)\"",
            hint: "write it as /items or /data/0/name")
        return .root
    }

    /// Numbers and ranges with commas between, such as `200..299, 404`.
    mutating func codes(_ key: ConfigKey<String>) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        let hint = "numbers and ranges are written 200..299, 404"
        for piece in PairText.list(self.text(key), at: ",") {
            let ends = piece.split(separator: "..", omittingEmptySubsequences: false)
            guard ends.count <= 2 else {
                self.note(key.name, java: "IllegalStateException", "Invalid range definition \(piece)", hint: hint)
                continue
            }
            let numbers = ends.compactMap { Int32($0).map(Int.init) }
            guard numbers.count == ends.count, let low = numbers.min(), let high = numbers.max() else {
                let wrong = ends.first { Int32($0) == nil } ?? ""
                self.note(key.name, java: "NumberFormatException", "For input string: \"\(wrong)\"", hint: hint)
                continue
            }
            ranges.append(low...high)
        }
        return ranges
    }

    /// One of several words, in any case.
    mutating func choice<Choice: CaseIterable & RawRepresentable>(
        _ key: ConfigKey<String>, _ type: Choice.Type, enumName: String
    ) -> Choice? where Choice.RawValue == String {
        guard let text = self.value(key) else { return nil }
        if let choice = Choice(rawValue: text.uppercased()) { return choice }
        self.note(
            key.name, java: "IllegalArgumentException",
            "No enum constant \(HTTPClasses.base)\(enumName).\(text.uppercased())",
            hint: "it is one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        return nil
    }

    /// One of several words, in this spelling; the first one, with a note, if it is none.
    mutating func oneOf(_ key: ConfigKey<String>, _ words: [String]) -> String {
        let text = self.text(key)
        if words.contains(text) { return text }
        let error = ConfigError(key.name, .string(text), "String must be one of: " + words.joined(separator: ", "))
        self.note(key.name, ConnectError(.config, error.description))
        return words.first ?? ""
    }

    mutating func template(_ key: ConfigKey<String>, isVerbatim: Bool) -> Template? {
        guard let text = self.value(key) else { return nil }
        return self.template(key.name, text, isVerbatim: isVerbatim)
    }

    /// What to say about `${name:…}`, which is left in a text if the worker knows no config provider of this name.
    private static func reference(in text: String) -> String? {
        for piece in text.split(separator: "${", omittingEmptySubsequences: false).dropFirst() {
            let name = piece.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
            guard !name.isEmpty, piece.dropFirst(name.count).first == ":" else { continue }
            return "${\(name):…} is replaced only if the worker's config.providers has \(name)"
        }
        return nil
    }

    mutating func template(_ name: String, _ text: String, isVerbatim: Bool) -> Template? {
        do throws(TemplateError) {
            return try Template(text, isVerbatim: isVerbatim)
        } catch {
            self.note(
                name,
                ConnectError(
                    .other("freemarker.core.ParseException"),
                    "Syntax error in template \"\(name)\" in line \(error.place.line), column \(error.place.column):\n"
                        + error.message), hint: error.kind == .syntax ? Self.reference(in: text) : nil)
            if error.kind == .unsupported { self.unsupported.append((name, error)) }
            return nil
        }
    }
}

/// Texts that are lists of pairs.
enum PairText {
    /// The items, trimmed; empty ones are left out.
    static func list(_ text: String, at separator: Character) -> [String] {
        text.split(separator: separator).map { Self.trimmed($0) }.filter { !$0.isEmpty }
    }

    static func trimmed(_ text: some StringProtocol) -> String {
        let bytes = Array(text.utf8)
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
        else {
            return ""
        }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }

    static func split(
        _ text: String, at separator: Character, _ sign: Character
    ) throws(ConnectError) -> [(name: String, value: String)] {
        try self.pairs(self.list(text, at: separator), sign)
    }

    /// Header lines: a comma behind a backslash doesn't end one.
    static func headers(_ text: String) throws(ConnectError) -> [(name: String, value: String)] {
        var pieces: [String] = [""]
        var before: Character = " "
        for character in text {
            if character == ",", before != "\\" {
                pieces.append("")
            } else if character == "," {
                pieces[pieces.count - 1].removeLast()
                pieces[pieces.count - 1].append(",")
            } else {
                pieces[pieces.count - 1].append(character)
            }
            before = character
        }
        return try self.pairs(pieces.map { self.trimmed($0) }.filter { !$0.isEmpty }, ":")
    }

    private static func pairs(
        _ pieces: [String], _ sign: Character
    ) throws(ConnectError) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for piece in pieces {
            guard let place = piece.firstIndex(of: sign) else {
                throw ConnectError(.other("java.lang.IllegalStateException"), "Incomplete pair: \(piece)")
            }
            pairs.append((self.trimmed(piece[..<place]), self.trimmed(piece[piece.index(after: place)...])))
        }
        return pairs
    }
}
