import Bytes
import ConnectAPI
import JSON

/// Texts and options.
extension PlanBuilder {
    /// Sets the texts around what is made.
    mutating func surround(_ node: inout Node, _ annotations: Annotations) throws(GeneratorError) {
        let prefix = Array((try annotations.string("prefix") ?? "").utf8)
        let suffix = Array((try annotations.string("suffix") ?? "").utf8)
        node.prefix = self.text(prefix)
        node.suffix = self.text(suffix)
        node.isPlain = Self.isPlain(prefix) && Self.isPlain(suffix)
    }

    /// Whether JSON needs no escape for the bytes.
    static func isPlain(_ bytes: some Sequence<UInt8>) -> Bool {
        bytes.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") && $0 < 0xF0 }
    }

    mutating func string(_ annotations: Annotations) throws(GeneratorError) -> Node {
        let length = try LengthBounds(annotations)
        if annotations["regex"] != nil, let regex = try annotations.string("regex") {
            return try self.regex(regex, length, annotations)
        }
        var node = Node(.text, .string)
        try self.surround(&node, annotations)
        node.isPlain = false
        node.set(length ?? .standard)
        return node
    }

    private mutating func regex(
        _ pattern: String, _ length: LengthBounds?, _ annotations: Annotations
    ) throws(GeneratorError) -> Node {
        let automaton: Automaton
        do throws(RegexError) {
            automaton = try Automaton(regex: pattern)
        } catch {
            throw GeneratorError(.other("java.lang.IllegalArgumentException"), error.reason)
        }
        let bounds = length ?? self.defaultBounds(automaton)
        var node = Node(.walk, .string)
        try self.surround(&node, annotations)
        if let path = RegexPath(automaton, bounds: bounds) { return self.path(path, node) }
        node.isPlain = node.isPlain && automaton.isPlain
        node.first = Int32(self.walks.count)
        self.walks.append(RegexWalk(automaton, bounds: bounds))
        return node
    }

    /// The bounds of a regex that has none of its own. The generator would try for a very long time to keep to them
    /// where no text can: then there are none.
    private func defaultBounds(_ automaton: Automaton) -> LengthBounds {
        guard self.rules.boundsRegexesByDefault else { return .unbounded }
        let standard = Int(LengthBounds.standard.lower)...Int(LengthBounds.standard.upper) - 1
        let isHopeless = !automaton.hasText(lengthIn: standard) && automaton.pathCount(limit: 1000) >= 1000
        return isHopeless ? .unbounded : .standard
    }

    /// A regex with a single path: a table of its texts if they are few, or else a template.
    private mutating func path(_ path: RegexPath, _ walk: Node) -> Node {
        let prefix = self.texts[Int(walk.prefix)]
        let suffix = self.texts[Int(walk.suffix)]
        let firstDraw = Int32(self.draws.count)
        let tail = Jump(steps: path.tail)
        if let variants = path.variants(limit: Self.maximumTable) {
            let texts = (0..<variants).map { prefix + path.text($0) + suffix }
            var node = self.pick(texts.map { Value.string(String(decoding: $0, as: UTF8.self)) })
            node.tail = tail
            switch path.draws.count {
            case 1:
                node.kind = path.tail == 0 ? .pick : .pickWithTail
                node.jump = Jump(steps: path.draws[0].steps)
                node.bound = Bound(path.draws[0].size)
            default:
                node.kind = .pickMany
                node.second = firstDraw
                node.count = Int32(path.draws.count)
                self.addDraws(path, offset: 0)
            }
            return node
        }
        var node = walk
        node.kind = .template
        node.tail = tail
        node.second = firstDraw
        node.count = Int32(path.draws.count)
        node.prefix = self.text(prefix + path.template)
        node.isPlain = walk.isPlain && path.isPlain
        self.addDraws(path, offset: prefix.count)
        return node
    }

    private mutating func addDraws(_ path: RegexPath, offset: Int) {
        var factor = path.variants(limit: Self.maximumTable) ?? 0
        for draw in path.draws {
            factor /= max(1, Int(draw.size))
            self.draws.append(
                DrawOperation(
                    jump: Jump(steps: draw.steps), bound: Bound(max(draw.size, 1)),
                    place: Int32(draw.place + offset), mayStop: draw.size == 0, factor: Int32(factor)))
        }
    }

    mutating func options(
        _ options: JSONValue, _ annotations: Annotations, _ type: AvroType, _ schema: Schema
    ) throws(GeneratorError) -> Node {
        try annotations.require("options", without: "length", "regex", "iteration", "range")
        switch options {
        case .array(let entries):
            guard !entries.isEmpty else { throw GeneratorError("options property cannot be empty") }
            var values: [Value] = []
            for entry in entries {
                guard let value = try OptionValues.value(entry, type, schema) else {
                    throw Self.invalid(entry, type)
                }
                values.append(value)
            }
            return self.pick(values)
        case .object(let members):
            self.readsFiles = true
            return self.pick(try OptionsFile(Annotations(members)).values(type, schema, self.readFile))
        default:
            throw GeneratorError(
                "options prop must be an array or an object, was \(Annotations.javaClass(options)) instead")
        }
    }

    private static func invalid(_ entry: JSONValue, _ type: AvroType) -> GeneratorError {
        var className = Annotations.javaClass(entry)
        var shown = OptionText.java(entry)
        switch (type.kind, entry) {
        case (.record, .object(let object)):
            className = "org.apache.avro.generic.GenericData$Record"
            shown = OptionText.record(object, type)
        case (.enumeration, .string): className = "org.apache.avro.generic.GenericData$EnumSymbol"
        case (.array, .array): className = "org.apache.avro.generic.GenericData$Array"
        default: break
        }
        return GeneratorError(
            "Invalid option for \(type.word) schema: type \(className), value '\(shown.prefix(200))'")
    }
}

extension Automaton {
    /// Whether JSON needs no escape for any text.
    var isPlain: Bool {
        self.states.allSatisfy { state in
            state.edges.allSatisfy { edge in
                edge.low >= 0x20 && edge.high < 0x80
                    && !(edge.low...edge.high).contains(UInt16(UInt8(ascii: "\"")))
                    && !(edge.low...edge.high).contains(UInt16(UInt8(ascii: "\\")))
            }
        }
    }
}

extension RegexPath {
    /// Whether JSON needs no escape for any text.
    var isPlain: Bool {
        PlanBuilder.isPlain(self.template)
            && self.draws.allSatisfy { draw in
                guard draw.size > 0 else { return true }
                let first = self.template[draw.place]
                return PlanBuilder.isPlain(first...first + UInt8(draw.size - 1))
            }
    }
}
