/// Who writes a batch, as the broker tells repeated batches by it (KIP-98).
public struct BatchProducer: Hashable, Sendable, BitwiseCopyable {
    public var id: Int64
    public var epoch: Int16
    /// Sequence number of the batch's first record in its partition.
    public var baseSequence: Int32

    public init(id: Int64, epoch: Int16, baseSequence: Int32) {
        self.id = id
        self.epoch = epoch
        self.baseSequence = baseSequence
    }

    /// A producer that is neither idempotent nor transactional.
    public static let none = Self(id: -1, epoch: -1, baseSequence: -1)
}

/// What stands in a batch's header beside what follows from its records.
public struct RecordBatchOptions: Sendable {
    public var producer: BatchProducer
    public var isTransactional: Bool
    public var isControl: Bool
    /// The broker's time stands in `maxTimestamp` and counts for all records.
    public var isLogAppendTime: Bool

    public init(
        producer: BatchProducer = .none, isTransactional: Bool = false, isControl: Bool = false,
        isLogAppendTime: Bool = false
    ) {
        self.producer = producer
        self.isTransactional = isTransactional
        self.isControl = isControl
        self.isLogAppendTime = isLogAppendTime
    }

    func attributes(compression: Compression) -> Int16 {
        Int16(compression.rawValue) | (self.isLogAppendTime ? 8 : 0) | (self.isTransactional ? 16 : 0)
            | (self.isControl ? 32 : 0)
    }
}
