/// Variables and settings.
extension TemplateRun {
    func variable(_ name: String) -> TemplateValue {
        for frame in self.frames.reversed() {
            if let value = frame[name] { return value }
        }
        if let value = self.loopVariable(name) { return value }
        return self.variables[name] ?? self.globals[name] ?? self.data[name] ?? .missing
    }

    /// `item_index` and `item_has_next` of `<#list … as item>`, the old way to write `item?index` and `item?has_next`.
    private func loopVariable(_ name: String) -> TemplateValue? {
        let (index, hasNext) = ("_index", "_has_next")
        if name.hasSuffix(index), let loop = self.position(ofLoop: String(name.dropLast(index.count))) {
            return .number(TemplateNumber(loop.index))
        }
        if name.hasSuffix(hasNext), let loop = self.position(ofLoop: String(name.dropLast(hasNext.count))) {
            return .boolean(loop.index + 1 < loop.count)
        }
        return nil
    }

    func set(_ name: String, _ value: TemplateValue, _ scope: TemplateScope) {
        switch scope {
        case .template: self.variables[name] = value
        case .global: self.globals[name] = value
        case .local:
            if self.frames.isEmpty { self.variables[name] = value } else { self.frames[0][name] = value }
        }
    }

    func assigned(
        _ name: String, _ operation: String, _ expression: TemplateExpression?, _ place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        guard operation != "=" else {
            guard let expression else { return .missing }
            return try self.present(expression)
        }
        let old = self.variable(name)
        if operation == "++" || operation == "--" {
            let one = TemplateValue.number(TemplateNumber(1))
            return try self.arithmetic(old, operation == "++" ? "+" : "-", one, at: place)
        }
        guard let sign = operation.first, let expression else { return old }
        return try self.arithmetic(old, sign, self.present(expression), at: place)
    }

    func special(_ name: String, at place: TemplatePlace) throws(TemplateError) -> TemplateValue {
        switch TemplateBuiltins.canonical(name) {
        case "now": return .date(self.context.now, .dateTime)
        case "data_model": return .hash(self.data)
        case "vars", "globals", "main", "namespace":
            var all = self.data
            for (key, value) in self.globals.merging(self.variables, uniquingKeysWith: { $1 }) { all[key] = value }
            return .hash(all)
        case "locals": return .hash(TemplateHash())
        case "locale": return .text("en_US")
        case "lang": return .text("en")
        case "version": return .text("2.3.31")
        case "output_format": return .text(self.escape.isEmpty ? "undefined" : self.escape)
        case "url_escaping_charset": return self.urlCharset.map(TemplateValue.text) ?? .missing
        case "output_encoding": return .missing
        default: return .text("request")
        }
    }

    func setting(_ name: String, _ expression: TemplateExpression) throws(TemplateError) {
        let value = try self.value(of: expression)
        let text = try self.text(value, at: expression.place)
        switch TemplateBuiltins.canonical(name) {
        case "number_format": self.numberFormat = text
        case "boolean_format": self.booleanFormat = text
        case "date_format": self.dateFormats[.date] = text
        case "time_format": self.dateFormats[.time] = text
        case "datetime_format": self.dateFormats[.dateTime] = text
        case "time_zone":
            guard let zone = TimeZoneRules(text) else {
                throw TemplateError(.rendering, "Unrecognized time zone: \"\(text)\"", at: expression.place)
            }
            self.zone = zone
        case "url_escaping_charset": self.urlCharset = text
        case "locale", "output_encoding", "classic_compatible", "sql_date_and_time_time_zone":
            break
        default:
            throw TemplateError(.rendering, "Unknown setting: \"\(name)\"", at: expression.place)
        }
    }
}
