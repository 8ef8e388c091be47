import Bytes
import Foundation
import KafkaWire
import Testing

/// Batches that Kafka's own classes wrote, and what they read from them.
@Suite struct JavaRecordBatchTests {
    struct Batch: Decodable, CustomTestStringConvertible {
        struct Record: Decodable {
            var offset, timestamp: Int64
            var key, value: String?
            var headers: [[String?]]
        }
        var name, bytes, compression: String
        var baseOffset, lastOffset, maxTimestamp, producerID: Int64
        var producerEpoch: Int16
        var baseSequence: Int32
        var transactional, control: Bool
        var records: [Record]
        var count: Int
        var crc: UInt32
        var testDescription: String { self.name }
    }

    static let batches = (try? Golden.lines("record-batches.jsonl", as: Batch.self)) ?? []

    @Test("There are some") func some() { #expect(Self.batches.count == 18) }

    @Test("Batches of Java's producer are read as Java reads them", arguments: batches)
    func reading(expected: Batch) throws {
        let batch = try RecordBatch(Bytes(hex: expected.bytes))
        #expect(batch.header.compression?.name == expected.compression)
        #expect(batch.header.baseOffset == expected.baseOffset)
        #expect(batch.header.lastOffset == expected.lastOffset)
        #expect(batch.header.maxTimestamp == expected.maxTimestamp)
        #expect(batch.header.producer.id == expected.producerID)
        #expect(batch.header.producer.epoch == expected.producerEpoch)
        #expect(batch.header.producer.baseSequence == expected.baseSequence)
        #expect(batch.header.isTransactional == expected.transactional)
        #expect(batch.header.isControl == expected.control)
        let read = try batch.records(decompressor: Decompressor())
        #expect(read.count == expected.count)
        var crc: UInt32 = 0
        for record in read.records {
            if let key = read.key(record) { crc = crc32c(key.span, continuing: crc) }
            if let value = read.value(record) { crc = crc32c(value.span, continuing: crc) }
        }
        #expect(crc == expected.crc)
        for (got, want) in zip(read.records, expected.records) {
            #expect(got.offset == want.offset)
            #expect(got.timestamp == want.timestamp)
            #expect(read.key(got) == want.key.map { Bytes(hex: $0) })
            #expect(read.value(got) == want.value.map { Bytes(hex: $0) })
            let headers = want.headers.map { RecordHeader(($0[0] ?? ""), $0[1].map { Bytes(hex: $0) }) }
            #expect(read.headers(got) == headers)
        }
    }

    @Test("The same records make the same batch as Java's", arguments: ["none", "gzip", "snappy", "lz4"])
    func writing(codec: String) throws {
        for name in ["\(codec)-small", "\(codec)-one"] {
            let expected = try #require(Self.batches.first { $0.name == name })
            let original = try RecordBatch(Bytes(hex: expected.bytes))
            let records = OutgoingRecords()
            let topic = records.topic("t")
            for record in expected.records {
                records.append(
                    topic: topic, timestamp: record.timestamp, key: record.key.map { Bytes(hex: $0) },
                    value: record.value.map { Bytes(hex: $0) },
                    headers: record.headers.map { RecordHeader(($0[0] ?? ""), $0[1].map { Bytes(hex: $0) }) })
            }
            var builder = RecordBatchBuilder()
            for record in records.records {
                builder.append(record, timestamp: record.timestamp, arena: records.arena.span)
            }
            let compressor = Compressor(try #require(Compression(name: codec)))
            let bytes = builder.finish(
                RecordBatchOptions(producer: original.header.producer), compressor: compressor)
            let stored = try RecordBatch(bytes).stored(at: expected.baseOffset, leaderEpoch: 7)
            if codec == "gzip" {  // Java's header says "unknown system", zlib's "Unix"; and deflate's choices are free
                let read = try RecordBatch(stored).records(decompressor: Decompressor())
                #expect(read.count == expected.count)
            } else {
                #expect(stored.array == original.bytes.array)
            }
        }
    }

    @Test("The marks at a transaction's end are understood and written as the broker does")
    func controlBatches() throws {
        let abort = try #require(Self.batches.first { $0.name == "abort" })
        let commit = try #require(Self.batches.first { $0.name == "commit" })
        let mark = ControlRecord.abort(coordinatorEpoch: 9)
        #expect(try ControlRecord(RecordBatch(Bytes(hex: abort.bytes))) == mark)
        #expect(try ControlRecord(RecordBatch(Bytes(hex: commit.bytes))) == .commit(coordinatorEpoch: 10))
        let written = mark.batch(producerID: 4711, producerEpoch: 3, timestamp: 1_700_000_000_000)
        #expect(try RecordBatch(written).stored(at: 33, leaderEpoch: 7).array == Bytes(hex: abort.bytes).array)
    }
}
