import ConnectAPI
import JavaLang

/// Adds a header that is always the same.
final class InsertHeader: Transform, @unchecked Sendable {
    // One task calls it, one call after another: nothing here is ever used by two threads at a time.
    static let className = TransformKeys.package + "InsertHeader"
    static let version = TransformKeys.version

    private static let header = ConfigKey<String>("header", importance: .high, "The header's name.")
        .validated(by: .nonNull.described(as: "non-null string"))
    private static let literal = ConfigKey<String>(
        "value.literal", importance: .high,
        "The header's value, as a header's text is read: a number, a boolean, an array, a map, a date, else a text."
    ).validated(by: .nonNull.described(as: "non-null string"))
    static let configuration = ConfigDefinition(header, literal)

    /// The name and the value.
    @exclusivity(unchecked) private var constants = ConstantCells([.null, .null])
    @exclusivity(unchecked) private var schema: Schema?
    @exclusivity(unchecked) private var schemaIndex: Int32?

    init() {}

    func configure(_ configuration: ConfigValues) throws(ConnectError) {
        let parsed = try TransformKeys.parse(configuration, Self.configuration)
        let literal = HeaderParser.parse(parsed[Self.literal])
        self.constants = ConstantCells([.string(parsed[Self.header]), literal.value])
        self.schema = literal.schema
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let schema = self.schemaIndex ?? self.schema.map { Int32(batch.arena.index(of: $0)) } ?? -1
        self.schemaIndex = schema
        let constants = self.constants
        constants.prepare(in: batch.arena)
        batch.append(SourceBatch.HeaderEntry(key: constants[0], value: constants[1], schema: schema), to: &record)
    }
}
