import Bytes
import KafkaWire

extension ProducerMachine {
    /// Decides what to do at `now`: which requests go out, what else to ask the cluster for, and when to look again.
    mutating func step(now: Int64) -> ProducerStep {
        var step = ProducerStep()
        if now >= self.closeDeadline { self.failAll(KafkaError(.closed, "sending records")) }
        self.expire(now: now)
        self.waiters.wakeExpired(now: now)
        self.settleSequences()
        self.planMetadata(now: now, &step)
        if self.mayDrain(now: now, &step) { self.drain(now: now, &step) }
        self.listed.removeAll { partition in
            partition.isListed = !partition.queue.isEmpty
            return !partition.isListed
        }
        step.wakeAt = min(step.wakeAt, self.waiters.nextDeadline, self.closeDeadline)
        self.wakeAt = step.wakeAt
        self.needsStep = false
        step.isFinished = self.isClosing && self.listed.isEmpty && (self.requests.isEmpty || self.fatalError != nil)
        return step
    }

    // MARK: Sending

    /// Whether batches may go out at all: an idempotent producer needs its identity first.
    private mutating func mayDrain(now: Int64, _ step: inout ProducerStep) -> Bool {
        guard self.configuration.isIdempotent, self.identity == nil else { return true }
        guard !self.listed.isEmpty else { return false }
        if self.identityRequest.start(now: now) {
            step.needsProducerID = true
        } else if !self.identityRequest.isInFlight {
            step.wakeAt = min(step.wakeAt, self.identityRequest.notBefore)
        }
        return false
    }

    private mutating func drain(now: Int64, _ step: inout ProducerStep) {
        let isForced = self.isClosing || self.flushes > 0 || self.waiters.needsMemory
        if self.listed.count == 1 {  // a producer that sends now and then
            let partition = self.listed[0]
            while let batch = self.takeReady(from: partition, isForced: isForced, now: now, &step) {
                step.requests.append(self.makeRequest(partition.leader, Few(batch)))
            }
            return
        }
        var ready: [Int32: [ProducerPartition]] = [:]
        for partition in self.listed {
            switch self.readiness(of: partition, isForced: isForced, now: now) {
            case .now(let node): ready[node, default: []].append(partition)
            case .at(let time): step.wakeAt = min(step.wakeAt, time)
            case .afterAnEvent: break
            }
        }
        for (node, partitions) in ready.sorted(by: { $0.key < $1.key }) {
            self.drain(node, partitions, isForced: isForced, now: now, &step)
        }
        // Whoever is last in the list had the least chance of room in a request: next time it is first.
        if self.listed.count > 1, !ready.isEmpty { self.listed.append(self.listed.removeFirst()) }
    }

    /// The first batch of a partition, if it may go out now; if not, when.
    private mutating func takeReady(
        from partition: ProducerPartition, isForced: Bool, now: Int64, _ step: inout ProducerStep
    ) -> ProducerBatch? {
        switch self.readiness(of: partition, isForced: isForced, now: now) {
        case .now: return self.take(from: partition, now: now)
        case .at(let time): step.wakeAt = min(step.wakeAt, time)
        case .afterAnEvent: break
        }
        return nil
    }

    private mutating func drain(
        _ node: Int32, _ partitions: [ProducerPartition], isForced: Bool, now: Int64, _ step: inout ProducerStep
    ) {
        var rest = partitions
        while !rest.isEmpty, self.inFlightByNode[node] < self.configuration.maxInFlight {
            var batches = Few<ProducerBatch>()
            var size = 0
            for partition in rest {
                guard let first = partition.queue.first else { continue }
                let bytes = first.bytes?.count ?? first.size
                if !batches.isEmpty, size + bytes > self.configuration.maxRequestSize { continue }
                guard let batch = self.take(from: partition, now: now) else { continue }
                batches.append(batch)
                size += bytes
            }
            guard !batches.isEmpty else { return }
            step.requests.append(self.makeRequest(node, batches))
            rest.removeAll { partition in
                if partition.queue.isEmpty { return true }
                return if case .now = self.readiness(of: partition, isForced: isForced, now: now) { false } else {
                    true
                }
            }
        }
        // Their batches may grow until an answer makes room: see docs/decisions.
    }

    private enum Readiness {
        case now(node: Int32)
        case at(Int64)
        /// An answer, new metadata or more records will come and ask again.
        case afterAnEvent
    }

    private mutating func readiness(of partition: ProducerPartition, isForced: Bool, now: Int64) -> Readiness {
        guard let first = partition.queue.first else { return .afterAnEvent }
        let timeout = first.created + self.configuration.deliveryTimeout
        guard now >= first.notBefore else { return .at(min(first.notBefore, timeout)) }
        if first.attempts == 0, !isForced, partition.queue.count == 1, first.size < self.configuration.batchSize {
            let due = first.created + self.configuration.linger
            guard now >= due else { return .at(min(due, timeout)) }
        }
        if partition.leader < 0 {
            self.isMetadataStale = true
            return .at(timeout)
        }
        guard self.inFlightByNode[partition.leader] < self.configuration.maxInFlight,
            self.configuration.maxInFlight > 1 || partition.inFlight == 0, !self.mustHold(partition, first)
        else { return .at(timeout) }
        return .now(node: partition.leader)
    }

    /// Whether the sequence numbers forbid to send `first` now.
    private func mustHold(_ partition: ProducerPartition, _ first: ProducerBatch) -> Bool {
        guard self.configuration.isIdempotent, let identity = self.identity else { return false }
        if partition.mustBump { return true }
        let sequences = partition.sequences
        guard first.hasSequence else { return sequences.unresolved != nil || sequences.mustDrain(before: identity) }
        // It is sent again. While one with an earlier number is under way, the broker would refuse it.
        return partition.inFlight > 0 && sequences.pending.first !== first
    }

    /// Takes the first batch of a partition for a request.
    private mutating func take(from partition: ProducerPartition, now: Int64) -> ProducerBatch? {
        guard let batch = partition.dequeue() else { return nil }
        if self.configuration.isIdempotent, let identity = self.identity, !batch.hasSequence {
            partition.sequences.assign(to: batch, identity: identity)
        }
        batch.attempts += 1
        batch.isInFlight = true
        partition.inFlight += 1
        return batch
    }

    private mutating func makeRequest(_ node: Int32, _ batches: Few<ProducerBatch>) -> ProduceWork {
        self.nextRequestID += 1
        let work = ProduceWork(id: self.nextRequestID, node: node, batches: batches)
        self.requests.append(work)
        self.inFlightByNode[node] += 1
        self.figures.requestsSent += 1
        return work
    }

    // MARK: Time

    /// Gives up batches that are too old, whether they wait or are under way.
    private mutating func expire(now: Int64) {
        let limit = self.configuration.deliveryTimeout
        guard now - self.oldestBatch >= limit else { return }
        defer { self.findOldestBatch() }
        for partition in self.listed {
            while let first = partition.queue.first, now - first.created >= limit {
                _ = partition.dequeue()
                self.expire(first, now: now)
            }
        }
        for work in self.requests {
            for batch in work.batches where !batch.isDone && now - batch.created >= limit {
                self.expire(batch, now: now)
            }
        }
    }

    private mutating func findOldestBatch() {
        let queued = self.listed.lazy.flatMap(\.queue.all).map(\.created).min()
        let inFlight = self.requests.lazy.flatMap(\.batches).map(\.created).min()
        self.oldestBatch = min(queued ?? .max, inFlight ?? .max)
    }

    private mutating func expire(_ batch: ProducerBatch, now: Int64) {
        let partition = batch.partition
        if batch.hasSequence {
            partition.sequences.remove(batch)
            if batch.attempts > 0 { self.markUnresolved(batch) }
        }
        self.fail(
            batch,
            KafkaError(
                .timedOut, "sending records to \(partition.name)",
                detail:
                    "Expiring \(batch.recordCount) record(s) for \(partition.name):\(now - batch.created) ms has passed since batch creation"
            ))
    }

    // MARK: Ends

    /// Ends a batch in vain.
    mutating func fail(_ batch: ProducerBatch, _ error: KafkaError, records: [Int32: KafkaError] = [:]) {
        guard !batch.isDone else { return }
        self.figures.recordErrors += Int(batch.recordCount)
        self.finish(batch, .failed(error, records: records))
    }

    mutating func finish(_ batch: ProducerBatch, _ result: ProducerBatch.Result) {
        guard !batch.isDone else { return }
        batch.result = result
        if batch === batch.partition.open { batch.partition.open = nil }
        self.used -= batch.size
        for delivery in batch.deliveries { self.finished.append(delivery) }
        batch.deliveries = Few()
        if !batch.isInFlight {  // otherwise the sender may be looking at them
            batch.bytes = nil
            batch.builder = nil
        }
        self.wakeForMemory()
    }

    /// Ends everything that isn't done; nothing goes out any more.
    mutating func failAll(_ error: KafkaError) {
        self.fatalError = self.fatalError ?? error
        for partition in self.listed {
            while let batch = partition.dequeue() { self.fail(batch, error) }
        }
        for work in self.requests {
            for batch in work.batches { self.fail(batch, error) }
        }
        self.waiters.wakeAll()
    }
}
