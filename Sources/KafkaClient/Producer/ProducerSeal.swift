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

    var compresses: Bool { self.compressor != nil }

    /// Seals what isn't sealed yet, and anew what goes out under other numbers than the last time.
    func seal(_ work: ProduceWork) {
        for batch in work.batches { self.seal(batch) }
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
