/// An expression of a template, with where it stands.
struct TemplateExpression: Sendable {
    indirect enum Kind: Sendable {
        case text(String)
        /// Pieces of a text with interpolations in it.
        case pieces([TemplateExpression])
        case number(TemplateNumber)
        case boolean(Bool)
        case name(String)
        /// Such as `.now`.
        case special(String)
        case sequence([TemplateExpression])
        case hash([(key: TemplateExpression, value: TemplateExpression)])
        case member(TemplateExpression, String)
        case index(TemplateExpression, TemplateExpression)
        case range(TemplateExpression, TemplateExpression?, Range)
        case call(TemplateExpression, [TemplateExpression])
        case builtin(TemplateExpression, String, [TemplateExpression]?)
        case fallback(TemplateExpression, TemplateExpression?)
        case exists(TemplateExpression)
        case parenthesis(TemplateExpression)
        case not(TemplateExpression)
        case sign(TemplateExpression, isNegative: Bool)
        case arithmetic(TemplateExpression, Character, TemplateExpression)
        case compare(TemplateExpression, Comparison, TemplateExpression)
        case and(TemplateExpression, TemplateExpression)
        case or(TemplateExpression, TemplateExpression)
        case lambda(String, TemplateExpression)
    }

    enum Range: Sendable { case inclusive, exclusive, length }
    enum Comparison: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    let kind: Kind
    let place: TemplatePlace
}

/// A piece of a template.
indirect enum TemplateNode: Sendable {
    case text(String)
    case output(TemplateExpression, fraction: ClosedRange<Int>?)
    /// `<#if>`: the first branch whose condition is true or missing.
    case condition([(condition: TemplateExpression?, body: [TemplateNode])])
    case list(TemplateExpression, names: [String], body: [TemplateNode], otherwise: [TemplateNode])
    case items(names: [String], body: [TemplateNode])
    case separator([TemplateNode])
    case assign(TemplateScope, name: String, operation: String, TemplateExpression?, TemplatePlace)
    case capture(TemplateScope, name: String, body: [TemplateNode])
    case routine(TemplateRoutine)
    case callMacro(TemplateExpression, TemplateArguments, body: [TemplateNode]?)
    case nested([TemplateExpression])
    case returned(TemplateExpression?)
    case leave
    case proceed
    case switched(TemplateExpression, [(value: TemplateExpression?, body: [TemplateNode])])
    case compress([TemplateNode])
    case attempt([TemplateNode], recover: [TemplateNode])
    case stop(TemplateExpression?, TemplatePlace)
    case setting(String, TemplateExpression)
    case outputFormat(TemplateExpression, body: [TemplateNode]?)
    case include(TemplateExpression, TemplatePlace)
}

enum TemplateScope: Sendable { case template, local, global }

/// A function or macro of a template.
final class TemplateRoutine: Sendable {
    let name: String
    let isFunction: Bool
    let parameters: [(name: String, standard: TemplateExpression?)]
    /// Takes the arguments that are left over.
    let rest: String?
    let body: [TemplateNode]

    init(
        name: String, isFunction: Bool, parameters: [(name: String, standard: TemplateExpression?)], rest: String?,
        body: [TemplateNode]
    ) {
        self.name = name
        self.isFunction = isFunction
        self.parameters = parameters
        self.rest = rest
        self.body = body
    }
}

/// What a macro is called with.
struct TemplateArguments: Sendable {
    var positional: [TemplateExpression] = []
    var named: [(name: String, value: TemplateExpression)] = []
    /// Names for what `<#nested>` hands over.
    var loopNames: [String] = []
}
