/// A value while a template is carried out.
indirect enum TemplateValue: Sendable {
    /// What isn't there.
    case missing
    case text(String)
    case number(TemplateNumber)
    case boolean(Bool)
    case date(Int64, DateKind)
    case sequence([TemplateValue])
    case hash(TemplateHash)
    case routine(TemplateRoutine)
    case lambda(String, TemplateExpression)
    case template([TemplateNode])
    /// What `?matches` gives: whether the whole text matched, its groups, and each match.
    case matches(isWhole: Bool, groups: [TemplateValue], all: [TemplateValue])
    /// What `?if_exists` gives for what is missing: an empty anything.
    case nothing

    enum DateKind: Sendable, Equatable { case date, time, dateTime }

    /// In words, for messages.
    var typeName: String {
        switch self {
        case .missing, .nothing: "nothing"
        case .text: "string"
        case .number: "number"
        case .boolean: "boolean"
        case .date(_, let kind): kind == .date ? "date" : kind == .time ? "time" : "date-time"
        case .sequence, .matches: "sequence"
        case .hash: "hash"
        case .routine(let routine): routine.isFunction ? "function" : "macro"
        case .lambda: "lambda"
        case .template: "template"
        }
    }

    var isMissing: Bool { if case .missing = self { true } else { false } }
}

/// A map of a template; keeps the order of its keys.
struct TemplateHash: Sendable {
    private(set) var keys: [String] = []
    private var values: [String: TemplateValue] = [:]

    init() {}

    init(_ texts: [String: String]) {
        for key in texts.keys.sorted() { self[key] = texts[key].map(TemplateValue.text) }
    }

    subscript(key: String) -> TemplateValue? {
        get { self.values[key] }
        set {
            if self.values.updateValue(newValue ?? .missing, forKey: key) == nil { self.keys.append(key) }
        }
    }

    var count: Int { self.keys.count }
}
