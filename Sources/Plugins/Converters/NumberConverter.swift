public import Bytes
public import ConnectAPI
import JavaLang

/// A number in a fixed number of bytes, most significant byte first. The schema isn't looked at.
public protocol NumberConverter: PlainConverter {
    associatedtype Bits: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
    /// The word for the number in error messages.
    static var typeName: String { get }
    static var kind: Cell.Kind { get }
    static func cell(_ bits: Bits) -> Cell
}

extension NumberConverter {
    public static func write(_ cell: Cell, in arena: ValueArena, into output: inout BytesWriter) throws(ConnectError) {
        guard cell.kind == Self.kind else {
            let name = JavaClass.description(of: cell.kind)
            throw .data("Failed to serialize to \(Self.typeName) (was \(name)): ")
        }
        output.append(bigEndian: Bits(truncatingIfNeeded: cell.bits))
    }

    public static func read(_ bytes: Bytes, into arena: ValueArena) throws(ConnectError) -> Cell {
        let size = MemoryLayout<Bits>.size
        guard bytes.count == size else {
            throw .data(
                "Failed to deserialize \(Self.typeName): ",
                cause: ConnectError.serialization("Size of data received by deserializer is not \(size)"))
        }
        return Self.cell((0..<size).reduce(0) { $0 << 8 | Bits(bytes[$1]) })
    }
}

public final class ShortConverter: NumberConverter {
    public static let className = "org.apache.kafka.connect.converters.ShortConverter"
    public static var schema: Schema { .optionalInt16 }
    public static let typeName = "short"
    public static let kind = Cell.Kind.int16

    public init() {}
    public static func cell(_ bits: UInt16) -> Cell { .int16(Int16(bitPattern: bits)) }
}

public final class IntegerConverter: NumberConverter {
    public static let className = "org.apache.kafka.connect.converters.IntegerConverter"
    public static var schema: Schema { .optionalInt32 }
    public static let typeName = "integer"
    public static let kind = Cell.Kind.int32

    public init() {}
    public static func cell(_ bits: UInt32) -> Cell { .int32(Int32(bitPattern: bits)) }
}

public final class LongConverter: NumberConverter {
    public static let className = "org.apache.kafka.connect.converters.LongConverter"
    public static var schema: Schema { .optionalInt64 }
    public static let typeName = "long"
    public static let kind = Cell.Kind.int64

    public init() {}
    public static func cell(_ bits: UInt64) -> Cell { .int64(Int64(bitPattern: bits)) }
}

public final class FloatConverter: NumberConverter {
    public static let className = "org.apache.kafka.connect.converters.FloatConverter"
    public static var schema: Schema { .optionalFloat32 }
    public static let typeName = "float"
    public static let kind = Cell.Kind.float32

    public init() {}
    public static func cell(_ bits: UInt32) -> Cell { .float32(Float(bitPattern: bits)) }
}

public final class DoubleConverter: NumberConverter {
    public static let className = "org.apache.kafka.connect.converters.DoubleConverter"
    public static var schema: Schema { .optionalFloat64 }
    public static let typeName = "double"
    public static let kind = Cell.Kind.float64

    public init() {}
    public static func cell(_ bits: UInt64) -> Cell { .float64(Double(bitPattern: bits)) }
}
