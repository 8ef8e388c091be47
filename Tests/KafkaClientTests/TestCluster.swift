import Bytes
import KafkaWire
import Testing
import Transport

@testable import KafkaClient

/// Runs `body` with a cluster on a loop of its own, and closes both.
func withCluster(
    _ configuration: ClientConfiguration, _ body: (KafkaCluster) async throws -> Void
) async throws {
    try await EventLoop.withLoop { loop in
        let cluster = KafkaCluster(configuration, loop: loop)
        do {
            try await body(cluster)
        } catch {
            await cluster.close()
            throw error
        }
        await cluster.close()
    }
}

/// A batch of records with the given values and no keys.
func batch(
    _ values: [String], _ options: RecordBatchOptions = RecordBatchOptions(), _ compression: Compression = .none
) throws -> Bytes {
    var builder = RecordBatchBuilder(capacity: 1024)
    var arena = BytesWriter()
    for value in values { arena.append(utf8: value) }
    var offset: UInt32 = 0
    for value in values {
        let length = Int32(value.utf8.count)
        builder.append(
            OutgoingRecord(topic: 0, keyOffset: 0, keyLength: -1, valueOffset: offset, valueLength: length),
            timestamp: 1_700_000_000_000, arena: arena.span)
        offset += UInt32(length)
    }
    return builder.finish(options, compressor: Compressor(compression))
}

extension KafkaCluster {
    /// Appends one batch, which is good enough for tests of reading.
    func produce(
        _ values: [String], to partition: TopicPartition, _ options: RecordBatchOptions = RecordBatchOptions(),
        _ compression: Compression = .none
    ) async throws {
        let request = ProduceRequest(
            acks: -1, timeout: .seconds(10),
            topics: [
                .init(
                    name: partition.topic,
                    partitions: [.init(index: partition.partition, records: try batch(values, options, compression))])
            ])
        try await self.retrying(until: .now + .seconds(10)) { () async throws(KafkaError) in
            let response = try await self.send(request, to: .leader(partition), deadline: .now)
            for answer in response.topics.flatMap(\.partitions) {
                try KafkaError.check(answer.errorCode, "producing", detail: answer.errorMessage)
            }
        }
    }
}

extension KafkaConsumer {
    /// Polls until `count` values have come or a poll brought nothing for ten seconds.
    func values(_ count: Int) async throws -> [String] {
        let decompressor = Decompressor()
        var values: [String] = []
        while values.count < count {
            let fetched = try await self.poll(maxWait: .seconds(10))
            if fetched.isEmpty { break }
            for part in fetched {
                for batch in part.batches {
                    let records = try part.records(of: batch, decompressor: decompressor)
                    values += records.records.map { records.value($0).map { String(decoding: $0) } ?? "null" }
                }
            }
        }
        return values
    }
}
