import ConnectAPI

/// What a schema says of a value that is to be cast, in trivial parts.
struct CastSource: BitwiseCopyable {
    enum Logical: UInt8, BitwiseCopyable { case none, date, time, timestamp }

    /// nil: there is no schema, the value tells.
    var type: SchemaType?
    var logical = Logical.none

    static let untyped = CastSource()

    private init() {}

    init(_ schema: Schema) {
        self.type = schema.type
        switch schema.name {
        case Schema.dateName: self.logical = .date
        case Schema.timeName: self.logical = .time
        case Schema.timestampName: self.logical = .timestamp
        default: break
        }
    }
}
