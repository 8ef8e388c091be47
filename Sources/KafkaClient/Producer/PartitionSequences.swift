import KafkaWire

/// Producer id and epoch, as the broker gave them.
struct ProducerIdentity: Hashable, Sendable {
    var id: Int64
    var epoch: Int16
}

/// The sequence numbers of an idempotent producer in one partition (KIP-98, KIP-360): which one is next, which are
/// under way, and up to which all are acknowledged.
struct PartitionSequences {
    /// Whom the numbers belong to; nil before the first batch.
    private(set) var identity: ProducerIdentity?
    private(set) var next: Int32 = 0
    private(set) var lastAcknowledged: Int32 = -1
    private(set) var lastAcknowledgedOffset: Int64 = -1
    /// Batches that have numbers and no end yet, by their numbers. In flight, or waiting to be sent again.
    private(set) var pending = Few<ProducerBatch>()
    /// A batch was given up although the broker may have it: the number behind it. Nothing new may be sent until it is
    /// known whether that was the broker's next one.
    private(set) var unresolved: Int32?

    /// Whether new batches need to wait for the end of batches of an older identity.
    func mustDrain(before current: ProducerIdentity) -> Bool { self.identity != current && !self.pending.isEmpty }

    /// Gives the next numbers to `batch`, which goes out now.
    mutating func assign(to batch: ProducerBatch, identity current: ProducerIdentity) {
        if self.identity != current { self.restart(as: current) }
        batch.producer = BatchProducer(id: current.id, epoch: current.epoch, baseSequence: self.next)
        self.next = SequenceNumber.advance(self.next, by: batch.recordCount)
        self.pending.append(batch)
    }

    /// Numbers all pending batches again, from 0 under a new identity.
    mutating func restart(as current: ProducerIdentity) {
        self.identity = current
        self.lastAcknowledged = -1
        self.unresolved = nil
        self.next = 0
        for batch in self.pending {
            batch.producer = BatchProducer(id: current.id, epoch: current.epoch, baseSequence: self.next)
            self.next = SequenceNumber.advance(self.next, by: batch.recordCount)
        }
    }

    /// Takes all numbers back: pending batches get new ones, in their order, when they go out.
    mutating func forget() {
        for batch in self.pending { batch.producer = .none }
        self = PartitionSequences()
    }

    /// `batch` is stored.
    mutating func acknowledge(_ batch: ProducerBatch, baseOffset: Int64) {
        if self.identity == ProducerIdentity(id: batch.producer.id, epoch: batch.producer.epoch) {
            self.lastAcknowledged = SequenceNumber.later(self.lastAcknowledged, batch.lastSequence)
        }
        if baseOffset >= 0 {
            self.lastAcknowledgedOffset = max(self.lastAcknowledgedOffset, baseOffset + Int64(batch.recordCount) - 1)
        }
        self.remove(batch)
    }

    mutating func remove(_ batch: ProducerBatch) {
        if let place = self.pending.firstIndex(where: { $0 === batch }) { self.pending.remove(at: place) }
    }

    /// The parts of a batch that was split take over its numbers.
    mutating func replace(_ batch: ProducerBatch, by parts: [ProducerBatch]) {
        var sequence = batch.producer.baseSequence
        for part in parts {
            part.producer = batch.producer
            part.producer.baseSequence = sequence
            sequence = SequenceNumber.advance(sequence, by: part.recordCount)
        }
        guard let place = self.pending.firstIndex(where: { $0 === batch }) else { return }
        self.pending = Few(from: self.pending.prefix(place) + parts + self.pending.dropFirst(place + 1))
    }

    /// `batch` was given up, and nobody knows whether the broker has it.
    mutating func markUnresolved(_ batch: ProducerBatch) {
        self.unresolved = SequenceNumber.later(self.unresolved ?? -1, SequenceNumber.advance(batch.lastSequence, by: 1))
    }

    /// Whether `sequence` follows directly on what is acknowledged.
    func isNext(_ sequence: Int32) -> Bool {
        sequence == (self.lastAcknowledged < 0 ? 0 : SequenceNumber.advance(self.lastAcknowledged, by: 1))
    }

    enum Resolution { case nothing, resolved, mustBump }

    /// Looks, once nothing is pending any more, whether the batches that were given up had arrived after all.
    mutating func resolve() -> Resolution {
        guard self.unresolved != nil, self.pending.isEmpty else { return .nothing }
        guard self.isNext(self.next) else { return .mustBump }
        self.unresolved = nil
        return .resolved
    }
}
