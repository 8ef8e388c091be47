import ConnectAPI
import JSON

/// A schema compiled to steps that write cells straight into a batch's arena, see ``Plan``.
///
/// Everything that can be made ahead is: texts to choose from are interned in the arena, draws whose outcome doesn't
/// matter are skipped in one multiplication. Tasks with the same schema share one.
final class GeneratorProgram: @unchecked Sendable {  // nothing of it changes once it is made
    /// What a program is made of, unless it reads files.
    struct Key: Hashable, Sendable {
        let text: SchemaText
        let keyField: String?
        let rules: GeneratorRules
    }

    static let shared = SharedValues<Key, GeneratorProgram>()

    let type: AvroType
    let schema: Schema
    /// The field that is the key as well.
    let key: (field: Int, schema: Schema)?
    /// The last one is the root.
    let nodes: UnsafeMutablePointer<Node>
    let nodeCount: Int
    let draws: UnsafeMutablePointer<DrawOperation>
    let texts: [[UInt8]]
    let unionFields: [Int32]
    let paths: [String]
    let walks: [RegexWalk]
    let iterations: [(annotation: JSONValue, type: AvroType)]
    let readsFiles: Bool
    /// What nodes choose from, and the schemas of their structs.
    private let values: [Value]
    private let structs: [Schema]
    /// The constants in an arena that was empty before.
    let placedConstants: PlacedConstants

    init(_ type: AvroType, keyField: String?, rules: GeneratorRules) throws(ConnectError) {
        let (schemas, schema) = try ConnectSchemas.converting(type)
        var builder = PlanBuilder(rules: rules)
        do throws(GeneratorError) {
            try builder.build(type, schema)
        } catch {
            throw error.connectError
        }
        if let keyField {
            guard let index = schema.index(of: keyField) else {
                throw ConnectError(.config, "The schema does not contain the field provided in 'schema.keyfield'")
            }
            self.key = (index, try schemas.schema(of: type.fields[index].type))
        } else {
            self.key = nil
        }
        self.type = type
        self.schema = schema
        self.nodes = .allocated(builder.nodes)
        self.nodeCount = builder.nodes.count
        self.draws = .allocated(builder.draws)
        self.texts = builder.texts
        self.unionFields = builder.unionFields
        self.paths = builder.paths
        self.walks = builder.walks
        self.iterations = builder.iterations
        self.readsFiles = builder.readsFiles
        self.values = builder.tables
        self.structs = builder.structs
        self.placedConstants = PlacedConstants(
            self.values, self.structs, key: self.key?.schema, value: schema, in: ValueArena())
    }

    deinit {
        self.nodes.deallocate()
        self.draws.deallocate()
    }

    /// Interns the constants. Must be called between batches.
    func place(in arena: ValueArena) -> PlacedConstants {
        let placed = PlacedConstants(
            self.values, self.structs, key: self.key?.schema, value: self.schema, in: arena)
        return placed == self.placedConstants ? self.placedConstants : placed
    }
}

extension UnsafeMutablePointer where Pointee: BitwiseCopyable {
    static func allocated(_ elements: [Pointee]) -> Self {
        let memory = Self.allocate(capacity: Swift.max(elements.count, 1))
        for (index, element) in elements.enumerated() { (memory + index).initialize(to: element) }
        return memory
    }
}
