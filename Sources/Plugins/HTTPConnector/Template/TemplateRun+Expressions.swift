/// Values of expressions.
extension TemplateRun {
    /// The value; ``TemplateValue/missing`` if the last step leads nowhere.
    func value(of expression: TemplateExpression) throws(TemplateError) -> TemplateValue {
        try self.count(at: expression.place)
        let value = try self.deeper { () throws(TemplateError) in try self.evaluate(expression) }
        return try self.spend(value, at: expression.place)
    }

    /// The value, which must be there.
    func present(_ expression: TemplateExpression) throws(TemplateError) -> TemplateValue {
        let value = try self.value(of: expression)
        guard !value.isMissing else { throw Self.missing(expression) }
        return value
    }

    static func missing(_ expression: TemplateExpression) -> TemplateError {
        TemplateError(
            .missing,
            "The following has evaluated to null or missing: ==> \(self.shown(expression)). If that is fine, write"
                + " \(self.shown(expression))! or test it by ??", at: expression.place)
    }

    /// An expression as a person would point at it.
    static func shown(_ expression: TemplateExpression) -> String {
        switch expression.kind {
        case .name(let name): name
        case .special(let name): "." + name
        case .member(let target, let name): "\(self.shown(target)).\(name)"
        case .index(let target, let index): "\(self.shown(target))[\(self.shown(index))]"
        case .text(let text): "\"\(text)\""
        case .number(let number): number.text
        case .parenthesis(let inner): "(\(self.shown(inner)))"
        case .builtin(let target, let name, _): "\(self.shown(target))?\(name)"
        case .call(let target, _): "\(self.shown(target))(...)"
        default: "..."
        }
    }

    /// The value of what may be missing at any step if it is in parentheses, and at the last one otherwise.
    private func tolerant(_ expression: TemplateExpression) throws(TemplateError) -> TemplateValue {
        guard case .parenthesis(let inner) = expression.kind else { return try self.value(of: expression) }
        do throws(TemplateError) {
            return try self.value(of: inner)
        } catch  where error.kind == .missing {
            return .missing
        }
    }

    private func evaluate(_ expression: TemplateExpression) throws(TemplateError) -> TemplateValue {
        switch expression.kind {
        case .text(let text): return .text(text)
        case .number(let number): return .number(number)
        case .boolean(let value): return .boolean(value)
        case .name(let name): return self.variable(name)
        case .special(let name): return try self.special(name, at: expression.place)
        case .parenthesis(let inner): return try self.value(of: inner)
        case .lambda(let name, let body): return .lambda(name, body)
        case .pieces, .sequence, .hash: return try self.literal(expression)
        case .member(let target, let name):
            return try self.member(self.present(target), name, at: expression.place)
        case .index(let target, let index): return try self.index(target, index)
        case .call(let target, let arguments): return try self.call(target, arguments)
        case .builtin(let target, let name, let arguments):
            return try self.builtin(target, name, arguments, at: expression.place)
        case .fallback(let target, let other):
            let value = try self.tolerant(target)
            if !value.isMissing { return value }
            return try other.map { (e) throws(TemplateError) in try self.value(of: e) } ?? .nothing
        case .exists(let target): return .boolean(try !self.tolerant(target).isMissing)
        default: return try self.operation(expression)
        }
    }

    private func operation(_ expression: TemplateExpression) throws(TemplateError) -> TemplateValue {
        let place = expression.place
        switch expression.kind {
        case .not(let operand): return .boolean(try !self.boolean(operand))
        case .and(let left, let right):
            guard try self.boolean(left) else { return .boolean(false) }
            return .boolean(try self.boolean(right))
        case .or(let left, let right):
            if try self.boolean(left) { return .boolean(true) }
            return .boolean(try self.boolean(right))
        case .sign(let operand, let isNegative):
            let number = try self.number(operand)
            return .number(isNegative ? number.negated : number)
        case .arithmetic(let left, let sign, let right):
            return try self.arithmetic(self.present(left), sign, self.present(right), at: place)
        case .compare(let left, let comparison, let right):
            return .boolean(try self.compare(self.present(left), comparison, self.present(right), at: place))
        case .range(let from, let to, let kind): return try self.range(from, to, kind)
        default: return .missing
        }
    }

    private func literal(_ expression: TemplateExpression) throws(TemplateError) -> TemplateValue {
        switch expression.kind {
        case .pieces(let pieces):
            var text = ""
            for piece in pieces {
                let part = try self.text(of: piece)
                try self.spend(part.utf8.count, at: expression.place)
                text += part
            }
            return .text(text)
        case .sequence(let elements):
            var values: [TemplateValue] = []
            for element in elements {
                values.append(try self.present(element))
            }
            return .sequence(values)
        case .hash(let entries):
            var hash = TemplateHash()
            for (key, value) in entries { hash[try self.text(of: key)] = try self.present(value) }
            return .hash(hash)
        default: return .missing
        }
    }

    private func member(
        _ target: TemplateValue, _ name: String, at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        switch target {
        case .hash(let hash): return hash[name] ?? .missing
        case .nothing: return .missing
        default:
            throw TemplateError(
                .rendering, "Expected a hash in front of .\(name), but this is a \(target.typeName)", at: place)
        }
    }

    private func range(
        _ from: TemplateExpression, _ to: TemplateExpression?, _ kind: TemplateExpression.Range
    ) throws(TemplateError) -> TemplateValue {
        let start = try self.integer(from)
        guard let to else {
            throw TemplateError(.rendering, "A range without an end has no elements of its own", at: from.place)
        }
        let end = try self.integer(to)
        var numbers: [Int]
        switch kind {
        case .length:
            numbers =
                end >= 0
                ? Array(start..<start + min(end, 10_000)) : Array((start + max(end, -10_000) + 1...start).reversed())
        case .inclusive, .exclusive:
            guard abs(end - start) <= 10_000 else {
                throw TemplateError(.rendering, "A range of more than 10000 numbers", at: from.place)
            }
            numbers = end >= start ? Array(start...end) : Array((end...start).reversed())
            if kind == .exclusive { numbers.removeLast() }
        }
        return .sequence(numbers.map { .number(TemplateNumber($0)) })
    }

    private func call(
        _ target: TemplateExpression, _ arguments: [TemplateExpression]
    ) throws(TemplateError) -> TemplateValue {
        var values: [TemplateValue] = []
        for argument in arguments { values.append(try self.value(of: argument)) }
        return try self.apply(self.present(target), values, at: target.place)
    }

    /// Calls a function or lambda.
    func apply(
        _ function: TemplateValue, _ arguments: [TemplateValue], at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        switch function {
        case .routine(let routine) where routine.isFunction: return try self.call(routine, arguments, at: place)
        case .lambda(let name, let body):
            self.frames.append([name: arguments.first ?? .missing])
            defer { self.frames.removeLast() }
            return try self.value(of: body)
        default:
            throw TemplateError(.rendering, "Expected a function, but this is a \(function.typeName)", at: place)
        }
    }

    private func index(
        _ target: TemplateExpression, _ index: TemplateExpression
    ) throws(TemplateError) -> TemplateValue {
        let value = try self.present(target)
        if case .range(let from, let to, let kind) = index.kind {
            return try self.slice(value, from, to, kind, at: index.place)
        }
        let key = try self.present(index)
        switch (value, key) {
        case (.hash, .text(let name)): return try self.member(value, name, at: index.place)
        case (.text(let text), .number(let number)):
            let units = Array(text.utf16)
            guard let place = number.int, units.indices.contains(place) else {
                throw TemplateError(.rendering, "There is no character \(number.text) in the text", at: index.place)
            }
            return .text(String(decoding: [units[place]], as: UTF16.self))
        case (_, .number(let number)):
            let elements = try self.sequence(value, at: target.place)
            guard let place = number.int, elements.indices.contains(place) else { return .missing }
            return elements[place]
        case (_, let key):
            throw TemplateError(
                .rendering, "A \(value.typeName) has no element by a \(key.typeName)", at: index.place)
        }
    }

    /// A part of a text or sequence.
    private func slice(
        _ value: TemplateValue, _ from: TemplateExpression, _ to: TemplateExpression?, _ kind: TemplateExpression.Range,
        at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        let units: [UInt16]?
        if case .text(let text) = value { units = Array(text.utf16) } else { units = nil }
        let elements = units == nil ? try self.sequence(value, at: place) : []
        let count = units?.count ?? elements.count
        let start = try self.integer(from)
        var end = count
        if let to {
            let given = try self.integer(to)
            switch kind {
            case .inclusive: end = given + 1
            case .exclusive: end = given
            case .length: end = min(start + max(given, 0), count)
            }
        }
        guard start >= 0, start <= count, end <= count, end >= start else {
            throw TemplateError(.rendering, "The range \(start)..\(end - 1) is out of a length of \(count)", at: place)
        }
        let range = start..<end
        if let units { return .text(String(decoding: units[range], as: UTF16.self)) }
        return .sequence(Array(elements[range]))
    }
}
