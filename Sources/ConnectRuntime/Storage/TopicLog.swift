package import Bytes
package import KafkaClient
import KafkaWire
import Log
import Transport

/// One of the worker's own topics on a Kafka cluster.
package final class TopicLog: InternalLog {
    /// Somebody who waits for the reader to get somewhere.
    private struct Reader {
        var targets: [Int32: Int64]
        let continuation: CheckedContinuation<Result<Void, KafkaError>, Never>
    }

    private struct State {
        /// What will be read next, by partition.
        var positions: [Int32: Int64] = [:]
        var readers: [Reader] = []
        var isOver = false
        var partitions: [TopicPartition] = []
    }

    private let topic: String
    private let cluster: KafkaCluster
    private let consumer: KafkaConsumer
    private let producer: KafkaProducer
    private let onRecord: @Sendable (_ key: Bytes?, _ value: Bytes?, _ offset: Int64) -> Void
    private let state = Locked(State())
    private let started = Latch()
    private static let log = Logger("org.apache.kafka.connect.util.KafkaBasedLog")

    package init(
        topic: String, cluster: KafkaCluster, consumer: ConsumerConfiguration,
        producer: ProducerConfiguration,
        onRecord: @escaping @Sendable (_ key: Bytes?, _ value: Bytes?, _ offset: Int64) -> Void
    ) {
        self.topic = topic
        self.cluster = cluster
        self.consumer = KafkaConsumer(consumer, cluster: cluster)
        self.producer = KafkaProducer(producer, cluster: cluster)
        self.onRecord = onRecord
    }

    private var partitions: [TopicPartition] { self.state.withLock { $0.partitions } }

    /// Reads and writes until it is cancelled; then it gives up what isn't written within `grace`.
    ///
    /// - Parameter partitions: How many the topic has.
    package func run(partitions: Int32, grace: Duration = .seconds(2)) async {
        self.state.withLock { state in
            state.partitions = (0..<max(partitions, 0)).map { TopicPartition(self.topic, $0) }
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.producer.run() }
            group.addTask {
                await self.read()
                await self.producer.close(timeout: grace)
            }
            await group.waitForAll()
        }
        await self.consumer.close()
    }

    private func read() async {
        let clock = LoopClock(on: self.cluster.loop)
        while !Task.isCancelled {
            do throws(KafkaError) {
                try await self.seek()
                while true { try await self.readOnce() }
            } catch {
                if error.code == .cancelled || error.code == .closed { break }
                Self.log.error("Reading has failed; trying again", ["topic": self.topic], error: error)
                if !error.isRetriable { self.endReaders(.failure(error)) }
            }
            try? await clock.sleep(for: .milliseconds(500))
        }
        self.state.withLock { $0.isOver = true }
        self.endReaders(.failure(KafkaError(.closed, "reading topic \(self.topic)")))
    }

    /// Goes to where reading stopped, which is the beginning at first.
    private func seek() async throws(KafkaError) {
        let known = self.state.withLock { $0.positions }
        let missing = self.partitions.filter { known[$0.partition] == nil }
        if !missing.isEmpty {
            let starts = try await self.consumer.beginningOffsets(missing)
            self.state.withLock { state in
                for (partition, offset) in starts { state.positions[partition.partition] = offset }
            }
        }
        let positions = self.state.withLock { $0.positions }
        await self.consumer.assign(
            self.partitions.reduce(into: [:]) { $0[$1] = .offset(positions[$1.partition] ?? 0) })
        self.started.open()
        self.wakeReaders()
    }

    private func readOnce() async throws(KafkaError) {
        let fetched = try await self.consumer.poll(maxWait: .seconds(60))
        if Task.isCancelled { throw KafkaError(.cancelled, "reading topic \(self.topic)") }
        let decompressor = Decompressor()
        for part in fetched {
            for batch in part.batches {
                let records = try part.records(of: batch, decompressor: decompressor)
                for record in records.records {
                    self.onRecord(records.key(record), records.value(record), record.offset)
                }
            }
            self.state.withLock { $0.positions[part.partition.partition] = part.nextOffset }
        }
        self.wakeReaders()
    }

    private func wakeReaders() {
        let ready = self.state.withLock { state -> [Reader] in
            func isThere(_ reader: Reader) -> Bool {
                reader.targets.allSatisfy { state.positions[$0.key] ?? -1 >= $0.value }
            }
            let ready = state.readers.filter(isThere)
            state.readers.removeAll(where: isThere)
            return ready
        }
        for reader in ready { reader.continuation.resume(returning: .success(())) }
    }

    private func endReaders(_ result: Result<Void, KafkaError>) {
        let readers = self.state.withLock { state in
            defer { state.readers = [] }
            return state.readers
        }
        for reader in readers { reader.continuation.resume(returning: result) }
    }

    package func readToEnd() async throws(KafkaError) {
        await self.started.wait()
        let ends = try await self.cluster.listOffsets(
            self.partitions.reduce(into: [:]) { $0[$1] = .latest }, isolation: .readUncommitted)
        var targets: [Int32: Int64] = [:]
        for (partition, end) in ends { targets[partition.partition] = try end.get().offset }
        let result = await withCheckedContinuation { continuation in
            let isOver = self.state.withLock { state in
                if !state.isOver { state.readers.append(Reader(targets: targets, continuation: continuation)) }
                return state.isOver
            }
            if isOver {
                continuation.resume(returning: .failure(KafkaError(.closed, "reading topic \(self.topic)")))
            } else {
                self.wakeReaders()
            }
        }
        try result.get()
    }

    package func append(_ records: [InternalRecord]) async throws(KafkaError) {
        let outgoing = OutgoingRecords()
        let topic = outgoing.topic(self.topic)
        for record in records { outgoing.append(topic: topic, key: record.key, value: record.value) }
        let delivery = try await self.producer.send(outgoing)
        await delivery.wait()
        if let (_, error) = delivery.firstFailure { throw error }
    }
}
