/// One value in 16 trivial bytes. What doesn't fit lies in the cell's ``ValueArena``: text and bytes as a range
/// of its bytes, the members of arrays, maps and structs as a run of its cells.
///
/// Copying a cell retains nothing and allocates nothing; that is what makes a batch cheap.
@frozen
public struct Cell: BitwiseCopyable, Sendable {
    public enum Kind: UInt8, Sendable, BitwiseCopyable {
        case null, boolean, int8, int16, int32, int64, float32, float64, string, bytes, array, map, `struct`
        case decimal, date, bigInteger
    }

    /// Integers and dates: sign-extended; floats: their bit pattern (a `Float`'s in the low half); text, bytes and
    /// decimals and big integers: the place of their first byte, a decimal's scale in the high half; arrays, maps (key, value, key,
    /// …) and structs: the index of their first member, a struct's schema index in the high half.
    public var bits: UInt64
    /// Bytes of a text, bytes or decimal; members of an array, entries of a map, fields of a struct.
    public var count: UInt32
    public var kind: Kind
    /// Of a text: it is known to need no escape in JSON (no control character, quote, backslash, nothing beyond
    /// the Basic Multilingual Plane), so that a converter may copy it.
    public var isPlain: Bool

    @inlinable
    public init(kind: Kind, bits: UInt64, count: UInt32 = 0, isPlain: Bool = false) {
        self.bits = bits
        self.count = count
        self.kind = kind
        self.isPlain = isPlain
    }

    public static var null: Cell { @inlinable get { Cell(kind: .null, bits: 0) } }
    @inlinable public static func boolean(_ value: Bool) -> Cell { Cell(kind: .boolean, bits: value ? 1 : 0) }
    @inlinable public static func int8(_ value: Int8) -> Cell { Cell(kind: .int8, integer: Int64(value)) }
    @inlinable public static func int16(_ value: Int16) -> Cell { Cell(kind: .int16, integer: Int64(value)) }
    @inlinable public static func int32(_ value: Int32) -> Cell { Cell(kind: .int32, integer: Int64(value)) }
    @inlinable public static func int64(_ value: Int64) -> Cell { Cell(kind: .int64, integer: value) }
    @inlinable public static func date(_ value: Int64) -> Cell { Cell(kind: .date, integer: value) }
    @inlinable public static func float32(_ value: Float) -> Cell {
        Cell(kind: .float32, bits: UInt64(value.bitPattern))
    }
    @inlinable public static func float64(_ value: Double) -> Cell { Cell(kind: .float64, bits: value.bitPattern) }

    @inlinable
    init(kind: Kind, integer: Int64) { self.init(kind: kind, bits: UInt64(bitPattern: integer)) }

    @inlinable public var isNull: Bool { self.kind == .null }
    @inlinable public var boolean: Bool { self.bits != 0 }
    /// Of an integer of any width, or a date.
    @inlinable public var integer: Int64 { Int64(bitPattern: self.bits) }
    @inlinable public var float32: Float { Float(bitPattern: UInt32(truncatingIfNeeded: self.bits)) }
    @inlinable public var float64: Double { Double(bitPattern: self.bits) }
    /// Where text, bytes or a decimal begin in the arena's bytes.
    @inlinable public var offset: Int { Int(UInt32(truncatingIfNeeded: self.bits)) }
    /// Index of the first member in the arena's cells.
    @inlinable public var firstMember: Int { Int(UInt32(truncatingIfNeeded: self.bits)) }
    /// Of a decimal.
    @inlinable public var scale: Int32 { Int32(truncatingIfNeeded: self.bits >> 32) }
    /// Of a struct: index into the arena's schemas.
    @inlinable public var schemaIndex: Int { Int(self.bits >> 32) }
}
