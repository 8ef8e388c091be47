import Bytes
import KafkaWire

/// How far one call of `send` has got.
struct AppendCursor {
    /// 0: it never had to wait.
    var id = 0
    /// The record that is next.
    var next = 0
    /// When the wait for the next record is over; nil: it didn't have to wait yet.
    var deadline: Int64?
    /// The topic of the last record: a look-up for each record would cost more than the rest.
    var topic: ProducerTopic?
    var topicIndex: Int32 = -1
    /// Whether what comes behind a record that can't be taken fails with it.
    var stopsAtFailure = false
    /// Topics whose records all fail in this call, by their place in it.
    var failedTopics: [Int32: KafkaError] = [:]
}

extension ProducerMachine {
    enum Appended: Equatable { case all, mustWait }

    /// Takes records of a call into batches, as many as there is memory for.
    ///
    /// - Parameter wallTime: For records that have no timestamp, in milliseconds since 1970.
    /// - Returns: `.mustWait` if the call is registered in ``waiters`` under its id and has to come again when woken.
    mutating func append(
        _ records: OutgoingRecords, _ cursor: inout AppendCursor, to delivery: Delivery, now: Int64, wallTime: Int64
    ) throws(KafkaError) -> Appended {
        try records.withContents { list, arena throws(KafkaError) in
            try self.append(
                RecordView(topics: records.topics, records: list, arena: arena), &cursor, to: delivery, now: now,
                wallTime: wallTime)
        }
    }

    private mutating func append(
        _ records: RecordView, _ cursor: inout AppendCursor, to delivery: Delivery, now: Int64, wallTime: Int64
    ) throws(KafkaError) -> Appended {
        while cursor.next < records.count {
            if let error = self.fatalError { throw error }
            guard !self.isClosing else {
                throw KafkaError(.closed, "sending records")
            }
            if self.appendGrouped(records, &cursor, to: delivery, now: now, wallTime: wallTime) { break }
            switch self.appendRun(records, &cursor, to: delivery, now: now, wallTime: wallTime) {
            case nil: cursor.deadline = nil  // it got on, so the time of the next record begins anew
            case .some(let reason):
                let deadline = cursor.deadline ?? saturatingSum(now, self.configuration.maxBlock)
                guard deadline > now else {
                    self.giveUp(reason, records, &cursor, delivery)
                    continue
                }
                cursor.deadline = deadline
                cursor.topic = nil  // it may be forgotten by the time the call comes again
                if cursor.id == 0 { cursor.id = self.waiters.newID() }
                self.waiters.wait(cursor.id, for: reason, until: deadline)
                return .mustWait
            }
        }
        if cursor.id != 0 { self.waiters.leave(cursor.id) }
        self.wakeForMemory()  // what is left is for the next one
        return .all
    }

    private func giveUp(
        _ reason: ProducerWaiters.Reason, _ records: RecordView, _ cursor: inout AppendCursor,
        _ delivery: Delivery
    ) {
        let limit = self.configuration.maxBlock
        switch reason {
        case .memory:
            let error = KafkaError(
                .timedOut, "sending records",
                detail: "Failed to allocate memory within the configured max blocking time \(limit) ms.")
            delivery.append(records.count - cursor.next, failure: error)
            cursor.next = records.count
        case .metadata:
            let record = records[cursor.next]
            let name = records.topics[Int(record.topic)]
            let count = self.topics[name]?.partitions.count ?? 0
            var words = "Topic \(name) not present in metadata after \(limit) ms."
            if count > 0 {
                words =
                    "Partition \(record.partition) of topic \(name) with partition count \(count) is not present in metadata after \(limit) ms."
            }
            let error = KafkaError(.timedOut, "sending a record", detail: words)
            if count == 0 { cursor.failedTopics[record.topic] = error }
            self.fail(records, &cursor, delivery, error)
        }
    }

    /// The next record can't be taken, for good.
    private func fail(_ records: RecordView, _ cursor: inout AppendCursor, _ delivery: Delivery, _ error: KafkaError) {
        let count = cursor.stopsAtFailure ? records.count - cursor.next : 1
        delivery.append(count, failure: error)
        cursor.next += count
    }

    /// Appends the next records as long as they go into the same batch, at least one.
    ///
    /// - Returns: What has to be waited for before even the first one can be taken; nil if it was taken or has failed.
    private mutating func appendRun(
        _ records: RecordView, _ cursor: inout AppendCursor, to delivery: Delivery, now: Int64, wallTime: Int64
    ) -> ProducerWaiters.Reason? {
        let first = records[cursor.next]
        let topic = self.topic(of: first, records, &cursor, now: now)
        if let failure = self.failure(of: first, topic, &cursor) {
            self.fail(records, &cursor, delivery, failure)
            return nil
        }
        guard !topic.partitions.isEmpty else {
            self.metadataDue = 0
            self.needsStep = true
            return .metadata
        }
        let index = self.choosePartition(first, records, topic)
        guard index < topic.partitions.count else {
            self.isMetadataStale = true
            self.needsStep = true
            return .metadata
        }
        let partition = topic.partitions[Int(index)]
        let bound = RecordBatchBuilder.sizeBound(first)
        if self.waiters.needsMemory, self.waiters.turn != cursor.id { return .memory }
        guard let batch = self.openBatch(of: partition, for: bound, now: now) else {
            self.needsStep = true
            return .memory
        }

        let start = cursor.next
        let position = batch.recordCount
        self.fill(batch, records, &cursor, wallTime: wallTime)
        delivery.append(cursor.next - start, to: batch, at: position)
        return nil
    }

    mutating func topic(
        of record: OutgoingRecord, _ records: RecordView, _ cursor: inout AppendCursor, now: Int64
    ) -> ProducerTopic {
        if record.topic == cursor.topicIndex, let topic = cursor.topic { return topic }
        let topic = self.topic(records.topics[Int(record.topic)])
        topic.lastUsed = now
        (cursor.topic, cursor.topicIndex) = (topic, record.topic)
        return topic
    }

    private func failure(of record: OutgoingRecord, _ topic: ProducerTopic, _ cursor: inout AppendCursor) -> KafkaError?
    {
        if topic.error != .none || topic.failure != nil {
            let error =
                topic.failure
                ?? KafkaError(.broker(topic.error), "sending records to topic \(topic.name)")
                .namingRight("Write", on: "topics: [\(topic.name)]", self.configuration.client)
            if cursor.deadline != nil {
                cursor.failedTopics[record.topic] = error
            }  // the answer it waited for
            else {
                topic.error = .none
                topic.failure = nil
            }  // an answer to somebody earlier: ask again
        }
        if !cursor.failedTopics.isEmpty, let error = cursor.failedTopics[record.topic] { return error }
        let size = RecordBatchBuilder.sizeBound(record) + RecordBatchHeader.size
        let limit = min(self.configuration.maxRequestSize, self.configuration.bufferMemory)
        guard size > limit else { return nil }
        let key = limit == self.configuration.maxRequestSize ? "max.request.size" : "buffer.memory"
        return KafkaError(
            .broker(.messageTooLarge), "sending a record to topic \(topic.name)",
            detail:
                "The message is \(size) bytes when serialized which is larger than \(limit), which is the value of the \(key) configuration."
        )
    }

    /// The batch that takes the partition's next record, of at most `bound` bytes; nil if there is no memory for it.
    mutating func openBatch(
        of partition: ProducerPartition, for bound: Int, now: Int64, isMemoryChecked: Bool = false
    ) -> ProducerBatch? {
        if let open = partition.open {
            if open.size + bound <= partition.topic.growthLimit {
                return isMemoryChecked || self.used + bound <= self.configuration.bufferMemory ? open : nil
            }
            partition.open = nil
        }
        guard isMemoryChecked || self.used + bound + RecordBatchHeader.size <= self.configuration.bufferMemory else {
            return nil
        }
        let capacity = max(
            bound + RecordBatchHeader.size, min(partition.lastSize + 256, partition.topic.growthLimit), 512)
        let batch = ProducerBatch(partition: partition, created: now, capacity: capacity)
        self.used += batch.size
        self.oldestBatch = min(self.oldestBatch, now)
        partition.enqueue(batch)
        partition.open = batch
        self.list(partition)
        if saturatingSum(now, self.configuration.linger) < self.wakeAt { self.needsStep = true }
        return batch
    }

    /// Appends records to `batch` until one belongs elsewhere, or the batch or the memory is full. Room for the first
    /// is checked already.
    private mutating func fill(
        _ batch: ProducerBatch, _ records: RecordView, _ cursor: inout AppendCursor, wallTime: Int64
    ) {
        guard var builder = batch.builder.take() else { return }
        let partition = batch.partition
        let topic = partition.topic
        let before = builder.byteCount
        let limit = min(topic.growthLimit, before + self.configuration.bufferMemory - self.used)
        let recordLimit = self.configuration.maxRequestSize - RecordBatchHeader.size
        let topicIndex = records[cursor.next].topic
        let count = records.count
        var index = cursor.next
        repeat {
            let record = records[index]
            let size = builder.byteCount
            builder.append(
                record, timestamp: record.timestamp < 0 ? wallTime : record.timestamp,
                arena: RawSpan(_unsafeBytes: records.arena))
            if record.partition < 0 { self.wrote(builder.byteCount - size, record, topic) }
            index += 1
            guard index < count, records[index].topic == topicIndex else { break }
            let bound = RecordBatchBuilder.sizeBound(records[index])
            guard bound <= recordLimit, builder.byteCount + bound <= limit,
                self.choosePartition(records[index], records, topic) == partition.index
            else { break }
        } while true
        self.put(consume builder, back: batch)
        cursor.next = index
    }

    /// Ends appending to a batch, whose `builder` was taken out for it.
    mutating func put(_ builder: consuming RecordBatchBuilder, back batch: ProducerBatch) {
        let partition = batch.partition
        let grown = builder.byteCount - batch.size
        if self.configuration.compression == .none { builder.sumUp() }
        if builder.byteCount >= self.configuration.batchSize, batch.size < self.configuration.batchSize,
            self.inFlightByNode[partition.leader] < self.configuration.maxInFlight
        {
            self.needsStep = true
        }
        batch.recordCount = builder.count
        batch.size = builder.byteCount
        partition.queuedBytes += grown
        self.used += grown
        batch.builder = consume builder
    }

    // MARK: Partitions

    @inline(__always)
    private mutating func choosePartition(
        _ record: OutgoingRecord, _ records: RecordView, _ topic: ProducerTopic
    ) -> Int32 {
        if record.partition >= 0 { return record.partition }
        if self.configuration.partitioner == .builtIn, record.keyLength >= 0, !self.configuration.partitionerIgnoresKeys
        {
            return records.partition(ofKeyOf: record, Int32(topic.partitions.count))
        }
        return topic.sticky.current(
            of: topic.partitions, isAdaptive: self.configuration.isPartitionerAdaptive, using: &self.random)
    }

    @inline(__always)
    private func wrote(_ bytes: Int, _ record: OutgoingRecord, _ topic: ProducerTopic) {
        if self.configuration.partitioner == .roundRobin {
            topic.sticky.goOn(of: topic.partitions.count)
        } else if record.keyLength < 0 || self.configuration.partitionerIgnoresKeys {
            topic.sticky.wrote(bytes, batchSize: self.configuration.batchSize)
        }
    }

    mutating func topic(_ name: String) -> ProducerTopic {
        if let last = self.lastTopic, last.name == name { return last }
        if let known = self.topics[name] {
            self.lastTopic = known
            return known
        }
        let topic = ProducerTopic(name: name, growthLimit: self.configuration.growthLimit)
        self.topics[name] = topic
        self.lastTopic = topic
        self.metadataDue = 0
        return topic
    }

    /// Notes that `partition` has something to send.
    mutating func list(_ partition: ProducerPartition) {
        guard !partition.isListed else { return }
        partition.isListed = true
        self.listed.append(partition)
    }

    /// Gives freed memory to the sends that wait for it.
    mutating func wakeForMemory() {
        if self.used < self.configuration.bufferMemory { self.waiters.wake(.memory) }
    }
}

func saturatingSum(_ one: Int64, _ other: Int64) -> Int64 {
    let (sum, isTooMuch) = one.addingReportingOverflow(other)
    return isTooMuch ? .max : sum
}
