import ConnectAPI
import JavaLang

/// Adds fields with facts about the record, or with a text that is always the same.
final class InsertFieldLogic: PartLogic {
    static let name = "InsertField"
    private static let purpose: StaticString = "field insertion"
    private static let mark =
        " A name that ends in ! is a required field, one that ends in ? an optional one, as is the default."

    private static let topicField = ConfigKey<String?>("topic.field", "Field for the topic." + mark)
    private static let partitionField = ConfigKey<String?>(
        "partition.field", "Field for the topic's partition, where the record has one." + mark)
    private static let offsetField = ConfigKey<String?>(
        "offset.field", "Field for the offset in Kafka; records of sinks only." + mark)
    private static let timestampField = ConfigKey<String?>(
        "timestamp.field", "Field for the record's timestamp, where it has one." + mark)
    private static let staticField = ConfigKey<String?>("static.field", "Field for static.value." + mark)
    private static let staticValue = ConfigKey<String?>("static.value", "Text that static.field gets.")
    static let configuration = ConfigDefinition(
        topicField, partitionField, offsetField, timestampField, staticField, staticValue, TransformKeys.replaceNull)

    /// What is inserted, in the order of the new fields.
    private enum Fact: CaseIterable { case topic, partition, offset, timestamp, text }

    private struct Insertion {
        var fact: Fact
        var name: String
        var isOptional: Bool

        init?(_ fact: Fact, _ spec: String?) {
            guard let spec else { return nil }
            let mark = spec.utf8.last
            let isMarked = mark == UInt8(ascii: "!") || mark == UInt8(ascii: "?")
            self.fact = fact
            self.name = isMarked ? String(spec.dropLast()) : spec
            self.isOptional = mark != UInt8(ascii: "!")
        }

        var field: Schema.Field {
            let schema: Schema =
                switch self.fact {
                case .topic, .text: .string
                case .partition: .int32
                case .offset: .int64
                case .timestamp: .timestamp
                }
            return Schema.Field(self.name, self.isOptional ? schema.with(optional: true) : schema)
        }
    }

    private let part: RecordPart
    private let replacesNull: Bool
    private let insertions: [Insertion]
    private let facts: [Fact]
    private let keys: MapKeys
    /// What is inserted into maps.
    private let found: CellRow
    private let text: ConstantCell
    @exclusivity(unchecked) private var plans = PlanTable<StructPlan>()
    /// Texts of topics, by the batch's numbers.
    @exclusivity(unchecked) private var topics: [ConstantCell] = []

    init(_ configuration: Configuration, part: RecordPart) throws(ConnectError) {
        self.part = part
        self.replacesNull = configuration[TransformKeys.replaceNull]
        self.insertions = [
            Insertion(.topic, configuration[Self.topicField]),
            Insertion(.partition, configuration[Self.partitionField]),
            Insertion(.offset, configuration[Self.offsetField]),
            Insertion(.timestamp, configuration[Self.timestampField]),
            Insertion(.text, configuration[Self.staticField]),
        ].compactMap(\.self)
        self.text = ConstantCell(configuration[Self.staticValue].map(Value.string) ?? .null)
        self.facts = self.insertions.map(\.fact)
        self.keys = MapKeys(self.insertions.map(\.name))
        self.found = CellRow(count: self.insertions.count)
        guard let last = self.insertions.last else { throw ConnectError(.config, "No field insertion configured") }
        if last.fact == .text, configuration[Self.staticValue] == nil {
            throw .config(
                "static.value", "null", "No value specified for static field: " + last.name)
        }
    }

    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        let value = record[self.part]
        if value.isNull { return }
        let arena = batch.arena
        let schema = record.schema(of: self.part)
        if schema < 0 {
            try Requirements.map(value, Self.purpose)
            try self.gather(into: self.found, record, batch, asDate: false)
            var map = MapCopy(of: value, room: self.facts.count, in: arena)
            for index in self.facts.indices {
                // The topic is inserted even if there is none.
                if self.found[index].isNull, self.facts[index] != .topic { continue }
                // Two insertions may have the same name: the later one counts.
                let place = self.keys.place(index, in: map.cell, of: arena)
                map.set(self.found[index], at: place, key: self.keys.cell(index, in: arena), in: arena)
            }
            record[self.part] = map.cell
            return
        }
        try Requirements.structure(value, Self.purpose)
        let plan = try self.plans.plan(-1, value.schemaIndex) { () throws(ConnectError) in
            try self.compile(arena.schemas[value.schemaIndex], arena)
        }
        try self.gather(into: plan.given, record, batch, asDate: true)
        record.set(self.part, try plan.make(from: value, in: arena), schema: plan.schemaIndex)
    }

    /// Puts what is inserted into a row; null where the record doesn't have it.
    @inline(__always)
    private func gather(
        into row: CellRow, _ record: SourceBatch.Entry, _ batch: SourceBatch, asDate: Bool
    ) throws(ConnectError) {
        for place in self.facts.indices {
            switch self.facts[place] {
            case .topic: row[place] = self.topic(record, batch)
            case .partition: row[place] = record.partition < 0 ? .null : .int32(record.partition)
            case .offset:
                guard batch.origin == .sink else {
                    throw .data(
                        "Only SinkRecord supported for [\(Self.purpose)], found: "
                            + "org.apache.kafka.connect.source.SourceRecord")
                }
                row[place] = .int64(record.offsetToken)
            case .timestamp:
                let time = record.timestamp
                row[place] = time == SourceBatch.Entry.noTimestamp ? .null : asDate ? .date(time) : .int64(time)
            case .text: row[place] = self.text.cell(in: batch.arena)
            }
        }
    }

    private func topic(_ record: SourceBatch.Entry, _ batch: SourceBatch) -> Cell {
        guard record.topic >= 0 else { return .null }
        while self.topics.count <= Int(record.topic) {
            self.topics.append(ConstantCell(.string(batch.topics[self.topics.count])))
        }
        return self.topics[Int(record.topic)].cell(in: batch.arena)
    }

    private func compile(_ old: Schema, _ arena: ValueArena) throws(ConnectError) -> StructPlan {
        let added = self.insertions.map(\.field)
        let schema = try SchemaMaking.structure(like: old, old.fields + added)
        var builder = StructPlan.Builder(from: old, replacesNull: self.replacesNull)
        for field in old.fields { builder.copy(field.name, to: field) }
        for (place, field) in added.enumerated() {
            let fact = self.facts[place]
            builder.take(place, to: field, mayBeUnset: fact == .partition || fact == .timestamp)
        }
        return builder.finish(schema, in: arena)
    }
}
