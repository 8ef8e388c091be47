import Bytes
import ConnectAPI
import JSON
import Testing

@testable import Datagen

@Suite struct AvroJSONTests {
    @Test("What is written in Avro's JSON encoding is read again as it was")
    func roundTrip() throws {
        let type = try AvroParser.parse(AllTypesTests.withoutNull)
        let generator = try RecordGenerator(
            type, extras: RecordExtras(topic: "t"), keyField: nil, taskNumber: 0,
            position: GeneratorPosition(seed: 5, taskNumber: 0), iterations: nil)
        let batch = SourceBatch()
        try generator.fill(batch, count: 200)
        let schema = try ConnectSchemas().schema(of: type)
        for index in batch.entries.indices {
            let value = batch.record(at: index).value.value
            let text = AvroJSON.json(value, type).text
            let values = try #require(AvroJSON.values(Bytes(utf8: text), type, schema))
            #expect(AvroJSON.json(values[0], type).text == text)
            #expect(GeneratedValues.fields(values[0]) == GeneratedValues.fields(value))
        }
    }

    @Test("Branches stand behind their names, dates are numbers, bytes are texts")
    func form() throws {
        let configuration: ConfigValues = [
            "kafka.topic": "t", "random.seed": "1",
            "schema.string": #"""
            {"type": "record", "name": "r", "namespace": "n", "fields": [
              {"name": "u", "type": ["null", {"type": "enum", "name": "e", "symbols": ["A"]}]},
              {"name": "d", "type": {"type": "int", "logicalType": "date", "arg.properties": {"options": [18000]}}},
              {"name": "t", "type": {"type": "long", "logicalType": "timestamp-millis",
                "arg.properties": {"options": [5]}}},
              {"name": "b", "type": {"type": "bytes", "arg.properties": {"options": ["ÿ"]}}}
            ]}
            """#,
        ]
        let json = try DatagenTools.avroJSON(configuration)
        let source = try #require(try DatagenConfiguration(configuration).source)
        let generator = try RecordGenerator(
            try source.load().type, extras: RecordExtras(topic: "t"), keyField: nil, taskNumber: 0,
            position: GeneratorPosition(seed: 1, taskNumber: 0), iterations: nil)
        let batch = SourceBatch()
        try generator.fill(batch, count: 20)
        let texts = Set(batch.entries.indices.map { json(batch.record(at: $0).value.value).text })
        #expect(
            texts == [
                #"{"u":null,"d":18000,"t":5,"b":"Ã¿"}"#, #"{"u":{"n.e":"A"},"d":18000,"t":5,"b":"Ã¿"}"#,
            ])
    }
}
