import Bytes
import KafkaWire

/// Turns batches into what goes over the wire: compresses them and fills in header, sequence numbers and CRC. For the
/// one who sends alone, who keeps the compressor's memory.
final class ProducerSeal: @unchecked Sendable {  // used on the loop without compression, else by the task that seals
    private let isTransactional: Bool
    /// nil: nothing is compressed.
    private let compressor: Compressor?

    init(_ configuration: ProducerConfiguration) {
        self.isTransactional = configuration.transactionalID != nil
        self.compressor =
            configuration.compression == .none
            ? nil : Compressor(configuration.compression, level: configuration.compressionLevel)
    }

    /// Seals what isn't sealed yet, and anew what goes out under other numbers than the last time.
    func seal(_ work: ProduceWork) -> ProducerSender.SealedWork {
        var entries: [ProduceFrame.Entry] = []
        for batch in work.batches {
            self.seal(batch)
            entries.append(
                ProduceFrame.Entry(
                    topic: batch.partition.topicName, partition: batch.partition.index, records: batch.bytes ?? Bytes())
            )
        }
        if entries.count > 1 { entries.sort { ($0.topic, $0.partition) < ($1.topic, $1.partition) } }
        return ProducerSender.SealedWork(work: work, entries: entries)
    }

    private func seal(_ batch: ProducerBatch) {
        if let builder = batch.builder.take() {
            let options = RecordBatchOptions(producer: batch.producer, isTransactional: self.isTransactional)
            if let compressor {
                batch.bytes = builder.finish(options, compressor: compressor)
            } else {
                batch.bytes = builder.finish(options)
            }
        } else if batch.sealedProducer != batch.producer, let bytes = batch.bytes {
            batch.bytes = (try? RecordBatch(bytes))?.replacingProducer(batch.producer)
        }
        batch.sealedProducer = batch.producer
    }
}
