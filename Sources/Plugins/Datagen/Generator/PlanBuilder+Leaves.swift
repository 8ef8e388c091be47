import Bytes
import ConnectAPI
import JSON

/// Types without parts.
extension PlanBuilder {
    static func boolean(_ annotations: Annotations) throws(GeneratorError) -> Node {
        guard let odds = try annotations.odds() else { return Node(.coin, .boolean) }
        var node = Node(.odds, .boolean)
        node.low = odds.bitPattern
        return node
    }

    /// How a whole number of the schema is told from others of its kind.
    private static func finish(_ schema: Schema) -> (Node.Finish, Cell.Kind) {
        switch schema.name {
        case Schema.dateName: return (.day, .date)
        case Schema.timeName: return (.time, .date)
        case Schema.timestampName: return (.none, .date)
        default: break
        }
        switch schema.type {
        case .int8: return (.int8, .int8)
        case .int16: return (.int16, .int16)
        case .int32: return (.none, .int32)
        default: return (.none, .int64)
        }
    }

    private static let emptyRange = "'min' field must be strictly less than 'max' field in range property"

    static func integer(
        _ annotations: Annotations, _ type: AvroType, _ schema: Schema
    ) throws(GeneratorError) -> Node {
        let isInt = type.word == "int"
        let (finish, cell) = Self.finish(schema)
        // As Java: what is no object is ignored.
        guard let range = annotations["range"]?.objectValue.map(Annotations.init) else {
            var node = Node(isInt ? .int : .long, cell)
            node.finish = finish
            return node
        }
        let low: Int64
        let high: Int64
        if isInt {
            low = Int64(try range.int("min", of: "range") ?? .min)
            high = Int64(try range.int("max", of: "range") ?? .max)
        } else {
            low = try range.integral("min", of: "range") ?? .min
            high = try range.integral("max", of: "range") ?? .max
        }
        guard low < high else { throw GeneratorError(self.emptyRange) }
        let (span, overflow) = high.subtractingReportingOverflow(low)
        let isWide = overflow || Double(span) >= 0x1p63
        var node = Node(isWide ? .wideRange : .range, cell)
        node.finish = finish
        node.low = UInt64(bitPattern: low)
        node.span = isWide ? Double(high) : Double(span)
        return node
    }

    static func floating(_ annotations: Annotations, _ type: AvroType) throws(GeneratorError) -> Node {
        let isFloat = type.word == "float"
        guard let given = annotations["range"] else {
            return Node(isFloat ? .float : .double, isFloat ? .float32 : .float64)
        }
        guard let range = given.objectValue.map(Annotations.init) else {
            if isFloat { return Node(.float, .float32) }  // as Java: ignored
            throw GeneratorError("range property must be an object")
        }
        let low: Double
        let high: Double
        if isFloat {
            low = Double(try range.float("min", of: "range") ?? -.greatestFiniteMagnitude)
            high = Double(try range.float("max", of: "range") ?? .greatestFiniteMagnitude)
        } else {
            low = try range.decimal("min", of: "range") ?? -.greatestFiniteMagnitude
            high = try range.decimal("max", of: "range") ?? .greatestFiniteMagnitude
        }
        guard low < high else { throw GeneratorError(self.emptyRange) }
        let span = isFloat ? Double(Float(high) - Float(low)) : high - low
        var node =
            span.isFinite
            ? Node(isFloat ? .floatRange : .doubleRange, isFloat ? .float32 : .float64)
            : Node(isFloat ? .wideFloat : .wideDouble, isFloat ? .float32 : .float64)
        node.low = low.bitPattern
        node.span = span.isFinite ? span : high
        return node
    }

    mutating func iteration(
        _ annotation: JSONValue, _ annotations: Annotations, _ type: AvroType, _ schema: Schema
    ) throws(GeneratorError) -> Node {
        try annotations.require("iteration", without: "length", "regex", "options", "range")
        let counter = try self.counter(of: type, annotation)
        let (finish, cell) = Self.finish(schema)
        var node: Node
        switch type.kind {
        case .boolean: node = Node(.countBoolean, .boolean)
        case .float: node = Node(.countFloat, .float32)
        case .double: node = Node(.countDouble, .float64)
        case .string:
            node = Node(.countText, .string)
            try self.surround(&node, annotations)
        default:
            node = Node(.count, cell)
            node.finish = finish
        }
        node.first = counter
        return node
    }

    mutating func bytes(
        _ annotations: Annotations, _ type: AvroType, _ schema: Schema
    ) throws(GeneratorError) -> Node {
        let isDecimal = schema.name == Schema.decimalName
        var node = Node(.bytes, isDecimal ? .decimal : .bytes)
        node.second = isDecimal ? AvroValues.scale(of: schema) ?? 0 : 0
        if let decimal = AvroDecimal(type) {
            if self.rules.hasDecimalRanges, case .bytes = type.kind, let range = annotations["range"] {
                try Self.decimalRange(&node, range, decimal)
            } else {
                node.kind = .decimal
                node.count = decimal.precision
            }
            return node
        }
        if case .fixed(let size) = type.kind {
            node.kind = .bytesOfLength
            node.count = Int32(size)
            try Self.checkFixed(node)
        } else {
            node.set(try LengthBounds(annotations) ?? .standard)
        }
        return node
    }

    private static func checkFixed(_ node: Node) throws(GeneratorError) {
        guard Int(node.count) <= Plan.maximumBytes else {
            throw GeneratorError("The value has more than \(Plan.maximumBytes) bytes")
        }
        guard node.count > 0 || node.cell != .decimal else {
            throw GeneratorError(.other("java.lang.NumberFormatException"), "Zero length BigInteger")
        }
    }

    private static func decimalRange(
        _ node: inout Node, _ annotation: JSONValue, _ decimal: AvroDecimal
    ) throws(GeneratorError) {
        guard let range = annotation.objectValue.map(Annotations.init) else {
            throw GeneratorError("range property must be an object")
        }
        let limit = Double("1e\(decimal.precision - decimal.scale)") ?? .infinity
        let low = try range.decimal("min", of: "range") ?? -limit
        let high = try range.decimal("max", of: "range") ?? limit
        guard low < high else { throw GeneratorError(self.emptyRange) }
        node.kind = .decimalRange
        node.count = decimal.scale
        node.low = low.bitPattern
        node.span = high - low
    }
}

/// A decimal logical type as Avro itself accepts it; others are no decimals to the generator.
struct AvroDecimal {
    let precision: Int32
    let scale: Int32

    /// Most digits that are generated.
    static let maximumPrecision: Int32 = 4096

    init?(_ type: AvroType) {
        guard type.text("logicalType") == "decimal", let precision = type.properties["precision"]?.numberValue?.int32,
            precision > 0, precision <= Self.maximumPrecision
        else { return nil }
        var scale: Int32 = 0
        if let given = type.properties["scale"] {
            guard let number = given.numberValue?.int32 else { return nil }
            scale = number
        }
        guard scale >= 0, scale <= precision else { return nil }
        if case .fixed(let size) = type.kind {
            // The digits that so many bytes can hold.
            guard Double(precision) <= (Double(size) * 8 - 1) * 0.301_029_995_663_981_2 else { return nil }
        }
        (self.precision, self.scale) = (precision, scale)
    }
}
