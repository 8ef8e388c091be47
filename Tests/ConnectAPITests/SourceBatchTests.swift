import Bytes
import ConnectAPI
import Testing

@Suite struct SourceBatchTests {
    static let schema = Schema.struct(name: "user", [.init("id", .int64), .init("name", .optionalString)])

    static let record = ConnectRecord(
        topic: "users", partition: 3, key: SchemaAndValue(.string, "k"),
        value: SchemaAndValue(schema, .struct(Struct(schema, [.int64(7), .string("Zoë")]))), timestamp: 12,
        headers: [
            Header("h", SchemaAndValue(nil, .array([.int8(1), .null, .decimal(Decimal(12, scale: 1))]))),
            Header("m", SchemaAndValue(nil, .map(ValueMap([("a", .bytes(Bytes([1, 2])))])))),
        ])

    @Test("A record comes out of a batch as it went in, with its position")
    func roundTrip() {
        let batch = SourceBatch()
        for round in 0..<3 {
            batch.reset()
            for offset in 0..<10 {
                batch.append(
                    SourceRecord(Self.record, sourcePartition: ["t": "a"], sourceOffset: ["o": .int32(Int32(offset))]))
            }
            #expect(batch.count == 10)
            #expect(batch.record(at: 9) == Self.record, "round \(round)")
            #expect(batch.sourceOffset(at: 4) == ["o": .int32(4)])
            #expect(batch.sourcePartition(at: 4) == ["t": "a"])
            #expect(batch.topics == ["users"])
        }
    }

    @Test("A replaced record keeps its position, a dropped one stays as a mark")
    func replace() {
        let batch = SourceBatch()
        batch.append(SourceRecord(Self.record, sourcePartition: nil, sourceOffset: ["o": true]))
        batch.append(SourceRecord(Self.record, sourcePartition: nil, sourceOffset: ["o": false]))
        var changed = Self.record
        changed.topic = "other"
        changed.headers = []
        batch.replace(at: 0, with: changed)
        batch.replace(at: 1, with: nil)
        #expect(batch.record(at: 0) == changed)
        #expect(batch.sourceOffset(at: 0) == ["o": true])
        #expect(batch.entries[1].isDropped)
    }

    @Test("Interned texts outlive a reset")
    func intern() {
        let batch = SourceBatch()
        let plain = batch.arena.intern("north")
        let quoted = batch.arena.intern("a\"b")
        for _ in 0..<3 {
            batch.reset()
            _ = batch.arena.string("something else")
            #expect(batch.arena.text(of: plain) == "north")
            #expect(plain.isPlain)
            #expect(!quoted.isPlain)
        }
    }

    @Test("Offsets can be made from tokens when they are needed")
    func tokens() {
        let batch = SourceBatch()
        batch.offsetOfToken = { ["i": .int64($0)] }
        let topic = batch.index(ofTopic: "t")
        let partition = batch.index(ofSourcePartition: ["p": true])
        for token in 0..<5 {
            batch.append(.init(topic: topic, value: .int64(1), sourcePartition: partition, offsetToken: Int64(token)))
        }
        #expect(batch.sourceOffset(at: 3) == ["i": .int64(3)])
    }
}
