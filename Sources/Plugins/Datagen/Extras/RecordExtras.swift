import ConnectAPI
import JSON

/// What a connector wants of its records beyond what Java's has.
struct RecordExtras {
    var topics: TopicChoice
    var timestampField: String?
    var stampsClock = false
    var correlations: [Correlation] = []
    var correlationSize = 1000
    var correlationOrder = Correlation.Order.random
    /// Whether a task that has made all its records rests instead of failing.
    var endsQuietly = false

    init(topic: String) { self.topics = TopicChoice(single: topic) }

    /// What is wrong with a schema for these wishes, and under which key to say so.
    func problem(with type: AvroType) -> (key: String, error: String)? {
        if let name = self.timestampField {
            let kind = type.fields.first { $0.name == name }?.type.kind
            guard case .long = kind else {
                return (
                    ExtraKeys.timestampField.name,
                    "The schema does not contain the field of type long provided in 'timestamp.field'"
                )
            }
        }
        for correlation in self.correlations {
            switch type.fields.first(where: { $0.name == correlation.field })?.type.kind {
            case .string, .int, .long: continue
            default:
                return (
                    ExtraKeys.correlations.name,
                    "The schema does not contain a field '\(correlation.field)' of type string, int or long,"
                        + " as provided in 'correlation.fields'"
                )
            }
        }
        return nil
    }
}

/// ``RecordExtras`` for one schema: changes a record that was made, out of the loop of those that want nothing.
final class RecordRevision {
    private struct Replacement {
        let field: Int
        let kind: Cell.Kind
        let salt: UInt64
        let prefix: [UInt8]
        let isPlain: Bool
    }

    private let topics: TopicChoice
    private let timestampField: Int?
    private let stampsClock: Bool
    private let replacements: [Replacement]
    private let size: UInt64
    private let order: Correlation.Order
    /// The batch's numbers of the topics.
    var topicNumbers: [Int32] = []

    /// nil: records stay as they are.
    init?(_ extras: RecordExtras, _ schema: Schema) throws(ConnectError) {
        guard extras.topics.topics.count > 1 || extras.timestampField != nil || !extras.correlations.isEmpty else {
            return nil
        }
        self.topics = extras.topics
        self.timestampField = extras.timestampField.flatMap(schema.index(of:))
        self.stampsClock = extras.stampsClock
        self.size = UInt64(max(extras.correlationSize, 1))
        self.order = extras.correlationOrder
        var replacements: [Replacement] = []
        for correlation in extras.correlations {
            guard let field = schema.index(of: correlation.field) else { continue }
            let prefix = Array("\(correlation.pool)_".utf8)
            replacements.append(
                Replacement(
                    field: field, kind: try Self.kind(schema.fields[field].schema, correlation.field),
                    salt: Mixing.salt("\(correlation.field):\(correlation.pool)"), prefix: prefix,
                    isPlain: PlanBuilder.isPlain(prefix)))
        }
        self.replacements = replacements
    }

    private static func kind(_ schema: Schema, _ field: String) throws(ConnectError) -> Cell.Kind {
        switch (schema.type, schema.name) {
        case (.string, _): return .string
        case (.int32, nil): return .int32
        case (.int64, nil): return .int64
        default:
            throw ConnectError(.config, "The field '\(field)' can't have its values from a pool: it is no plain number")
        }
    }

    /// - Parameters:
    ///   - record: Its value is a struct of the schema, in the memory that `cursor` writes to.
    ///   - number: How many the task made before.
    ///   - seed: The record's own.
    ///   - now: Milliseconds since 1970-01-01 UTC.
    func apply(
        to record: inout SourceBatch.Entry, number: Int64, seed: Int64, now: Int64, _ cursor: inout ArenaCursor
    ) {
        let seed = UInt64(bitPattern: seed)
        if self.topicNumbers.count > 1 {
            record.topic = self.topicNumbers[self.topics.place(Mixing.mixed(seed ^ 0x746F_7069_63))]
        }
        let first = record.value.firstMember
        for replacement in self.replacements {
            let value =
                self.order == .sequence
                ? UInt64(bitPattern: number) % self.size + 1
                : Mixing.mixed(seed ^ replacement.salt) % self.size + 1
            let cell = Self.cell(Int64(value), replacement, &cursor)
            cursor[first + replacement.field] = cell
        }
        guard let timestampField else { return }
        if self.stampsClock { cursor[first + timestampField].bits = UInt64(bitPattern: now) }
        record.timestamp = cursor[first + timestampField].integer
    }

    private static func cell(_ value: Int64, _ replacement: Replacement, _ cursor: inout ArenaCursor) -> Cell {
        guard replacement.kind == .string else {
            return Cell(kind: replacement.kind, bits: UInt64(bitPattern: value))
        }
        let place = cursor.write(atMost: replacement.prefix.count + JSONText.integerRoom) { target in
            let end = Plan.copy(replacement.prefix, to: target)
            return end + JSONText.write(value, to: target + end)
        }
        return Cell(
            kind: .string, bits: UInt64(place.offset), count: UInt32(place.count), isPlain: replacement.isPlain)
    }
}
