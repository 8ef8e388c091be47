import Bytes
import KafkaWire
import Metrics
import Transport

/// What a producer tells.
extension ClientMeter {
    /// Asks `producer` and `cluster` for their figures at each scrape.
    func follow(_ producer: KafkaProducer, cluster: KafkaCluster) {
        let bufferMemory = producer.configuration.bufferMemory
        self.state.withLock { state in
            state.producer.bufferTotal = bufferMemory
            state.producerState = { [weak producer] in producer?.figures }
            state.metadataTime = { [weak cluster] in cluster?.snapshot.time }
        }
    }

    /// A request is on its way. Its batches are sealed, so nobody changes them.
    func sent(_ work: ProduceWork) {
        let now = MetricsClock.now  // the producer's clock shows the same
        self.state.withLock { state in
            var records: Int32 = 0
            for batch in work.batches {
                records += batch.recordCount
                let figures = ProducerMeterFigures.Batch(
                    topic: state.producer.number(of: batch.partition), records: batch.recordCount,
                    bytes: Int32(clamping: batch.bytes?.count ?? batch.size), before: Int32(clamping: batch.size),
                    waited: Int32(clamping: now - batch.created), isAlone: work.batches.count == 1)
                state.note(.batch(figures), at: now)
            }
            if work.batches.count > 1 { state.note(.produce(records: records), at: now) }
        }
    }

    /// A request was answered, and the producer has taken it up; called under its lock.
    func answered(_ work: ProduceWork, _ answers: Few<ProduceAnswer>) {
        // by their places, for an answer that says nothing wrong isn't worth a copy
        for place in answers.indices where answers[place].error != .none && place < work.batches.count {
            let (batch, now) = (work.batches[place], MetricsClock.now)
            self.state.withLock { state in
                state.producer.failed(
                    batch.partition, records: Int(batch.recordCount), isRetried: !batch.isDone, at: now)
            }
        }
    }

    /// A call waited until its records could be taken.
    func waitedToSend(since start: Int64) {
        let end = MetricsClock.nanoseconds
        self.state.withLock { $0.producer.waits.record(Double(end - start), at: end / 1_000_000) }
    }

    func flushed(since start: Int64) {
        let duration = Double(MetricsClock.nanoseconds - start)
        self.state.withLock { $0.producer.flushNanoseconds += duration }
    }
}
