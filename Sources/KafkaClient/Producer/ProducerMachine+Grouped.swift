import KafkaWire

/// Sorts the records of one call by partition. Its memory is kept from call to call.
struct PartitionSort {
    private var partitions: [Int32] = []
    private var places: [Int32] = []
    /// Numbers of the call's records, partition by partition, in their order.
    private(set) var order: [Int32] = []
    /// Upper bound of the bytes that the records take.
    private(set) var bytes = 0
    private var starts: [Int32] = []

    /// Where a partition's records are in ``order``.
    func range(of partition: Int) -> Range<Int> {
        Int(self.starts[partition])..<Int(self.starts[partition + 1])
    }

    /// - Parameter limit: The most bytes that a record may take.
    /// - Returns: Whether that could be done: all records are of one topic, have a key that decides, and are small enough.
    mutating func sort(_ records: RecordView, partitionCount: Int, limit: Int) -> Bool {
        let topic = records[0].topic
        self.bytes = 0
        self.partitions.removeAll(keepingCapacity: true)
        self.starts.removeAll(keepingCapacity: true)
        self.starts.append(contentsOf: repeatElement(0, count: partitionCount + 1))
        for record in records.records {
            let bound = RecordBatchBuilder.sizeBound(record)
            guard record.topic == topic, record.partition < 0, record.keyLength >= 0, bound <= limit else {
                return false
            }
            let partition = records.partition(ofKeyOf: record, Int32(partitionCount))
            self.partitions.append(partition)
            self.starts[Int(partition) + 1] += 1
            self.bytes += bound
        }
        for partition in 0..<partitionCount { self.starts[partition + 1] += self.starts[partition] }
        self.order.removeAll(keepingCapacity: true)
        self.order.append(contentsOf: repeatElement(0, count: records.count))
        self.places.removeAll(keepingCapacity: true)
        self.places.append(contentsOf: self.starts)
        for (number, partition) in self.partitions.enumerated() {
            self.order[Int(self.places[Int(partition)])] = Int32(number)
            self.places[Int(partition)] += 1
        }
        return true
    }
}

extension ProducerMachine {
    /// The quick way for the common case: all records have keys, and there is memory for all of them. Goes through them
    /// partition by partition, so that what costs time happens once a partition and not once a record.
    ///
    /// - Returns: Whether it could be done; if not, nothing has changed.
    mutating func appendGrouped(
        _ records: RecordView, _ cursor: inout AppendCursor, to delivery: Delivery, now: Int64, wallTime: Int64
    ) -> Bool {
        guard cursor.next == 0, records.count > 8 else { return false }
        let configuration = self.configuration  // a large value: a lone record must not pay for the copy
        guard configuration.partitioner == .builtIn, !configuration.partitionerIgnoresKeys, records[0].keyLength >= 0,
            !self.waiters.needsMemory, cursor.failedTopics.isEmpty
        else { return false }
        let topic = self.topic(of: records[0], records, &cursor, now: now)
        let count = topic.partitions.count
        let limit = min(configuration.maxRequestSize, configuration.bufferMemory) - RecordBatchHeader.size
        guard count > 1, count <= records.count * 4, topic.error == .none,
            self.sorted.sort(records, partitionCount: count, limit: limit),
            self.sorted.bytes + count * RecordBatchHeader.size <= configuration.bufferMemory - self.used
        else { return false }
        delivery.beginSlots(records.count)
        for index in 0..<count {
            let range = self.sorted.range(of: index)
            if !range.isEmpty {
                self.append(range, of: records, topic.partitions[index], to: delivery, now: now, wallTime: wallTime)
            }
        }
        cursor.next = records.count
        return true
    }

    private mutating func append(
        _ range: Range<Int>, of records: RecordView, _ partition: ProducerPartition, to delivery: Delivery, now: Int64,
        wallTime: Int64
    ) {
        let limit = partition.topic.growthLimit
        var next = range.lowerBound
        while next < range.upperBound {
            let first = records[Int(self.sorted.order[next])]
            guard
                let batch = self.openBatch(
                    of: partition, for: RecordBatchBuilder.sizeBound(first), now: now, isMemoryChecked: true),
                var builder = batch.builder.take()
            else { return }
            let start = next
            let position = batch.recordCount
            repeat {
                let record = records[Int(self.sorted.order[next])]
                builder.append(
                    record, timestamp: record.timestamp < 0 ? wallTime : record.timestamp,
                    arena: RawSpan(_unsafeBytes: records.arena))
                next += 1
            } while next < range.upperBound
                && builder.byteCount + RecordBatchBuilder.sizeBound(records[Int(self.sorted.order[next])]) <= limit
            self.put(consume builder, back: batch)
            delivery.place(self.sorted.order[start..<next], in: batch, from: position)
        }
    }
}
