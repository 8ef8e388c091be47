import KafkaWire

// What an idempotent producer does about sequence numbers that the broker doesn't accept, as Kafka's own does (KIP-360):
// it raises its epoch by itself and numbers anew.
extension ProducerMachine {
    /// The broker has given the producer an identity.
    mutating func identified(_ identity: ProducerIdentity) {
        self.identityRequest.succeeded()
        self.identity = identity
        self.needsStep = true
    }

    mutating func notIdentified(_ error: KafkaError, now: Int64) {
        self.needsStep = true
        if error.isRetriable {
            self.identityRequest.failed(
                now: now, backoff: self.configuration.retryBackoff, max: self.configuration.retryBackoffMax)
        } else {
            self.identityRequest.succeeded()
            self.failAll(error)
        }
    }

    /// Whether a batch that was refused goes out again. May ask for a new epoch.
    mutating func mustRetry(_ batch: ProducerBatch, _ answer: ProduceAnswer) -> Bool {
        guard batch.hasSequence else { return answer.failure?.isRetriable ?? answer.error.isRetriable }
        let partition = batch.partition
        let sequences = partition.sequences
        switch answer.error {
        case .unknownProducerID:
            // The broker has lost track of us. Without the start of its log nothing can be said, so simply again.
            if answer.logStartOffset >= 0 { self.requestBump(partition) }
            return true
        case .outOfOrderSequenceNumber:
            let isFirst = sequences.pending.first === batch
            if sequences.unresolved == nil, !isFirst { return true }  // one before it is being sent again, too
            if sequences.unresolved == nil || sequences.unresolved == batch.producer.baseSequence {
                self.requestBump(partition)  // there is a real gap
            }
            return true
        default: return answer.failure?.isRetriable ?? answer.error.isRetriable
        }
    }

    /// `batch`, which was refused for good, leaves a gap in the sequence numbers behind it.
    mutating func giveUpSequence(of batch: ProducerBatch, _ answer: ProduceAnswer) {
        let partition = batch.partition
        guard partition.sequences.pending.contains(where: { $0 === batch }) else { return }  // given up before
        partition.sequences.remove(batch)
        if answer.error.isRetriable || answer.failure?.isRetriable ?? false {
            self.markUnresolved(batch)  // tries or time ran out, so the broker may have it or not
        } else {
            self.requestBump(partition)
        }
    }

    /// `batch` was given up, and nobody knows whether the broker has it.
    mutating func markUnresolved(_ batch: ProducerBatch) {
        let partition = batch.partition
        partition.sequences.markUnresolved(batch)
        if !self.unresolved.contains(where: { $0 === partition }) { self.unresolved.append(partition) }
    }

    private mutating func requestBump(_ partition: ProducerPartition) {
        guard !partition.mustBump else { return }
        partition.mustBump = true
        self.partitionsToBump.append(partition)
    }

    /// Finds out about batches that were given up, and raises the epoch where nothing else helps.
    mutating func settleSequences() {
        guard self.configuration.isIdempotent, let current = self.identity else { return }
        for partition in self.unresolved where partition.inFlight == 0 {
            if partition.sequences.resolve() == .mustBump { self.requestBump(partition) }
        }
        self.unresolved.removeAll { $0.sequences.unresolved == nil }
        // Numbers of batches that are under way can't be changed. (Java's client does, and can then be out of step.)
        guard !self.partitionsToBump.isEmpty, self.partitionsToBump.allSatisfy({ $0.inFlight == 0 }) else { return }
        defer { self.partitionsToBump = [] }
        for partition in self.partitionsToBump { partition.mustBump = false }
        guard current.epoch < Int16.max else {
            self.identity = nil  // used up: a new producer id, and all numbers anew
            for partition in self.partitionsToBump { partition.sequences.forget() }
            return
        }
        let bumped = ProducerIdentity(id: current.id, epoch: current.epoch + 1)
        self.identity = bumped
        for partition in self.partitionsToBump { partition.sequences.restart(as: bumped) }
    }
}
