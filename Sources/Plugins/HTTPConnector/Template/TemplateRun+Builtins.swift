/// Built-ins: `value?name`.
extension TemplateRun {
    func builtin(
        _ target: TemplateExpression, _ name: String, _ arguments: [TemplateExpression]?, at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        switch name {
        case "has_content", "if_exists", "exists", "default": return try self.onMissing(target, name, arguments ?? [])
        case "then", "switch": return try self.choice(target, name, arguments ?? [])
        case "index", "counter", "has_next", "is_first", "is_last", "item_parity", "item_parity_cap", "item_cycle",
            "is_odd_item", "is_even_item":
            return try self.onLoop(target, name, arguments ?? [], at: place)
        default: break
        }
        let value = try self.present(target)
        var given: [TemplateValue] = []
        for argument in arguments ?? [] { given.append(try self.value(of: argument)) }
        if let test = TemplateBuiltins.types[name] { return .boolean(test(value)) }
        if let result = try self.general(value, name, given, at: place) { return result }
        return try self.typed(value, name, given, at: place)
    }

    /// Built-ins for one type of value.
    private func typed(
        _ value: TemplateValue, _ name: String, _ arguments: [TemplateValue], at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        if let onNumber = TemplateBuiltins.numbers[name] {
            return try onNumber(self, self.number(value, at: place), arguments, place)
        }
        if let onSequence = TemplateBuiltins.sequences[name] {
            return try onSequence(self, self.sequence(value, at: place), arguments, place)
        }
        if let onText = TemplateBuiltins.texts[name] {
            switch value {
            case .text(let text): return try onText(self, text, arguments, place)
            case .number, .date, .nothing, .matches:
                return try onText(self, self.text(value, at: place), arguments, place)
            default:
                throw TemplateError(
                    .rendering, "?\(name) needs a string, but this is a \(value.typeName)", at: place)
            }
        }
        throw TemplateError(.rendering, "?\(name) can't be used on a \(value.typeName)", at: place)
    }

    private func onMissing(
        _ target: TemplateExpression, _ name: String, _ arguments: [TemplateExpression]
    ) throws(TemplateError) -> TemplateValue {
        // The operators ! and ?? already know how to look at what may be missing.
        let kind: TemplateExpression.Kind = name == "exists" ? .exists(target) : .fallback(target, nil)
        let value = try self.value(of: TemplateExpression(kind: kind, place: target.place))
        switch name {
        case "exists", "if_exists": return value
        case "default":
            guard case .nothing = value else { return value }
            for argument in arguments {
                let other = try self.value(of: argument)
                if !other.isMissing { return other }
            }
            return .missing
        default:
            switch value {
            case .nothing, .missing: return .boolean(false)
            case .text(let text): return .boolean(!text.isEmpty)
            case .sequence(let elements): return .boolean(!elements.isEmpty)
            case .hash(let hash): return .boolean(hash.count > 0)
            default: return .boolean(true)
            }
        }
    }

    private func choice(
        _ target: TemplateExpression, _ name: String, _ arguments: [TemplateExpression]
    ) throws(TemplateError) -> TemplateValue {
        if name == "then" {
            guard arguments.count == 2 else {
                throw TemplateError(.rendering, "?then needs two arguments", at: target.place)
            }
            return try self.value(of: arguments[try self.boolean(target) ? 0 : 1])
        }
        let value = try self.present(target)
        var index = 0
        while index + 1 < arguments.count {
            if try self.compare(value, .equal, self.value(of: arguments[index]), at: target.place) {
                return try self.value(of: arguments[index + 1])
            }
            index += 2
        }
        guard index < arguments.count else {
            throw TemplateError(.rendering, "?switch has no case for the value", at: target.place)
        }
        return try self.value(of: arguments[index])
    }

    private func onLoop(
        _ target: TemplateExpression, _ name: String, _ arguments: [TemplateExpression], at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        guard case .name(let variable) = target.kind, let (index, count) = self.position(ofLoop: variable) else {
            throw TemplateError(.rendering, "?\(name) needs the variable of a loop", at: place)
        }
        let isOdd = index % 2 == 0  // the first one is
        switch name {
        case "index": return .number(TemplateNumber(index))
        case "counter": return .number(TemplateNumber(index + 1))
        case "has_next": return .boolean(index + 1 < count)
        case "is_first": return .boolean(index == 0)
        case "is_last": return .boolean(index + 1 == count)
        case "is_odd_item": return .boolean(isOdd)
        case "is_even_item": return .boolean(!isOdd)
        case "item_parity": return .text(isOdd ? "odd" : "even")
        case "item_parity_cap": return .text(isOdd ? "Odd" : "Even")
        default:
            guard !arguments.isEmpty else {
                throw TemplateError(.rendering, "?item_cycle needs arguments", at: place)
            }
            return try self.value(of: arguments[index % arguments.count])
        }
    }

    /// Built-ins that take values of several types; nil if it is none of them.
    private func general(
        _ value: TemplateValue, _ name: String, _ arguments: [TemplateValue], at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue? {
        switch name {
        case "string": return .text(try self.string(value, arguments, at: place))
        case "date", "time", "datetime": return try self.dated(value, name, arguments.first, at: place)
        case "c", "cn": return .text(try self.computer(value, at: place))
        case "number": return try self.parsedNumber(value, at: place)
        case "boolean":
            let text = try self.text(value, at: place)
            guard text == "true" || text == "false" else {
                throw TemplateError(.rendering, "\"\(text)\" is no boolean", at: place)
            }
            return .boolean(text == "true")
        case "eval", "interpret": return try self.code(value, name, at: place)
        case "eval_json": return try self.document(value, at: place)
        case "sequence": return .sequence(try self.sequence(value, at: place))
        case "groups":
            guard case .matches(_, let groups, _) = value else {
                throw TemplateError(.rendering, "?groups needs what ?matches gives", at: place)
            }
            return .sequence(groups)
        case "long", "number_to_date", "number_to_time", "number_to_datetime", "date_if_unknown", "time_if_unknown",
            "datetime_if_unknown":
            return try self.instant(value, name, at: place)
        case _ where name.hasPrefix("iso"): return .text(try self.iso(value, name, arguments.first, at: place))
        default: return try self.collected(value, name, arguments, at: place)
        }
    }

    /// Built-ins of sequences and hashes, some of which texts have too.
    private func collected(
        _ value: TemplateValue, _ name: String, _ arguments: [TemplateValue], at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue? {
        switch (name, value) {
        case ("size", .hash(let hash)): return .number(TemplateNumber(hash.count))
        case ("keys", .hash(let hash)): return .sequence(hash.keys.map { .text($0) })
        case ("values", .hash(let hash)): return .sequence(hash.keys.compactMap { hash[$0] })
        case ("keys", _), ("values", _):
            throw TemplateError(.rendering, "?\(name) needs a hash, but this is a \(value.typeName)", at: place)
        case ("contains", _):
            let part = try self.text(arguments.first ?? .missing, at: place)
            return .boolean(TemplateBuiltins.find(part, in: try self.text(value, at: place), last: false) != nil)
        case ("size", _): return .number(TemplateNumber(try self.sequence(value, at: place).count))
        case ("first", _): return try self.sequence(value, at: place).first ?? .missing
        case ("last", _): return try self.sequence(value, at: place).last ?? .missing
        case ("reverse", _): return .sequence(try self.sequence(value, at: place).reversed())
        case ("min", _), ("max", _):
            var best: TemplateValue?
            for element in try self.sequence(value, at: place) {
                let order: TemplateExpression.Comparison = name == "min" ? .less : .greater
                if let current = best, try !self.compare(element, order, current, at: place) { continue }
                best = element
            }
            return best ?? .missing
        case ("join", _):
            let separator = try self.text(arguments.first ?? .missing, at: place)
            let elements = try self.sequence(value, at: place)
            if elements.isEmpty, arguments.count > 1 { return arguments[1] }
            var texts: [String] = []
            for element in elements where !element.isMissing {
                texts.append(try self.text(element, at: place))
                try self.spend((texts.last?.utf8.count ?? 0) + separator.utf8.count, at: place)
            }
            let ending = arguments.count > 2 && !texts.isEmpty ? try self.text(arguments[2], at: place) : ""
            return .text(texts.joined(separator: separator) + ending)
        default: return nil
        }
    }
}
