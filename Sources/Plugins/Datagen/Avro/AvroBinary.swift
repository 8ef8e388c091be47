import Bytes
import ConnectAPI

/// Reads values in Avro's binary encoding.
struct AvroBinary {
    /// Most values, parts included, in one file.
    static let maximumValues = 4_000_000

    private let bytes: Bytes
    private var position = 0
    private var count = 0

    /// All values of `bytes`, one after the other; nil if they aren't of that type.
    static func values(_ bytes: Bytes, _ type: AvroType, _ schema: Schema) -> [Value]? {
        var reader = AvroBinary(bytes: bytes)
        var values: [Value] = []
        while reader.position < bytes.count {
            guard let value = reader.value(type, schema) else { return nil }
            values.append(value)
        }
        return values
    }

    private init(bytes: Bytes) { self.bytes = bytes }

    private mutating func byte() -> UInt8? {
        guard self.position < self.bytes.count else { return nil }
        defer { self.position += 1 }
        return self.bytes[self.position]
    }

    private mutating func long() -> Int64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 70, by: 7) {
            guard let byte = self.byte() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
        }
        return nil
    }

    private mutating func slice(_ count: Int64?) -> Bytes? {
        guard let count, count >= 0, count <= Int64(self.bytes.count - self.position) else { return nil }
        defer { self.position += Int(count) }
        return self.bytes[self.position..<self.position + Int(count)]
    }

    private mutating func bits(_ count: Int) -> UInt64? {
        guard let slice = self.slice(Int64(count)) else { return nil }
        return slice.array.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    private mutating func value(_ type: AvroType, _ schema: Schema) -> Value? {
        self.count += 1
        guard self.count <= Self.maximumValues else { return nil }
        switch type.kind {
        case .null: return .null
        case .boolean: return self.byte().flatMap { $0 < 2 ? .boolean($0 == 1) : nil }
        case .int: return self.long().flatMap { Int32(exactly: $0) }.flatMap { AvroValues.integer(Int64($0), schema) }
        case .long: return self.long().flatMap { AvroValues.integer($0, schema) }
        case .float: return self.bits(4).map { .float32(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) }
        case .double: return self.bits(8).map { .float64(Double(bitPattern: $0)) }
        case .string: return self.slice(self.long()).map { .string(String(decoding: $0)) }
        case .bytes: return self.slice(self.long()).flatMap { AvroValues.bytes(Bytes(copying: $0.span), schema) }
        case .fixed(let size):
            return self.slice(Int64(size)).flatMap { AvroValues.bytes(Bytes(copying: $0.span), schema) }
        case .enumeration(let symbols):
            return self.long().flatMap { symbols.indices.contains(Int($0)) ? .string(symbols[Int($0)]) : nil }
        case .array(let element): return self.array(element, schema)
        case .map(let value): return self.map(value, schema)
        case .record: return self.record(type, schema)
        case .union(let branches):
            guard let index = self.long(), index >= 0, index < branches.count else { return nil }
            let branch = branches[Int(index)]
            return AvroValues.branch(branch, of: branches, schema) { self.value(branch, $0) }
        }
    }

    private mutating func record(_ type: AvroType, _ schema: Schema) -> Value? {
        guard let fieldSchemas = type.fieldSchemas(in: schema) else { return nil }
        var result = Struct(schema)
        for (index, field) in type.fields.enumerated() {
            guard let value = self.value(field.type, fieldSchemas[index]) else { return nil }
            result[index] = value
        }
        return .struct(result)
    }

    /// Calls `body` for every item of the blocks that arrays and maps come in.
    private mutating func items(_ body: (inout AvroBinary) -> Bool) -> Bool {
        while true {
            guard var count = self.long(), count != .min else { return false }
            if count == 0 { return true }
            if count < 0 {
                count = -count
                guard self.long() != nil else { return false }  // the block's size in bytes
            }
            for _ in 0..<count {
                guard self.count < Self.maximumValues, body(&self) else { return false }
            }
        }
    }

    private mutating func array(_ element: AvroType, _ schema: Schema) -> Value? {
        guard let itemSchema = schema.valueSchema else { return nil }
        var values: [Value] = []
        let isWhole = self.items { reader in
            guard let value = reader.value(element, itemSchema) else { return false }
            values.append(value)
            return true
        }
        return isWhole ? .array(values) : nil
    }

    private mutating func map(_ type: AvroType, _ schema: Schema) -> Value? {
        guard let valueSchema = schema.valueSchema else { return nil }
        var entries: [(key: Value, value: Value)] = []
        let isWhole = self.items { reader in
            guard let key = reader.slice(reader.long()), let value = reader.value(type, valueSchema) else {
                return false
            }
            entries.append((.string(String(decoding: key)), value))
            return true
        }
        return isWhole ? .map(ValueMap(entries)) : nil
    }
}
