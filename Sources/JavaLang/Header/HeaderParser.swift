package import ConnectAPI

/// Finds out what a header's text means, by the rules of Kafka Connect's `Values.parseString`.
///
/// Whatever isn't understood is a text, so nothing here fails for good.
package struct HeaderParser {
    /// Arrays and maps nested deeper are taken for a text. Java's parser ends in a stack overflow far beyond.
    package static let maximumDepth = 100

    /// A part of an array or map that isn't right: the whole becomes a text.
    private struct NotUnderstood: Error {}

    private let text: String
    private var tokens: HeaderTokens

    private init(_ text: String) {
        self.text = text
        self.tokens = HeaderTokens(text)
    }

    /// The value that `text` stands for.
    package static func parse(_ text: String) -> SchemaAndValue {
        guard !text.isEmpty else { return SchemaAndValue(.string, .string(text)) }
        var parser = HeaderParser(text)
        return (try? parser.value(depth: 0)) ?? SchemaAndValue(.string, .string(text))
    }

    /// The next value; at the top level (depth 0) it is the whole text, or its beginning.
    private mutating func value(depth: Int) throws(NotUnderstood) -> SchemaAndValue {
        let isEmbedded = depth > 0
        if isEmbedded, self.tokens.take("\"") { return self.quoted() }
        for (word, value) in [("null", SchemaAndValue.null), ("true", Self.true), ("false", Self.false)] {
            let start = self.tokens.place
            if self.tokens.take(word), isEmbedded || self.tokens.isAtEnd { return value }
            self.tokens.rewind(to: start)
        }
        let start = self.tokens.place
        if depth < Self.maximumDepth {
            do throws(NotUnderstood) {
                if self.tokens.take("[") { return try self.array(depth: depth) }
                if self.tokens.take("{") { return try self.map(depth: depth) }
            } catch {
                self.tokens.rewind(to: start)
            }
        }
        self.tokens.skipBlanks()
        guard let token = self.tokens.next() else { throw NotUnderstood() }
        return try self.scalar(token, isEmbedded: isEmbedded)
    }

    private static let `true` = SchemaAndValue(.boolean, true)
    private static let `false` = SchemaAndValue(.boolean, false)

    private mutating func scalar(_ token: String, isEmbedded: Bool) throws(NotUnderstood) -> SchemaAndValue {
        let trimmed = token.trimmedAsJava
        guard let first = trimmed.unicodeScalars.first else { return SchemaAndValue(.string, .string(token)) }
        if first.decimalDigit != nil {
            // Colons are delimiters, so a time is five tokens.
            let place = self.tokens.place
            if let rest = self.tokens.next(4), let value = HeaderTemporal.parse(trimmed + rest) { return value }
            self.tokens.rewind(to: place)
            if let value = HeaderTemporal.parse(trimmed) { return value }
        }
        if first.decimalDigit != nil || first == "+" || first == "-", let value = HeaderNumber.parse(trimmed) {
            return value
        }
        guard !isEmbedded else { throw NotUnderstood() }
        return SchemaAndValue(.string, .string(self.text))
    }

    /// What follows an opening quote, up to the next one. Backslashes stay.
    private mutating func quoted() -> SchemaAndValue {
        var content = ""
        while !self.tokens.isAtEnd {
            if self.tokens.take("\"") { break }
            content += self.tokens.next() ?? ""
        }
        return HeaderTemporal.parse(content) ?? SchemaAndValue(.string, .string(content))
    }

    private mutating func array(depth: Int) throws(NotUnderstood) -> SchemaAndValue {
        var values: [Value] = []
        var common = CommonSchema()
        while !self.tokens.isAtEnd {
            if self.tokens.take("]") {
                guard let schema = common.schema else {
                    return SchemaAndValue(Schema(.array), .array(values))
                }
                return SchemaAndValue(.array(of: schema), .array(try values.map(Self.alignment(to: schema))))
            }
            guard !self.tokens.take(",") else { throw NotUnderstood() }
            let element = try self.value(depth: depth + 1)
            common.add(element)
            values.append(element.value)
            let place = self.tokens.place
            if self.tokens.take("]") {
                self.tokens.rewind(to: place)
            } else if !self.tokens.take(",") {
                throw NotUnderstood()
            }
        }
        throw NotUnderstood()
    }

    private mutating func map(depth: Int) throws(NotUnderstood) -> SchemaAndValue {
        var map = ValueMap()
        var keys = CommonSchema()
        var values = CommonSchema()
        while !self.tokens.isAtEnd {
            if self.tokens.take("}") { return try Self.aligned(map, keys.schema, values.schema) }
            guard !self.tokens.take(",") else { throw NotUnderstood() }
            let key = try self.value(depth: depth + 1)
            guard !key.value.isNull, self.tokens.take(":") else { throw NotUnderstood() }
            let value = try self.value(depth: depth + 1)
            map[key.value] = value.value
            _ = self.tokens.take(",")
            keys.add(key)
            values.add(value)
        }
        throw NotUnderstood()
    }

    private static func aligned(
        _ map: ValueMap, _ keys: Schema?, _ values: Schema?
    ) throws(NotUnderstood) -> SchemaAndValue {
        guard let keys else { return SchemaAndValue(Schema(.map), .map(map)) }
        let alignKey = Self.alignment(to: keys)
        let alignValue = values.map(Self.alignment(to:))
        var aligned = ValueMap()
        for (key, value) in map.entries {
            aligned[try alignKey(key)] = try alignValue?(value) ?? value
        }
        return SchemaAndValue(Schema(.map, keySchema: keys, valueSchema: values), .map(aligned))
    }

    /// Widens numbers to the common type, which may be one of dates; a null has none, and no date becomes a number.
    private static func alignment(to schema: Schema) -> (Value) throws(NotUnderstood) -> Value {
        { (value) throws(NotUnderstood) in
            if value.isNull { throw NotUnderstood() }
            if let name = schema.name, let number = value.integer { return try Self.time(number, name) }
            switch (schema.type, value) {
            case (_, .date) where schema.name == nil: throw NotUnderstood()
            case (.int16, _): return value.integer.map { .int16(Int16(truncatingIfNeeded: $0)) } ?? value
            case (.int32, _): return value.integer.map { .int32(Int32(truncatingIfNeeded: $0)) } ?? value
            case (.int64, _): return value.integer.map { .int64($0) } ?? value
            case (.float32, _): return value.integer.map { .float32(Float($0)) } ?? value
            case (.float64, .float32(let number)): return .float64(Double(number))
            case (.float64, _): return value.integer.map { .float64(Double($0)) } ?? value
            default: return value
            }
        }
    }
}

extension HeaderParser {
    /// What a number is that stands among dates.
    private static func time(_ number: Int64, _ name: String) throws(NotUnderstood) -> Value {
        switch name {
        case Schema.dateName: return .date(number &* CivilDate.millisecondsOfDay)
        case Schema.timeName where !(0...CivilDate.millisecondsOfDay).contains(number): throw NotUnderstood()
        default: return .date(number)
        }
    }
}

/// The schema that all parts of an array have in common, as far as there is one.
private struct CommonSchema {
    private(set) var schema: Schema?
    private var isCompatible = true

    /// From narrow to wide.
    private static let numbers: [SchemaType] = [.int8, .int16, .int32, .int64, .float32, .float64]

    mutating func add(_ part: SchemaAndValue) {
        guard self.isCompatible, let new = part.schema else { return }
        guard let old = self.schema else {
            self.schema = new
            return
        }
        if old.type == new.type {
            self.schema = new
        } else if let oldRank = Self.numbers.firstIndex(of: old.type),
            let newRank = Self.numbers.firstIndex(of: new.type)
        {
            self.schema = newRank > oldRank ? new : old
        } else {
            self.schema = nil
            self.isCompatible = false
        }
    }
}

extension String {
    /// Without what is at most U+0020 at both ends.
    package var trimmedAsJava: String {
        let scalars = self.unicodeScalars
        guard let first = scalars.firstIndex(where: { $0.value > 0x20 }),
            let last = scalars.lastIndex(where: { $0.value > 0x20 })
        else { return "" }
        return String(scalars[first...last])
    }
}

extension Unicode.Scalar {
    /// The value of a decimal digit of any script.
    package var decimalDigit: Int? {
        if self.value < 0x80 { return (0x30...0x39).contains(self.value) ? Int(self.value) - 0x30 : nil }
        guard self.properties.generalCategory == .decimalNumber else { return nil }
        return self.properties.numericValue.map { Int($0) }
    }
}
