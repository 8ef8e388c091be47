import Bytes
import KafkaWire

/// A batch that a producer sent and that passed the checks of format, size and CRC.
struct ProducedBatch {
    var header: BatchHeader
    /// Everything from the magic byte on. The broker's own fields in front of it are written when it is read.
    var body: Bytes

    /// Largest batch that is copied into memory of its own. A larger one stays a slice of its request, so that a
    /// fast producer's bytes are never copied; a small one would keep a far larger block alive.
    static let copyLimit = 16 * 1024

    /// Checks one partition's bytes of a produce request.
    ///
    /// - Parameters:
    ///   - records: what the request holds for the partition.
    ///   - limit: `max.message.bytes` of the topic.
    ///   - deep: opens the records and checks each one's lengths and deltas; costs time per record.
    init(checking records: Bytes, limit: Int, deep: Bool) throws(BatchRefusal) {
        guard let header = BatchHeader(records.span) else {
            throw BatchRefusal(.corruptMessage, "A record batch is shorter than its 61 byte header.")
        }
        try Self.checkFormat(header, of: records, limit: limit)
        self.header = header
        self.body = records.dropFirst(BatchHeader.bodyStart)
        if self.body.count <= Self.copyLimit { self.body = Bytes(copying: self.body.span) }
        if deep { try self.checkRecords() }
    }

    private static func checkFormat(_ header: BatchHeader, of records: Bytes, limit: Int) throws(BatchRefusal) {
        guard header.magic == 2 else {
            throw BatchRefusal(
                header.magic < 2 ? .unsupportedForMessageFormat : .corruptMessage,
                "Produce requests are only allowed to contain record batches with magic 2, not \(header.magic).")
        }
        guard header.size >= BatchHeader.size, header.size <= records.count else {
            throw BatchRefusal(.corruptMessage, "A record batch of \(header.size) bytes is cut off.")
        }
        guard header.size == records.count else {
            throw BatchRefusal(.invalidRecord, "Produce requests must contain exactly one record batch per partition.")
        }
        guard header.size <= limit else {
            throw BatchRefusal(
                .messageTooLarge,
                "The record batch size of \(header.size) bytes exceeds the maximum configured value of \(limit).")
        }
        guard crc32c(records.dropFirst(BatchHeader.crcStart).span) == header.crc else {
            throw BatchRefusal(.corruptMessage, "The record batch's CRC does not match its content.")
        }
        guard !header.isControl else {
            throw BatchRefusal(.invalidRecord, "Clients are not allowed to write control records.")
        }
        guard header.count > 0, header.lastOffsetDelta == header.count - 1 else {
            throw BatchRefusal(
                .invalidRecord,
                "The batch says \(header.count) records, but its last offset delta is \(header.lastOffsetDelta).")
        }
        // Seven bytes are the shortest record; of a compressed batch the length tells nothing.
        guard header.compressionID != 0 || Int(header.count) <= (header.size - BatchHeader.size) / 7 else {
            throw BatchRefusal(
                .invalidRecord, "The batch says \(header.count) records, more than its \(header.size) bytes can hold.")
        }
        guard header.compressionID <= 4 else {
            throw BatchRefusal(.unsupportedCompressionType, "Compression \(header.compressionID) is unknown.")
        }
        guard header.producerID < 0 || (header.producerEpoch >= 0 && header.baseSequence >= 0) else {
            throw BatchRefusal(.invalidRecord, "A batch with a producer id needs an epoch and a base sequence.")
        }
    }

    private func checkRecords() throws(BatchRefusal) {
        var expected: Int32 = 0
        do {
            let records = try BatchRecords(body: self.body)
            try records.forEach { record throws(RecordScanError) in
                guard record.offsetDelta == expected else { throw RecordScanError.offsetDelta }
                expected += 1
                return true
            }
        } catch {
            throw BatchRefusal(.invalidRecord, "The records of a batch can't be read: \(error)")
        }
    }
}
