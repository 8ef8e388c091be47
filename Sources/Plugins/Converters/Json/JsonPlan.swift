import Bytes
import ConnectAPI
import JSON

/// A schema compiled for writing: one trivial step for each part of it, and all the text that doesn't depend on values
/// (field names, defaults, the envelope) in one padded piece of memory.
///
/// Writing runs the steps over a record's cells; nothing is looked up, retained or allocated for that. Converters with the
/// same settings share the plan of a schema.
final class JsonPlan: @unchecked Sendable {  // nothing of it changes once it is made
    /// What a plan is made of: what settings have to do with writing, and a schema's instance, which the plan keeps.
    struct Key: Hashable, Sendable {
        let schema: ObjectIdentifier
        let schemasEnabled: Bool
        let decimalsAreNumbers: Bool
        let replacesNull: Bool
    }

    static let shared = SharedValues<Key, JsonPlan>()

    /// How a value is written.
    enum Code: UInt8, BitwiseCopyable {
        case integer, float32, float64, boolean, string, bytes, array, object, pairs, `struct`
        case decimalText, decimalNumber, date, time, timestamp, schemaless
    }

    struct Step: BitwiseCopyable {
        var code: Code
        /// The kind of cell that the step takes.
        var expected: Cell.Kind
        /// A ``SchemaType``.
        var type: UInt8
        var isOptional: Bool
        /// What stands before a field's value: `{"name":` or `,"name":`.
        var prefix = Piece(0, 0)
        /// What stands for null, if there is a default; an index into ``JsonPlan/failures`` if it can't be written.
        var defaultText: Piece?
        var defaultFailure: Int32 = -1
        /// Array: the elements' step. Map: the keys' step, the values' is the next. Struct: the first field's.
        var child: Int32 = -1
        var childCount: Int32 = 0
        /// Struct: index into ``JsonPlan/structs``, and of its check. Decimal: its scale, if ``hasScale``.
        var detail: Int32 = 0
        var hasScale = false
        /// Struct: room for all fields but their texts, bytes and members.
        var room: Int32 = 0
    }

    /// A piece of ``text``.
    struct Piece: BitwiseCopyable {
        var offset: UInt32
        var count: UInt32

        init(_ offset: Int, _ count: Int) {
            self.offset = UInt32(truncatingIfNeeded: offset)
            self.count = UInt32(truncatingIfNeeded: count)
        }
    }

    /// Room for a scalar of any kind but texts and bytes, and for writing beyond its end.
    static let scalarRoom = 64

    /// Keeps the instance alive that the converter found the plan by.
    let schema: Schema
    let steps: UnsafeMutablePointer<Step>
    let text: UnsafeMutablePointer<UInt8>
    let structs: [Schema]
    let failures: [ConnectError]
    /// `{"schema":…,"payload":`, or nothing.
    let envelope: Piece
    /// Why the schema can't be written as JSON.
    let envelopeFailure: ConnectError?

    init(_ schema: Schema, compiled: consuming JsonPlanCompiler, envelope: Piece, failure: ConnectError?) {
        self.schema = schema
        self.steps = .allocate(capacity: max(compiled.steps.count, 1))
        for (index, step) in compiled.steps.enumerated() { (self.steps + index).initialize(to: step) }
        let text = compiled.text.span
        // Pieces are copied in blocks of 16 bytes that may reach beyond their end.
        self.text = .allocate(capacity: text.byteCount + 16)
        self.text.initialize(repeating: 0, count: text.byteCount + 16)
        for index in 0..<text.byteCount { self.text[index] = text.unsafeLoad(fromByteOffset: index, as: UInt8.self) }
        self.structs = compiled.structs
        self.failures = compiled.failures
        self.envelope = envelope
        self.envelopeFailure = failure
    }

    deinit {
        self.steps.deallocate()
        self.text.deallocate()
    }
}
