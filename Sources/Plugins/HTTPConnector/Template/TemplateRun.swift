/// Carries out a template, within limits: templates come from users.
final class TemplateRun {
    let context: TemplateContext
    let data: TemplateHash
    /// What `assign` and `global` made; the second is looked at after the first.
    var variables: [String: TemplateValue] = [:]
    var globals: [String: TemplateValue] = [:]
    /// What is visible in the routine, loops and all; the innermost last.
    var frames: [[String: TemplateValue]] = []
    var output = ""
    var numberFormat = ""
    var dateFormats: [TemplateValue.DateKind: String] = [:]
    var booleanFormat = "true,false"
    /// For `?url` without a character set of its own.
    var urlCharset: String?
    var zone: TimeZoneRules
    var escape = ""
    private var steps = 0
    private var depth = 0
    private let stack = StackGuard()
    private var bodies: [(nodes: [TemplateNode], names: [String], frames: [[String: TemplateValue]])] = []
    private var loops: [Loop] = []

    private static let stepLimit = 1_000_000
    /// Longest text, and all texts together that expressions give: what they are made of can double with each step.
    private static let textLimit = 1 << 20
    private static let spendLimit = 64 << 20
    private var spent = 0
    private static let outputLimit = 4 << 20

    enum Flow { case on, leave, proceed, returned(TemplateValue) }

    struct Loop {
        var elements: [[TemplateValue]]
        var index = 0
        var names: [String] = []
        var hasItems = false
    }

    init(_ context: TemplateContext) {
        self.context = context
        self.zone = context.zone
        self.data = context.data
    }

    func render(_ nodes: [TemplateNode]) throws(TemplateError) -> String {
        _ = try self.run(nodes)
        return self.output
    }

    func count(at place: TemplatePlace = TemplatePlace()) throws(TemplateError) {
        self.steps += 1
        guard self.steps <= Self.stepLimit, self.output.utf8.count <= Self.outputLimit else {
            throw TemplateError(.rendering, "The template runs on and on", at: place)
        }
    }

    /// Counts what an expression gave.
    func spend(_ value: TemplateValue, at place: TemplatePlace) throws(TemplateError) -> TemplateValue {
        switch value {
        case .text(let text): try self.spend(text.utf8.count, at: place)
        case .sequence(let elements): try self.spend(elements.count * 16, at: place)
        case .hash(let hash): try self.spend(hash.count * 64, at: place)
        case .matches(_, _, let all): try self.spend(all.count * 16, at: place)
        default: break
        }
        return value
    }

    /// - Parameter bytes: Of one text.
    func spend(_ bytes: Int, at place: TemplatePlace) throws(TemplateError) {
        self.spent += bytes
        guard bytes <= Self.textLimit, self.spent <= Self.spendLimit else {
            throw TemplateError(.rendering, "The template makes texts that are too long", at: place)
        }
    }

    func deeper<Result>(_ body: () throws(TemplateError) -> Result) throws(TemplateError) -> Result {
        self.depth += 1
        defer { self.depth -= 1 }
        guard self.depth <= 100, self.stack.hasRoom else {
            throw TemplateError(.rendering, "The template calls itself too often", at: TemplatePlace())
        }
        return try body()
    }

    // MARK: nodes

    func run(_ nodes: [TemplateNode]) throws(TemplateError) -> Flow {
        try self.deeper { () throws(TemplateError) in
            // Routines can be called before the place where they are written.
            for case .routine(let routine) in nodes { self.variables[routine.name] = .routine(routine) }
            for node in nodes {
                let flow = try self.run(node)
                if case .on = flow { continue }
                return flow
            }
            return .on
        }
    }

    private func run(_ node: TemplateNode) throws(TemplateError) -> Flow {
        try self.count()
        switch node {
        case .text(let text): self.output += text
        case .output(let expression, let fraction): try self.write(expression, fraction)
        case .condition(let branches):
            for (condition, body) in branches {
                if let condition, try !self.boolean(condition) { continue }
                return try self.run(body)
            }
        case .list(let source, let names, let body, let otherwise):
            return try self.list(source, names, body, otherwise)
        case .items(let names, let body): return try self.items(names, body)
        case .separator(let body):
            guard let loop = self.loops.last, loop.index + 1 < loop.elements.count else { return .on }
            return try self.run(body)
        case .switched(let value, let cases): return try self.switched(value, cases)
        case .nested(let arguments): return try self.nested(arguments)
        case .returned(let expression):
            return .returned(try expression.map { (e) throws(TemplateError) in try self.value(of: e) } ?? .nothing)
        case .leave: return .leave
        case .proceed: return .proceed
        case .attempt(let body, let recovery): return try self.attempt(body, recovery)
        case .compress(let body):
            let (text, flow) = try self.captured(body)
            self.output += Self.compressed(text)
            return flow
        default: return try self.change(node)
        }
        return .on
    }

    /// Nodes that change variables or settings, or call macros.
    private func change(_ node: TemplateNode) throws(TemplateError) -> Flow {
        switch node {
        case .assign(let scope, let name, let operation, let expression, let place):
            self.set(name, try self.assigned(name, operation, expression, place), scope)
        case .capture(let scope, let name, let body):
            let (text, _) = try self.captured(body)
            self.set(name, .text(text), scope)
        case .callMacro(let target, let arguments, let body): try self.callMacro(target, arguments, body)
        case .stop(let reason, let place):
            let text = try reason.map { (e) throws(TemplateError) in try self.text(of: e) }
            throw TemplateError(.rendering, text ?? "Encountered <#stop>", at: place)
        case .setting(let name, let expression): try self.setting(name, expression)
        case .outputFormat(let format, let body):
            let saved = self.escape
            self.escape = try self.text(of: format)
            guard let body else { return .on }
            defer { self.escape = saved }
            return try self.run(body)
        case .include(let name, let place):
            let text = try self.text(of: name)
            throw TemplateError(.rendering, "Template inclusion failed: there is no template \"\(text)\"", at: place)
        default: break
        }
        return .on
    }

    func captured(_ body: [TemplateNode]) throws(TemplateError) -> (text: String, flow: Flow) {
        let saved = self.output
        self.output = ""
        defer { self.output = saved }
        let flow = try self.run(body)
        return (self.output, flow)
    }

    private func attempt(_ body: [TemplateNode], _ recovery: [TemplateNode]) throws(TemplateError) -> Flow {
        do throws(TemplateError) {
            let (text, flow) = try self.captured(body)
            self.output += text
            return flow
        } catch {
            return try self.run(recovery)
        }
    }

    private static func compressed(_ text: String) -> String {
        var result = ""
        var run = ""
        for character in text + "\0" {
            if character.isWhitespace {
                run.append(character)
                continue
            }
            if !run.isEmpty, !result.isEmpty, character != "\0" {
                result += run.contains(where: \.isNewline) ? "\n" : " "
            }
            run = ""
            if character != "\0" { result.append(character) }
        }
        return result
    }

    private func switched(
        _ value: TemplateExpression, _ cases: [(value: TemplateExpression?, body: [TemplateNode])]
    ) throws(TemplateError) -> Flow {
        let subject = try self.value(of: value)
        var start: Int?
        for (index, branch) in cases.enumerated() {
            guard let label = branch.value else { continue }
            if try self.compare(subject, .equal, self.value(of: label), at: label.place) {
                start = index
                break
            }
        }
        guard let start = start ?? cases.firstIndex(where: { $0.value == nil }) else { return .on }
        for branch in cases[start...] {
            switch try self.run(branch.body) {
            case .on: continue
            case .leave: return .on
            case let flow: return flow
            }
        }
        return .on
    }
}

/// Loops.
extension TemplateRun {
    private func list(
        _ source: TemplateExpression, _ names: [String], _ body: [TemplateNode], _ otherwise: [TemplateNode]
    ) throws(TemplateError) -> Flow {
        let elements = try self.elements(of: self.value(of: source), at: source.place, isPaired: names.count > 1)
        if elements.isEmpty { return try self.run(otherwise) }
        self.loops.append(Loop(elements: elements, names: names))
        defer { self.loops.removeLast() }
        if names.isEmpty { return try self.run(body) }
        return try self.iterate(names, body)
    }

    private func items(_ names: [String], _ body: [TemplateNode]) throws(TemplateError) -> Flow {
        guard !self.loops.isEmpty else {
            throw TemplateError(.rendering, "<#items> stands outside of <#list>", at: TemplatePlace())
        }
        self.loops[self.loops.count - 1].names = names
        return try self.iterate(names, body)
    }

    private func iterate(_ names: [String], _ body: [TemplateNode]) throws(TemplateError) -> Flow {
        let place = self.loops.count - 1
        let elements = self.loops[place].elements
        defer { self.frames.removeLast() }
        self.frames.append([:])
        for (index, element) in elements.enumerated() {
            self.loops[place].index = index
            var frame: [String: TemplateValue] = [:]
            for (name, value) in zip(names, element) { frame[name] = value }
            self.frames[self.frames.count - 1] = frame
            switch try self.run(body) {
            case .on, .proceed: continue
            case .leave: return .on
            case .returned(let value): return .returned(value)
            }
        }
        return .on
    }

    /// The elements to go through: one value each, or key and value.
    private func elements(
        of value: TemplateValue, at place: TemplatePlace, isPaired: Bool
    ) throws(TemplateError) -> [[TemplateValue]] {
        switch value {
        case .hash(let hash):
            return hash.keys.map { isPaired ? [.text($0), hash[$0] ?? .missing] : [.text($0)] }
        case .nothing: return []
        default: return try self.sequence(value, at: place).map { [$0] }
        }
    }

    /// Where the loop is that made the variable `name`.
    func position(ofLoop name: String) -> (index: Int, count: Int)? {
        guard let loop = self.loops.last(where: { $0.names.contains(name) }) else { return nil }
        return (loop.index, loop.elements.count)
    }
}

/// Functions and macros.
extension TemplateRun {
    private func nested(_ arguments: [TemplateExpression]) throws(TemplateError) -> Flow {
        guard let body = self.bodies.last else { return .on }
        var frame: [String: TemplateValue] = [:]
        for (name, argument) in zip(body.names, arguments) { frame[name] = try self.value(of: argument) }
        let saved = self.frames
        self.bodies.removeLast()
        self.frames = body.frames + [frame]
        defer {
            self.frames = saved
            self.bodies.append(body)
        }
        return try self.run(body.nodes)
    }

    private func callMacro(
        _ target: TemplateExpression, _ arguments: TemplateArguments, _ body: [TemplateNode]?
    ) throws(TemplateError) {
        switch try self.value(of: target) {
        case .template(let nodes): _ = try self.run(nodes)
        case .routine(let routine) where !routine.isFunction:
            var positional: [TemplateValue] = []
            for argument in arguments.positional { positional.append(try self.value(of: argument)) }
            var named: [(String, TemplateValue)] = []
            for (name, argument) in arguments.named { named.append((name, try self.value(of: argument))) }
            self.bodies.append((body ?? [], arguments.loopNames, self.frames))
            defer { self.bodies.removeLast() }
            _ = try self.call(routine, positional, named, at: target.place)
        case let other:
            throw TemplateError(.rendering, "Expected a macro, but this is a \(other.typeName)", at: target.place)
        }
    }

    /// Runs a routine; what a function returns.
    func call(
        _ routine: TemplateRoutine, _ positional: [TemplateValue], _ named: [(String, TemplateValue)] = [],
        at place: TemplatePlace
    ) throws(TemplateError) -> TemplateValue {
        var frame: [String: TemplateValue] = [:]
        for (parameter, value) in zip(routine.parameters, positional) { frame[parameter.name] = value }
        let left = positional.dropFirst(routine.parameters.count)
        guard left.isEmpty || routine.rest != nil else {
            throw TemplateError(
                .rendering, "\"\(routine.name)\" takes \(routine.parameters.count) arguments", at: place)
        }
        if let rest = routine.rest { frame[rest] = .sequence(Array(left)) }
        for (name, value) in named {
            guard routine.parameters.contains(where: { $0.name == name }) || routine.rest != nil else {
                throw TemplateError(.rendering, "\"\(routine.name)\" has no parameter \"\(name)\"", at: place)
            }
            frame[name] = value
        }
        let saved = self.frames
        self.frames = [frame]
        defer { self.frames = saved }
        for parameter in routine.parameters where self.frames[0][parameter.name] == nil {
            guard let standard = parameter.standard else {
                throw TemplateError(
                    .rendering, "\"\(routine.name)\" needs the argument \"\(parameter.name)\"", at: place)
            }
            self.frames[0][parameter.name] = try self.value(of: standard)
        }
        if !routine.isFunction {
            _ = try self.run(routine.body)
            return .nothing
        }
        let savedOutput = self.output
        defer { self.output = savedOutput }
        if case .returned(let value) = try self.run(routine.body) { return value }
        return .missing
    }
}
