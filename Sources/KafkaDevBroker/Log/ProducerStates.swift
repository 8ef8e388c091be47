import KafkaWire

/// What one partition knows about its idempotent producers: the last five batches of each, to tell a repeated batch
/// from a new one and to refuse a gap. No I/O and no clock: the time is an argument.
struct ProducerStates {
    /// As many batches as a producer may have in flight (KIP-98).
    static let remembered = 5

    struct Batch: Equatable {
        var firstSequence: Int32
        var lastSequence: Int32
        var baseOffset: Int64
        var lastOffset: Int64
        var timestamp: Int64
    }

    struct Producer: Equatable {
        var epoch: Int16
        /// Oldest first.
        var batches: [Batch] = []
        /// When it was last heard of, in the broker's time.
        var seen: Int64
    }

    enum Verdict: Equatable {
        case append
        /// Stored before; answer as the first time.
        case duplicate(Batch)
        case refuse(BatchRefusal)
    }

    private(set) var producers: [Int64: Producer] = [:]

    /// Judges a batch before it is appended; changes nothing.
    func judge(_ header: BatchHeader) -> Verdict {
        guard header.producerID >= 0, let known = self.producers[header.producerID] else { return .append }
        if header.producerEpoch < known.epoch {
            return .refuse(
                BatchRefusal(
                    .invalidProducerEpoch,
                    "Epoch of producer \(header.producerID) is \(header.producerEpoch), "
                        + "which is smaller than the last seen epoch \(known.epoch)."))
        }
        guard header.producerEpoch == known.epoch else {
            guard header.baseSequence == 0 else {
                return .refuse(Self.gap(header, after: nil))
            }
            return .append
        }
        let (first, last) = (header.baseSequence, header.lastSequence)
        if let before = known.batches.first(where: { $0.firstSequence == first && $0.lastSequence == last }) {
            return .duplicate(before)
        }
        guard let newest = known.batches.last else { return .append }
        let next = newest.lastSequence == Int32.max ? 0 : newest.lastSequence + 1
        return first == next ? .append : .refuse(Self.gap(header, after: newest.lastSequence))
    }

    private static func gap(_ header: BatchHeader, after last: Int32?) -> BatchRefusal {
        BatchRefusal(
            .outOfOrderSequenceNumber,
            "Out of order sequence number for producer \(header.producerID): \(header.baseSequence) (incoming), "
                + (last.map { "\($0) (current end)." } ?? "new epoch \(header.producerEpoch)."))
    }

    /// Remembers a batch that was appended at `header.baseOffset`.
    mutating func record(_ header: BatchHeader, timestamp: Int64, now: Int64) {
        guard header.producerID >= 0 else { return }
        var producer = self.producers[header.producerID] ?? Producer(epoch: header.producerEpoch, seen: now)
        if producer.epoch != header.producerEpoch {
            producer = Producer(epoch: header.producerEpoch, seen: now)
        }
        if producer.batches.count == Self.remembered { producer.batches.removeFirst() }
        producer.batches.append(
            Batch(
                firstSequence: header.baseSequence, lastSequence: header.lastSequence, baseOffset: header.baseOffset,
                lastOffset: header.lastOffset, timestamp: timestamp))
        producer.seen = now
        self.producers[header.producerID] = producer
    }

    /// Forgets who was not heard of for `age` milliseconds (`producer.id.expiration.ms`).
    mutating func expire(olderThan age: Int64, now: Int64) {
        guard !self.producers.isEmpty else { return }
        self.producers = self.producers.filter { now - $0.value.seen < age }
    }

    mutating func removeAll() { self.producers = [:] }
}
