/// Variables and settings.
extension TemplateRun {
    func variable(_ name: String) -> TemplateValue {
        for frame in self.frames.reversed() {
            if let value = frame[name] { return value }
        }
        return self.variables[name] ?? self.globals[name] ?? self.data[name] ?? .missing
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
        case "output_encoding", "url_escaping_charset": return .missing
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
        case "locale", "url_escaping_charset", "output_encoding", "classic_compatible", "sql_date_and_time_time_zone":
            break
        default:
            throw TemplateError(.rendering, "Unknown setting: \"\(name)\"", at: expression.place)
        }
    }
}
