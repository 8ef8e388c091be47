public import Bytes

/// What a control batch says about the transaction that it ends.
public enum ControlRecord: Hashable, Sendable {
    case abort(coordinatorEpoch: Int32)
    case commit(coordinatorEpoch: Int32)
    /// A mark of the broker's own, such as a change of leader; its number.
    case other(Int16)

    /// Reads the only record of a control batch; these are never compressed.
    ///
    /// - Throws: `.badRecord` if it isn't one.
    public init(_ batch: RecordBatch) throws(WireError) {
        guard batch.header.isControl, batch.header.compression == Compression.none else { throw WireError(.badRecord) }
        let storage = batch.bytes.dropFirst(RecordBatchHeader.size)
        let records = FetchedRecords(
            header: batch.header, storage: storage, records: try RecordWalk.records(of: batch.header, in: storage))
        guard let record = records.records.first, let key = records.key(record) else { throw WireError(.badRecord) }
        var reader = WireReader(key)
        guard try reader.read(Int16.self) >= 0 else { throw WireError(.badRecord) }
        let type = try reader.read(Int16.self)
        guard type == 0 || type == 1 else {
            self = .other(type)
            return
        }
        let value = records.value(record) ?? Bytes()
        var valueReader = WireReader(value)
        guard try valueReader.read(Int16.self) >= 0 else { throw WireError(.badRecord) }
        let epoch = try valueReader.read(Int32.self)
        self = type == 0 ? .abort(coordinatorEpoch: epoch) : .commit(coordinatorEpoch: epoch)
    }

    /// The batch that a transaction coordinator writes to end a producer's transaction in a partition.
    public func batch(producerID: Int64, producerEpoch: Int16, timestamp: Int64) -> Bytes {
        let (type, coordinatorEpoch): (Int16, Int32) =
            switch self {
            case .abort(let epoch): (0, epoch)
            case .commit(let epoch): (1, epoch)
            case .other(let type): (type, 0)
            }
        var content = BytesWriter(capacity: 16)
        content.append(bigEndian: Int16(0))
        content.append(bigEndian: type)
        content.append(bigEndian: Int16(0))
        content.append(bigEndian: coordinatorEpoch)
        var builder = RecordBatchBuilder(capacity: 128)
        builder.append(
            OutgoingRecord(topic: 0, keyOffset: 0, keyLength: 4, valueOffset: 4, valueLength: 6), timestamp: timestamp,
            arena: content.span)
        return builder.finish(
            RecordBatchOptions(
                producer: BatchProducer(id: producerID, epoch: producerEpoch, baseSequence: -1),
                isTransactional: true, isControl: true))
    }
}

/// Leaves out, while a partition's batches are read in order, what `isolation.level=read_committed` must not show.
public struct CommittedFilter: Sendable {
    /// Transactions that were aborted and begin further on, the nearest last.
    private var upcoming: [(firstOffset: Int64, producerID: Int64)]
    /// Producers whose records belong to an aborted transaction until its end comes by.
    private var aborted: Set<Int64> = []

    /// - Parameter abortedTransactions: As the fetch response lists them for the partition.
    public init(abortedTransactions: [(producerID: Int64, firstOffset: Int64)]) {
        self.upcoming = abortedTransactions.map { ($0.firstOffset, $0.producerID) }
            .sorted { $0.firstOffset > $1.firstOffset }
    }

    /// Whether the records of `batch` are for the user. Ask for every batch, in order, control batches too.
    public mutating func includes(_ batch: RecordBatch) throws(WireError) -> Bool {
        while let next = self.upcoming.last, next.firstOffset <= batch.header.lastOffset {
            self.aborted.insert(next.producerID)
            self.upcoming.removeLast()
        }
        if batch.header.isControl {
            if case .abort = try ControlRecord(batch) { self.aborted.remove(batch.header.producer.id) }
            return false
        }
        return !(batch.header.isTransactional && self.aborted.contains(batch.header.producer.id))
    }
}
