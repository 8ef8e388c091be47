import Bytes
import KafkaWire

@testable import KafkaDevBroker

/// Makes and reads batches for tests.
enum Batches {
    typealias Record = (key: String?, value: String?)

    /// A batch as a producer sends it.
    static func make(
        _ records: [Record], timestamp: Int64 = 1000, producer: BatchProducer = .none,
        compression: Compression = .none, step: Int64 = 0
    ) throws -> Bytes {
        let outgoing = OutgoingRecords()
        let topic = outgoing.topic("t")
        for record in records {
            outgoing.append(
                topic: topic, key: record.key.map { Bytes(utf8: $0) }, value: record.value.map { Bytes(utf8: $0) })
        }
        var builder = RecordBatchBuilder()
        for (index, record) in outgoing.records.enumerated() {
            builder.append(record, timestamp: timestamp + Int64(index) * step, arena: outgoing.arena.span)
        }
        return builder.finish(RecordBatchOptions(producer: producer), compressor: Compressor(compression))
    }

    static func values(_ values: String..., timestamp: Int64 = 1000) throws -> Bytes {
        try Self.make(values.map { (nil, $0) }, timestamp: timestamp)
    }

    /// `offset:key=value` of each record.
    static func read(_ bytes: Bytes) throws -> [String] {
        var texts: [String] = []
        for batch in try RecordBatch.split(bytes) {
            try batch.checkCRC()
            let body = batch.bytes.dropFirst(BatchHeader.bodyStart)
            let records = try BatchRecords(body: body)
            try records.forEach { record in
                let key = record.key.map { String(decoding: records.payload[$0]) } ?? "-"
                let value = record.value.map { String(decoding: records.payload[$0]) } ?? "-"
                texts.append("\(batch.header.baseOffset + Int64(record.offsetDelta)):\(key)=\(value)")
                return true
            }
        }
        return texts
    }
}

extension PartitionLog {
    /// Everything in the log, as ``Batches/read(_:)`` shows it.
    func contents() throws -> [String] {
        var texts: [String] = []
        var offset = self.startOffset
        while offset < self.endOffset {
            guard
                case .records(let bytes) = self.read(from: offset, limit: .max, atLeastOne: true, end: self.endOffset),
                let last = try RecordBatch.split(bytes).last
            else { return texts }
            texts += try Batches.read(bytes)
            offset = last.header.nextOffset
        }
        return texts
    }

    static func memory(
        _ configuration: [String: String] = [:], segmentLimit: Int = .max, checksRecords: Bool = true
    ) throws -> PartitionLog {
        var options = Options()
        options.segmentLimit = segmentLimit
        options.checksRecords = checksRecords
        return try PartitionLog(settings: TopicSettings(configuration), options: options, now: 0)
    }

    static func onDisk(_ folder: String, _ configuration: [String: String] = [:], now: Int64 = 0) throws -> PartitionLog
    {
        try PartitionLog(settings: TopicSettings(configuration), options: Options(folder: folder), now: now)
    }
}
