/// Values as the types that an operation needs, and texts of values.
extension TemplateRun {
    func boolean(_ expression: TemplateExpression) throws(TemplateError) -> Bool {
        switch try self.present(expression) {
        case .boolean(let value): return value
        case .matches(let isWhole, _, _): return isWhole
        case .nothing: return false
        case let other:
            throw TemplateError(.rendering, "Expected a boolean, but this is a \(other.typeName)", at: expression.place)
        }
    }

    func number(_ expression: TemplateExpression) throws(TemplateError) -> TemplateNumber {
        try self.number(self.present(expression), at: expression.place)
    }

    func number(_ value: TemplateValue, at place: TemplatePlace) throws(TemplateError) -> TemplateNumber {
        if case .number(let number) = value { return number }
        throw TemplateError(.rendering, "Expected a number, but this is a \(value.typeName)", at: place)
    }

    func integer(_ expression: TemplateExpression) throws(TemplateError) -> Int {
        try self.integer(self.present(expression), at: expression.place)
    }

    func integer(_ value: TemplateValue, at place: TemplatePlace) throws(TemplateError) -> Int {
        guard let number = try self.number(value, at: place).int, number.magnitude < 1 << 31 else {
            throw TemplateError(.rendering, "A number that is too large", at: place)
        }
        return number
    }

    func sequence(_ value: TemplateValue, at place: TemplatePlace) throws(TemplateError) -> [TemplateValue] {
        switch value {
        case .sequence(let elements): return elements
        case .matches(_, _, let all): return all
        case .nothing: return []
        default:
            throw TemplateError(.rendering, "Expected a sequence, but this is a \(value.typeName)", at: place)
        }
    }

    func text(of expression: TemplateExpression) throws(TemplateError) -> String {
        try self.text(self.present(expression), at: expression.place)
    }

    /// The value as an interpolation writes it.
    func text(_ value: TemplateValue, at place: TemplatePlace) throws(TemplateError) -> String {
        switch value {
        case .text(let text): return text
        case .number(let number): return try self.text(number, self.numberFormat, at: place)
        case .date(let time, let kind): return try self.text(time, kind, self.dateFormats[kind] ?? "", at: place)
        case .nothing: return ""
        case .matches(_, let groups, _):
            if case .text(let text)? = groups.first { return text }
            return ""
        case .boolean(let value):
            guard self.booleanFormat != "true,false" else {
                throw TemplateError(.rendering, "Can't convert boolean to string automatically; write ?c", at: place)
            }
            return self.text(value)
        default:
            throw TemplateError(
                .rendering, "Expected a string or something that becomes one, but this is a \(value.typeName)",
                at: place)
        }
    }

    func text(_ value: Bool) -> String {
        if self.booleanFormat == "c" { return value ? "true" : "false" }
        let words = self.booleanFormat.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
        return String(value ? words[0] : words.last ?? "")
    }

    func text(_ number: TemplateNumber, _ format: String, at place: TemplatePlace) throws(TemplateError) -> String {
        let patterns = ["number": "#,##0.###", "percent": "#,##0%", "currency": "\u{24}#,##0.00"]
        if format.isEmpty || format == "computer" || format == "c" { return number.text }
        guard let pattern = NumberPattern(patterns[format] ?? format) else {
            throw TemplateError(.rendering, "The number format \"\(format)\" isn't supported here", at: place)
        }
        return pattern.text(number)
    }

    func text(
        _ time: Int64, _ kind: TemplateValue.DateKind, _ format: String, at place: TemplatePlace
    ) throws(TemplateError) -> String {
        if let options = TemplateDates.isoOptions(format) {
            return TemplateDates.iso(time, kind, zone: self.zone, options)
        }
        do throws(DatePattern.Invalid) {
            let pattern = try DatePattern(TemplateDates.pattern(format, kind), .simple)
            return pattern.text(time, self.zone)
        } catch {
            throw TemplateError(.rendering, "\"\(format)\" is no date format: \(error.message)", at: place)
        }
    }

    /// Appends an interpolation's value.
    func write(_ expression: TemplateExpression, _ fraction: ClosedRange<Int>?) throws(TemplateError) {
        let value = try self.present(expression)
        if let fraction {
            let number = try self.number(value, at: expression.place)
            self.output += number.text(minimum: fraction.lowerBound, maximum: fraction.upperBound)
        } else {
            let text = try self.text(value, at: expression.place)
            self.output += ["HTML", "XHTML", "XML"].contains(self.escape) ? TemplateBuiltins.markup(text) : text
        }
    }
}

/// Operators.
extension TemplateRun {
    func arithmetic(
        _ left: TemplateValue, _ sign: Character, _ right: TemplateValue, at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        switch (left, sign, right) {
        case (.number(let a), _, .number(let b)):
            guard let result = TemplateNumber.calculate(a, sign, b) else {
                throw TemplateError(.rendering, "\(a.text) \(sign) \(b.text) can't be calculated", at: place)
            }
            return .number(result)
        case (.sequence(let a), "+", .sequence(let b)): return try self.spend(.sequence(a + b), at: place)
        case (.hash(var a), "+", .hash(let b)):
            for key in b.keys { a[key] = b[key] }
            return try self.spend(.hash(a), at: place)
        case (_, "+", _):
            return try self.spend(.text(self.text(left, at: place) + self.text(right, at: place)), at: place)
        default:
            throw TemplateError(
                .rendering, "\(sign) needs numbers, but there is a \(left.typeName) and a \(right.typeName)", at: place)
        }
    }

    func compare(
        _ left: TemplateValue, _ comparison: TemplateExpression.Comparison, _ right: TemplateValue,
        at place: TemplatePlace
    ) throws(TemplateError) -> Bool {
        let order: Int
        switch (left, right) {
        case (.number(let a), .number(let b)): order = TemplateNumber.compare(a, b)
        case (.date(let a, let kind), .date(let b, let other)) where kind == other: order = a < b ? -1 : a > b ? 1 : 0
        case (.text(let a), .text(let b)) where comparison == .equal || comparison == .notEqual: order = a == b ? 0 : 1
        case (.boolean(let a), .boolean(let b)) where comparison == .equal || comparison == .notEqual:
            order = a == b ? 0 : 1
        case (.nothing, .text(let b)): order = b.isEmpty ? 0 : 1
        case (.text(let a), .nothing): order = a.isEmpty ? 0 : 1
        default:
            throw TemplateError(
                .rendering,
                "A \(left.typeName) and a \(right.typeName) can't be compared by \(comparison.rawValue)", at: place)
        }
        switch comparison {
        case .equal: return order == 0
        case .notEqual: return order != 0
        case .less: return order < 0
        case .lessOrEqual: return order <= 0
        case .greater: return order > 0
        case .greaterOrEqual: return order >= 0
        }
    }
}
