import Bytes
import ConnectAPI
import JSON

/// Turns a schema with its annotations into the nodes of a ``GeneratorProgram``.
struct PlanBuilder {
    /// A regex with no more texts than this has them in a table.
    static let maximumTable = 1024

    let rules: GeneratorRules
    let readFile: (String) throws(GeneratorError) -> Bytes

    var nodes: [Node] = []
    var tables: [Value] = []
    var draws: [DrawOperation] = []
    /// The first is empty: what stands around a text unless something else is set.
    var texts: [[UInt8]] = [[]]
    var walks: [RegexWalk] = []
    /// The annotations of which each task makes its counters.
    var iterations: [(annotation: JSONValue, type: AvroType)] = []
    /// Whether files were read, which may be others the next time.
    var readsFiles = false
    var structs: [Schema] = []
    var unionFields: [Int32] = []
    var paths: [String] = [""]

    private struct Key: Hashable {
        let type: ObjectIdentifier
        let schema: ObjectIdentifier
    }

    private var known: [Key: Node] = [:]
    private var counterOfType: [ObjectIdentifier: Int32] = [:]

    init(
        rules: GeneratorRules = .connector,
        readFile: @escaping (String) throws(GeneratorError) -> Bytes = OptionsFile.read
    ) {
        self.rules = rules
        self.readFile = readFile
    }

    /// Makes the nodes for values of `type`, which must be a record or a union of records; the last one is the root.
    ///
    /// - Parameter schema: The type's Connect schema.
    mutating func build(_ type: AvroType, _ schema: Schema) throws(GeneratorError) {
        let root = try self.node(type, schema, "")
        guard type.isRecord || type.branches?.allSatisfy(\.isRecord) == true else {
            throw GeneratorError(
                "Expected Avro Random Generator to return instance of GenericRecord,"
                    + " found \(Self.javaClass(type)) instead")
        }
        self.nodes.append(root)
    }

    private static func javaClass(_ type: AvroType) -> String {
        switch type.kind {
        case .null, .union: "java.lang.Object"
        case .boolean: "java.lang.Boolean"
        case .int: "java.lang.Integer"
        case .long: "java.lang.Long"
        case .float: "java.lang.Float"
        case .double: "java.lang.Double"
        case .bytes: "java.nio.HeapByteBuffer"
        case .string: "java.lang.String"
        case .fixed: "org.apache.avro.generic.GenericData$Fixed"
        case .enumeration: "org.apache.avro.generic.GenericData$EnumSymbol"
        case .array: "java.util.ArrayList"
        case .map: "java.util.HashMap"
        case .record: "org.apache.avro.generic.GenericData$Record"
        }
    }

    /// The node of a type; the same type with the same schema shares its node, and with it its counters.
    mutating func node(_ type: AvroType, _ schema: Schema, _ path: String) throws(GeneratorError) -> Node {
        let key = Key(type: ObjectIdentifier(type), schema: ObjectIdentifier(schema))
        if let node = self.known[key] { return node }
        do throws(GeneratorError) {
            var node = try self.make(type, schema, path)
            if node.path == 0 {
                self.paths.append(path)
                node.path = Int32(self.paths.count - 1)
            }
            self.known[key] = node
            return node
        } catch {
            throw error.at(path)
        }
    }

    private mutating func make(_ type: AvroType, _ schema: Schema, _ path: String) throws(GeneratorError) -> Node {
        let annotations = try Annotations(of: type)
        if let options = annotations["options"], type.branches == nil {
            return try self.options(options, annotations, type, schema)
        }
        if let iteration = annotations["iteration"] {
            return try self.iteration(iteration, annotations, type, schema)
        }
        switch type.kind {
        case .null: return Node(.null, .null)
        case .boolean: return try Self.boolean(annotations)
        case .int, .long: return try Self.integer(annotations, type, schema)
        case .float, .double: return try Self.floating(annotations, type)
        case .string: return try self.string(annotations)
        case .bytes, .fixed: return try self.bytes(annotations, type, schema)
        case .enumeration(let symbols):
            guard !symbols.isEmpty else {
                throw GeneratorError(.other("java.lang.IllegalArgumentException"), "bound must be positive")
            }
            return self.pick(symbols.map(Value.string))
        case .array(let element): return try self.array(annotations, element, schema, path)
        case .map(let value): return try self.map(annotations, value, schema, path)
        case .record: return try self.record(type, schema, path)
        case .union(let branches): return try self.union(branches, schema, path)
        }
    }

    /// A node that draws one of `values`.
    mutating func pick(_ values: [Value]) -> Node {
        var node = Node(.pick, .null)
        node.first = Int32(self.tables.count)
        node.count = Int32(values.count)
        node.bound = Bound(Int32(values.count))
        self.tables += values
        return node
    }

    /// Index of the counter of a type with an `iteration` annotation.
    mutating func counter(of type: AvroType, _ annotation: JSONValue) throws(GeneratorError) -> Int32 {
        if let index = self.counterOfType[ObjectIdentifier(type)] { return index }
        _ = try Counter(annotation, type: type, generation: 0)  // so that what is wrong with it is known now
        self.iterations.append((annotation, type))
        let index = Int32(self.iterations.count - 1)
        self.counterOfType[ObjectIdentifier(type)] = index
        return index
    }

    /// Index of a text among ``texts``.
    mutating func text(_ bytes: [UInt8]) -> Int32 {
        self.texts.append(bytes)
        return Int32(self.texts.count - 1)
    }

    /// Appends a block of nodes that stand together.
    private mutating func block(_ children: [Node]) -> Int32 {
        self.nodes += children
        return Int32(self.nodes.count - children.count)
    }
}

/// Types that hold others.
extension PlanBuilder {
    private mutating func record(_ type: AvroType, _ schema: Schema, _ path: String) throws(GeneratorError) -> Node {
        var children: [Node] = []
        guard let fieldSchemas = type.fieldSchemas(in: schema) else { return Node(.tooDeep, .null) }
        for (field, fieldSchema) in zip(type.fields, fieldSchemas) {
            let fieldPath = path.isEmpty ? field.name : "\(path).\(field.name)"
            children.append(try self.node(field.type, fieldSchema, fieldPath))
        }
        var node = Node(.record, .struct)
        node.first = self.block(children)
        node.count = Int32(children.count)
        node.second = self.index(of: schema)
        return node
    }

    private mutating func index(of schema: Schema) -> Int32 {
        self.structs.append(schema)
        return Int32(self.structs.count - 1)
    }

    private mutating func union(
        _ branches: [AvroType], _ schema: Schema, _ path: String
    ) throws(GeneratorError) -> Node {
        let isPlain = branches.count == 1 || branches.count == 2 && branches.contains(where: \.isNull)
        var children: [Node] = []
        var fields: [Int32] = []
        for branch in branches {
            guard !branch.isNull else {
                children.append(Node(.null, .null))
                fields.append(-1)
                continue
            }
            guard !isPlain, let index = schema.index(of: ConnectSchemas.unionField(branch)) else {
                children.append(try self.node(branch, schema, path))
                continue
            }
            children.append(try self.node(branch, schema.fields[index].schema, path))
            fields.append(Int32(index))
        }
        var node = Node(isPlain ? .union : .unionStruct, isPlain ? .null : .struct)
        node.first = self.block(children)
        node.count = Int32(children.count)
        node.bound = Bound(Int32(children.count))
        if !isPlain {
            node.low = UInt64(schema.fields.count)
            node.prefix = Int32(self.unionFields.count)
            self.unionFields += fields
            node.second = self.index(of: schema)
        }
        return node
    }

    private mutating func array(
        _ annotations: Annotations, _ element: AvroType, _ schema: Schema, _ path: String
    ) throws(GeneratorError) -> Node {
        guard let itemSchema = schema.valueSchema else { throw GeneratorError("array without an element schema") }
        let length = try LengthBounds(annotations) ?? .standard
        var node = Node(.array, .array)
        node.first = self.block([try self.node(element, itemSchema, path + "[]")])
        node.set(length)
        return node
    }

    private mutating func map(
        _ annotations: Annotations, _ value: AvroType, _ schema: Schema, _ path: String
    ) throws(GeneratorError) -> Node {
        guard let valueSchema = schema.valueSchema else { throw GeneratorError("map without a value schema") }
        let length = try LengthBounds(annotations) ?? .standard
        let key: Node
        switch annotations["keys"] {
        case nil:
            var any = Node(.textOfLength, .string)
            any.count = 1
            key = any
        case .object(let members):
            let keys = Annotations(members)
            if let options = keys["options"] {
                key = try self.options(options, keys, AvroType(.string), .string)
            } else {
                key = try self.string(keys)
            }
        default: throw GeneratorError("keys prop must be an object")
        }
        var node = Node(.map, .map)
        node.first = self.block([key, try self.node(value, valueSchema, path + "{}")])
        node.set(length)
        return node
    }
}

extension Node {
    mutating func set(_ length: LengthBounds) {
        self.low = UInt64(length.lower)
        self.bound = Bound(max(length.span, 1))
    }
}
