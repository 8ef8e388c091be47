import Bytes
import KafkaWire

/// What a broker, or the lack of one, says about one batch of a request.
struct ProduceAnswer {
    var error = ErrorCode.none
    var baseOffset: Int64 = -1
    var appendTime: Int64 = -1
    var logStartOffset: Int64 = -1
    var details: Details?

    /// What goes with an error: beside the answer, for it is large and rare.
    final class Details: Sendable {
        let message: String?
        let recordErrors: [(index: Int32, message: String?)]
        let leader: (id: Int32, epoch: Int32)?
        let failure: KafkaError?

        init(
            message: String? = nil, recordErrors: [(index: Int32, message: String?)] = [],
            leader: (id: Int32, epoch: Int32)? = nil, failure: KafkaError? = nil
        ) {
            (self.message, self.recordErrors, self.leader, self.failure) = (message, recordErrors, leader, failure)
        }
    }

    var message: String? { self.details?.message }
    /// Records that spoil the batch, by their place in it.
    var recordErrors: [(index: Int32, message: String?)] { self.details?.recordErrors ?? [] }
    /// The leader as the broker knows it, if it isn't the one that was asked.
    var leader: (id: Int32, epoch: Int32)? { self.details?.leader }
    /// What went wrong on the way, if there was no answer.
    var failure: KafkaError? { self.details?.failure }

    /// No answer. A connection that ends is Kafka's `NETWORK_EXCEPTION`, which is tried again.
    init(failure: KafkaError) {
        self.details = Details(failure: failure)
        self.error = failure.code.brokerCode ?? (failure.isRetriable ? .networkException : .unknownServerError)
    }

    init(error: ErrorCode = .none, baseOffset: Int64 = -1) {
        self.error = error
        self.baseOffset = baseOffset
    }
}

extension ProducerMachine {
    /// Takes the answers to a request, one a batch in the request's order.
    mutating func answered(_ work: ProduceWork, _ answers: Few<ProduceAnswer>, now: Int64) {
        guard let place = self.requests.firstIndex(where: { $0.id == work.id }) else { return }
        self.requests.remove(at: place)
        self.inFlightByNode[work.node] -= 1
        for (place, batch) in work.batches.enumerated() {
            batch.isInFlight = false
            batch.partition.inFlight -= 1
            if place < answers.count {
                self.take(answers[place], for: batch, now: now)
            } else {
                let lost = KafkaError(.malformedFrame, "looking for \(batch.partition.name) in an answer")
                self.take(ProduceAnswer(failure: lost), for: batch, now: now)
            }
            if batch.isDone {
                batch.builder = nil
                // A little memory is freed with the batch, by the one who made it: his next record takes it anew while it
                // is in the processor's cache. Freed here, on another thread, it would be the last that malloc gives out.
                if let bytes = batch.bytes, bytes.count > Self.fewBytes { batch.bytes = nil }
            }
        }
        if self.mustStepAfterAnswer { self.needsStep = true }
    }

    /// About as much as a record.
    private static let fewBytes = 1024

    /// Whether an answer may lead to anything: a producer that has nothing more to send need not look.
    private var mustStepAfterAnswer: Bool {
        !self.listed.isEmpty || self.isClosing || self.isMetadataStale || self.fatalError != nil
            || !self.partitionsToBump.isEmpty || !self.unresolved.isEmpty
    }

    private mutating func take(_ answer: ProduceAnswer, for batch: ProducerBatch, now: Int64) {
        if let leader = answer.leader { self.follow(leader, batch.partition) }
        switch answer.error {
        case .none, .duplicateSequenceNumber: self.stored(batch, answer)
        case .messageTooLarge where batch.recordCount > 1 && !batch.isDone: self.split(batch, now: now)
        default:
            if answer.error.meansStaleMetadata, answer.leader == nil { self.isMetadataStale = true }
            self.failed(batch, answer, now: now)
        }
    }

    private mutating func stored(_ batch: ProducerBatch, _ answer: ProduceAnswer) {
        if batch.hasSequence { batch.partition.sequences.acknowledge(batch, baseOffset: answer.baseOffset) }
        guard !batch.isDone else { return }  // given up in the meantime
        self.figures.recordsSent += Int(batch.recordCount)
        self.figures.batchesSent += 1
        self.figures.bytesSent += batch.bytes?.count ?? 0
        self.finish(batch, .stored(baseOffset: answer.baseOffset, appendTime: answer.appendTime))
    }

    private mutating func failed(_ batch: ProducerBatch, _ answer: ProduceAnswer, now: Int64) {
        let mayRetry =
            !batch.isDone && batch.attempts <= self.configuration.retries && self.fatalError == nil
            && self.mustRetry(batch, answer)
        if mayRetry, now - batch.created < self.configuration.deliveryTimeout {
            self.figures.recordRetries += Int(batch.recordCount)
            self.enqueueAgain(batch, now: now)
            return
        }
        if batch.hasSequence { self.giveUpSequence(of: batch, answer) }
        let (error, records) = self.errors(batch, answer)
        if Self.isFatal(answer.error), self.configuration.isIdempotent { self.failAll(error) }
        self.fail(batch, error, records: records)
    }

    private static func isFatal(_ code: ErrorCode) -> Bool {
        switch code {
        case .clusterAuthorizationFailed, .transactionalIDAuthorizationFailed, .producerFenced, .unsupportedVersion,
            .invalidProducerIDMapping:
            true
        default: false
        }
    }

    private func errors(
        _ batch: ProducerBatch, _ answer: ProduceAnswer
    ) -> (KafkaError, records: [Int32: KafkaError]) {
        let operation = "sending records to \(batch.partition.name)"
        if let failure = answer.failure { return (failure.rephrased(operation), [:]) }
        guard !answer.recordErrors.isEmpty, batch.recordCount > 1 else {
            let message = answer.recordErrors.first?.message ?? answer.message
            let error = KafkaError(.broker(answer.error), operation, detail: message)
                .namingRight("Write", on: "topics: [\(batch.partition.topicName)]", self.configuration.client)
            return (error, [:])
        }
        var records: [Int32: KafkaError] = [:]
        for (index, message) in answer.recordErrors {
            records[index] = KafkaError(.broker(.invalidRecord), operation, detail: message ?? answer.message)
        }
        let others = KafkaError(
            .broker(answer.error), operation,
            detail: "Failed to append record because it was part of a batch which had one more more invalid records")
        return (others, records)
    }

    private mutating func follow(_ leader: (id: Int32, epoch: Int32), _ partition: ProducerPartition) {
        guard leader.epoch > partition.leaderEpoch, leader.id >= 0 else { return }
        partition.leader = leader.id
        partition.leaderEpoch = leader.epoch
    }

    /// Puts a batch back to be sent again after a pause.
    private mutating func enqueueAgain(_ batch: ProducerBatch, now: Int64) {
        batch.notBefore =
            now
            + exponentialBackoff(
                self.configuration.retryBackoff, attempts: batch.attempts - 1, max: self.configuration.retryBackoffMax)
        self.putBack(batch)
    }

    private mutating func putBack(_ batch: ProducerBatch) {
        if batch.hasSequence {
            batch.partition.queue.insertInSequence(batch)
        } else {
            batch.partition.queue.prepend(batch)
        }
        batch.partition.queuedBytes += batch.size
        self.list(batch.partition)
    }

    // MARK: Splitting

    /// Divides a batch that is too large for the broker. Each part keeps its share of the sequence numbers.
    private mutating func split(_ batch: ProducerBatch, now: Int64) {
        let topic = batch.partition.topic
        // Java cuts into pieces of `batch.size`; ours that grew don't get so large again.
        topic.growthLimit = max(self.configuration.batchSize, min(topic.growthLimit, batch.size / 2))
        let limit =
            batch.isSplit || batch.size <= self.configuration.batchSize
            ? batch.size / 2 : self.configuration.batchSize
        let parts: [ProducerBatch]
        do throws(WireError) {
            parts = try Self.parts(of: batch, limit: limit)
        } catch {
            self.fail(batch, KafkaError(error, "splitting a batch that is too large for the broker"))
            return
        }
        self.figures.batchSplits += 1
        if batch.hasSequence { batch.partition.sequences.replace(batch, by: parts) }
        for part in parts {
            part.deliveries = batch.deliveries
            for delivery in part.deliveries { delivery.hold() }
            self.used += part.size
        }
        if batch.hasSequence {
            for part in parts { self.putBack(part) }
        } else {
            for part in parts.reversed() { self.putBack(part) }
        }
        self.finish(batch, .split(parts))
    }

    private static func parts(of batch: ProducerBatch, limit: Int) throws(WireError) -> [ProducerBatch] {
        guard let bytes = batch.bytes else { return [batch] }
        let read = try RecordBatch(bytes).records(decompressor: Decompressor(), checkCRC: false)
        let records = OutgoingRecords(capacity: batch.size)
        let topic = records.topic(batch.partition.topicName)
        for record in read.records {
            records.append(
                topic: topic, timestamp: record.timestamp, key: read.key(record), value: read.value(record),
                headers: read.headers(record))
        }
        var parts: [ProducerBatch] = []
        for record in records.records {
            let bound = RecordBatchBuilder.sizeBound(record)
            if parts.last.map({ $0.size + bound > limit }) ?? true {
                let part = ProducerBatch(partition: batch.partition, created: batch.created, capacity: limit + 64)
                part.isSplit = true
                part.attempts = batch.attempts
                parts.append(part)
            }
            let part = parts[parts.count - 1]
            part.builder?.append(record, timestamp: record.timestamp, arena: records.arena.span)
            part.recordCount += 1
            part.size = part.builder?.byteCount ?? part.size
        }
        return parts
    }
}
