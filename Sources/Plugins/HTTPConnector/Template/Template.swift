/// A template for a part of a request, ready to be rendered.
struct Template: Sendable {
    /// As it was written.
    let text: String
    private let nodes: [TemplateNode]
    private let isPlain: Bool

    /// - Parameter isVerbatim: Nothing in it is to be replaced.
    init(_ text: String, isVerbatim: Bool = false) throws(TemplateError) {
        self.text = text
        self.isPlain = isVerbatim || !["${", "#{", "<#", "</#", "<@"].contains { text.contains($0) }
        self.nodes = self.isPlain ? [] : try TemplateParser.parse(text)
    }

    /// The text with everything replaced.
    func render(_ context: TemplateContext) throws(TemplateError) -> String {
        if self.isPlain { return self.text }
        let run = TemplateRun(context)
        return try run.render(self.nodes)
    }
}

/// What a template can see.
struct TemplateContext: Sendable {
    var offset: [String: String]
    /// Whether the offset's properties can also be named without `offset.` in front.
    var exposesProperties: Bool
    var zone = TimeZoneRules.process
    /// Milliseconds since 1970-01-01 UTC.
    var now: Int64
    /// Further variables.
    var more: [String: String] = [:]

    var data: TemplateHash {
        var data = TemplateHash(self.exposesProperties ? self.offset : [:])
        for (name, value) in self.more.sorted(by: { $0.key < $1.key }) { data[name] = .text(value) }
        data["offset"] = .hash(TemplateHash(self.offset))
        return data
    }
}
