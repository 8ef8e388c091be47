/// Writes one struct with its codec: a message, or a struct inside of one.
struct StructWriter {
    let api: API
    let name: String
    let fields: [Field]
    /// Whether it is a struct inside of a message, which is told whether its version is a flexible one.
    let isNested: Bool

    /// How the generated code asks for compact lengths: a constant if all versions agree.
    private var flexible: String {
        guard let first = self.api.flexibleFrom, first <= self.api.versions.upperBound else { return "false" }
        return first <= self.api.versions.lowerBound ? "true" : "flexible"
    }

    private var tagged: [Field] {
        self.fields.filter { $0.tag != nil }.sorted { ($0.tag ?? 0) < ($1.tag ?? 0) }
    }

    /// The properties, the initialiser and the codec; `nested` adds the structs inside.
    func body(into source: inout SourceText) {
        for field in self.fields {
            source.comment(field.documentation)
            source.line("package var \(field.name): \(field.swiftType) = \(field.initial)")
        }
        if !self.fields.isEmpty { source.line() }
        source.line("package init() {}")
        if !self.fields.isEmpty {
            source.line()
            self.memberwise(into: &source)
        }
        source.line()
        self.decoder(into: &source)
        source.line()
        self.encoder(into: &source)
    }

    private func memberwise(into source: inout SourceText) {
        source.line("package init(")
        source.indented { source in
            for (index, field) in self.fields.enumerated() {
                // The first one without a default keeps `init()` apart.
                let comma = index < self.fields.count - 1 ? "," : ""
                let initial = self.fields.count == 1 ? "" : " = \(field.initial)"
                source.line("\(field.name): \(field.swiftType)\(initial)\(comma)")
            }
        }
        source.block(")") { source in
            for field in self.fields { source.line("self.\(field.name) = \(field.name)") }
        }
    }

    private var extraParameter: String { self.isNested ? ", flexible: Bool" : "" }

    private func decoder(into source: inout SourceText) {
        source.block(
            "package init(from reader: inout WireReader, version: Int16\(self.extraParameter)) throws(WireError)"
        ) { source in
            var body = SourceText()
            for field in self.fields where field.tag == nil {
                let statement =
                    "self.\(field.name) = \(field.readExpression(self.flexible, nullable: self.nullability(of: field)))"
                switch self.presence(of: field) {
                case "": body.line(statement)
                case let condition: body.line("if \(condition) { \(statement) }")
                }
            }
            self.ifFlexible(into: &body) { self.tagDecoder(into: &$0) }
            self.declareFlexible(for: body, into: &source)
            source.append(body)
        }
    }

    private func tagDecoder(into source: inout SourceText) {
        guard !self.tagged.isEmpty else { return source.line("try reader.skipTaggedFields()") }
        source.block("for _ in 0..<(try reader.readTagCount())") { source in
            source.line("let (tag, end) = try reader.readTag()")
            source.line("switch tag {")
            for field in self.tagged {
                // In a version without the field its tag means nothing, as any other that we don't know.
                let condition = self.presence(of: field)
                let clause = condition.isEmpty || condition == "flexible" ? "" : " where \(condition)"
                let value = field.readExpression("true", nullable: "true")
                source.line("case \(field.tag ?? 0)\(clause): self.\(field.name) = \(value)")
            }
            source.line("default: try reader.skipTag(to: end)")
            source.line("}")
            source.line("try reader.finishTag(at: end)")
        }
    }

    private func encoder(into source: inout SourceText) {
        source.block(
            "package func encode(into writer: inout BytesWriter, version: Int16\(self.extraParameter)) throws(WireError)"
        ) { source in
            var body = SourceText()
            for field in self.fields where field.tag == nil { self.write(field, into: &body) }
            for field in self.tagged where !field.isIgnorable {
                guard case let condition = self.presence(of: field), !condition.isEmpty else { continue }
                body.line("if !(\(condition)), \(field.isSetCondition) { \(self.refusal(of: field)) }")
            }
            self.ifFlexible(into: &body) { self.tagEncoder(into: &$0) }
            self.declareFlexible(for: body, into: &source)
            source.append(body)
        }
    }

    private func write(_ field: Field, into source: inout SourceText) {
        let statement = field.writeStatement(self.flexible, nullable: self.nullability(of: field))
        let condition = self.presence(of: field)
        guard !condition.isEmpty else { return source.line(statement) }
        guard !field.isIgnorable else { return source.line("if \(condition) { \(statement) }") }
        source.line("if \(condition) {")
        source.indented { $0.line(statement) }
        source.line("} else if \(field.isSetCondition) {")
        source.indented { $0.line(self.refusal(of: field)) }
        source.line("}")
    }

    private func refusal(of field: Field) -> String {
        "throw WireError(.notInVersion, at: writer.count, field: \"\(field.name)\")"
    }

    private func tagEncoder(into source: inout SourceText) {
        guard !self.tagged.isEmpty else { return source.line("writer.append(0)") }
        for field in self.tagged {
            let condition = self.presence(of: field)
            let isAlways = condition.isEmpty || condition == "flexible"
            let parts = isAlways ? [field.isSetCondition] : [condition, field.isSetCondition]
            source.line("let hasTag\(field.tag ?? 0) = \(parts.joined(separator: " && "))")
        }
        let sum = self.tagged.map { "(hasTag\($0.tag ?? 0) ? 1 : 0)" }.joined(separator: " + ")
        source.line("writer.append(UInt8(\(sum)))")
        for field in self.tagged {
            source.block("if hasTag\(field.tag ?? 0)") { source in
                source.line("let place = writer.beginTag(\(field.tag ?? 0))")
                source.line(field.writeStatement("true", nullable: "true"))
                source.line("writer.patch(varintLengthAt: place)")
            }
        }
    }

    /// The condition under which a version has the field; empty if each has it.
    private func presence(of field: Field) -> String {
        var parts: [String] = []
        if field.versions.lowerBound > self.api.versions.lowerBound {
            let isFlexible = field.versions.lowerBound == self.api.flexibleFrom && self.flexible == "flexible"
            parts.append(isFlexible ? "flexible" : "version >= \(field.versions.lowerBound)")
        }
        if field.versions.upperBound < self.api.versions.upperBound {
            parts.append("version <= \(field.versions.upperBound)")
        }
        return parts.joined(separator: " && ")
    }

    /// The condition under which a version that has the field has a null for it.
    private func nullability(of field: Field) -> String {
        let first = field.nullableFrom ?? 0
        return first <= max(self.api.versions.lowerBound, field.versions.lowerBound) ? "true" : "version >= \(first)"
    }

    private func ifFlexible(into source: inout SourceText, _ body: (inout SourceText) -> Void) {
        switch self.flexible {
        case "true": body(&source)
        case "false": break
        default: source.block("if flexible", body)
        }
    }

    private func declareFlexible(for body: SourceText, into source: inout SourceText) {
        guard !self.isNested, self.flexible == "flexible", body.text.contains("flexible") else { return }
        source.line("let flexible = version >= \(self.api.flexibleFrom ?? 0)")
    }
}
