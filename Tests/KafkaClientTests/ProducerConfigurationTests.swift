import Bytes
import Foundation
import KafkaWire
import Testing

@testable import KafkaClient

@Suite struct ProducerConfigurationTests {
    private func configuration(_ properties: [String: String] = [:]) throws -> ProducerConfiguration {
        try ProducerConfiguration(properties.merging(["bootstrap.servers": "localhost:9092"]) { $1 })
    }

    private func complaint(_ properties: [String: String]) -> String? {
        do {
            _ = try self.configuration(properties)
            return nil
        } catch {
            return (error as? KafkaError)?.detail
        }
    }

    /// Name and default of each key of Java's producer.
    private static let javaDefaults: [String: String] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appendingPathComponent("Golden/configdefs.tsv")
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [:] }
        var defaults: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
            if fields.count > 4, fields[0] == "client.producer" { defaults[String(fields[2])] = String(fields[4]) }
        }
        return defaults
    }()

    @Test("The defaults are Java's")
    func defaults() throws {
        let ours = try self.configuration()
        let values: [String: String] = [
            "acks": ours.acks == -1 ? "all" : "\(ours.acks)", "batch.size": "\(ours.batchSize)",
            "buffer.memory": "\(ours.bufferMemory)", "compression.type": ours.compression.name,
            "compression.gzip.level": "\(Compression.gzip.defaultLevel)",
            "compression.lz4.level": "\(Compression.lz4.defaultLevel)",
            "compression.zstd.level": "\(Compression.zstd.defaultLevel)",
            "delivery.timeout.ms": "\(ours.deliveryTimeout)", "enable.idempotence": "\(ours.isIdempotent)",
            "linger.ms": "\(ours.linger)", "max.block.ms": "\(ours.maxBlock)",
            "max.in.flight.requests.per.connection": "\(ours.maxInFlight)",
            "max.request.size": "\(ours.maxRequestSize)", "metadata.max.age.ms": "\(ours.metadataMaxAge)",
            "metadata.max.idle.ms": "\(ours.metadataMaxIdle)",
            "partitioner.adaptive.partitioning.enable": "\(ours.isPartitionerAdaptive)",
            "partitioner.ignore.keys": "\(ours.partitionerIgnoresKeys)",
            "request.timeout.ms": "\(ours.requestTimeout)", "retries": "\(ours.retries)",
            "retry.backoff.ms": "\(ours.retryBackoff)", "retry.backoff.max.ms": "\(ours.retryBackoffMax)",
            "transaction.timeout.ms": "\(ours.transactionTimeout)",
        ]
        #expect(Self.javaDefaults.count > 100)
        for (key, value) in values { #expect(Self.javaDefaults[key] == value, "\(key)") }
    }

    @Test("Values are checked in Java's words")
    func complaints() {
        #expect(
            self.complaint(["acks": "2"])
                == "Invalid value 2 for configuration acks: String must be one of: all, -1, 0, 1")
        #expect(
            self.complaint(["linger.ms": "-1"])
                == "Invalid value -1 for configuration linger.ms: Value must be at least 0")
        #expect(
            self.complaint(["batch.size": "x"])
                == "Invalid value x for configuration batch.size: Not a number of type INT")
        #expect(
            self.complaint(["compression.gzip.level": "10"])
                == "Invalid value 10 for configuration compression.gzip.level: Value must be in [1,...,9] or -1")
        #expect(self.complaint(["compression.type": "brotli"]) != nil)
        #expect(
            self.complaint(["delivery.timeout.ms": "1000"])
                == "delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms")
        #expect(
            self.complaint(["transactional.id": "x"])
                == "Invalid value x for configuration transactional.id: this version has no transactions")
    }

    @Test("Idempotence gives way to settings that exclude it, unless it was asked for")
    func idempotence() throws {
        for (key, value) in [("acks", "1"), ("retries", "0"), ("max.in.flight.requests.per.connection", "6")] {
            #expect(try self.configuration([key: value]).isIdempotent == false)
            #expect(self.complaint([key: value, "enable.idempotence": "true"]) != nil)
        }
    }

    @Test("Levels count for the codec that is chosen")
    func levels() throws {
        let configuration = try self.configuration(["compression.type": "zstd", "compression.zstd.level": "7"])
        #expect(configuration.compressionLevel == 7)
        #expect(try self.configuration(["compression.zstd.level": "7"]).compressionLevel == nil)
    }
}

@Suite struct ProduceBodyTests {
    @Test("A request in pieces is the request that the generated code writes", arguments: 3...12, [200, 3000])
    func pieces(version: Int, size: Int) throws {
        let topics = ["a": ProducerTopic(name: "a", growthLimit: 1), "b": ProducerTopic(name: "b", growthLimit: 1)]
        let batches = try [("a", 0), ("a", 3), ("b", 1)].map { topic, index in
            let partition = ProducerPartition(topic: try #require(topics[topic]), index: Int32(index))
            let batch = ProducerBatch(partition: partition, created: 0, capacity: 16)
            batch.bytes = Bytes(utf8: String(repeating: topic, count: size))
            return batch
        }
        for used in [[], Array(batches.prefix(1)), batches] {
            let body = ProduceBody(
                batches: Few(from: used), transactionalID: version % 2 == 0 ? "tx" : nil, acks: -1, timeout: 30_000)
            var frame = FrameWriter(capacity: body.copiedSize)
            try body.encode(into: &frame, version: Int16(version))
            let pieces = try frame.finish()
            #expect(pieces.count == (size < 2048 || used.isEmpty ? 1 : 2 * used.count + (version >= 9 ? 1 : 0)))
            var expected: [ProduceRequest.Topic] = []
            for name in ["a", "b"] {
                let partitions = used.filter { $0.partition.topicName == name }
                    .map { ProduceRequest.Partition(index: $0.partition.index, records: $0.bytes) }
                if !partitions.isEmpty { expected.append(.init(name: name, partitions: partitions)) }
            }
            var writer = BytesWriter()
            try ProduceRequest(
                transactionalID: version % 2 == 0 ? "tx" : nil, acks: -1, timeout: .seconds(30), topics: expected
            ).encode(into: &writer, version: Int16(version))
            let bytes = pieces.flatMap(\.array)
            #expect(Array(bytes.dropFirst(4)) == writer.copy().array)
            #expect(Array(bytes.prefix(4)) == withUnsafeBytes(of: Int32(bytes.count - 4).bigEndian, Array.init))
        }
    }
}
