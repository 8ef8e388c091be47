import ConnectAPI

@testable import Datagen

/// Generates values of one type, as the only field of a record.
enum GeneratedValues {
    static func of(
        _ type: String, count: Int = 20, seed: Int64 = 1, generation: Int64 = 0, rules: GeneratorRules = .connector
    ) throws -> [Value] {
        let schema = #"{"type": "record", "name": "r", "fields": [{"name": "f", "type": \#(type)}]}"#
        var position = GeneratorPosition(seed: seed, taskNumber: 0)
        position.count = generation
        let generator = try RecordGenerator(
            try AvroParser.parse(schema), extras: RecordExtras(topic: "t"), keyField: nil, taskNumber: 0,
            position: position,
            iterations: nil, rules: rules)
        let batch = SourceBatch()
        var values: [Value] = []
        while values.count < count {
            batch.reset()
            try generator.fill(batch, count: count - values.count)
            for index in batch.entries.indices {
                guard case .struct(let value) = batch.record(at: index).value.value else { continue }
                values.append(value[0])
            }
        }
        return values
    }

    /// The fields of a struct.
    static func fields(_ value: Value) -> [Value]? {
        if case .struct(let row) = value { row.values } else { nil }
    }

    /// A type with annotations.
    static func annotated(_ type: String, _ annotations: String) -> String {
        #"{"type": \#(type), "arg.properties": \#(annotations)}"#
    }
}
