import Bytes
import KafkaWire

extension ProducedBatch {
    /// The same batch with the broker's time in it (`message.timestamp.type=LogAppendTime`).
    func stamped(_ now: Int64) -> ProducedBatch {
        var batch = self
        batch.header.attributes |= 0x08
        batch.header.maxTimestamp = now
        batch.seal(records: self.body.dropFirst(BatchHeader.size - BatchHeader.bodyStart))
        return batch
    }

    /// The same batch with the latest time of its records in its header, where a client leaves that out (sarama does).
    func withLatestTimestamp() throws(BatchRefusal) -> ProducedBatch {
        guard !self.header.isLogAppendTime, self.header.maxTimestamp < self.header.baseTimestamp else { return self }
        var batch = self
        do {
            try BatchRecords(body: self.body).forEach { record in
                let time = self.header.baseTimestamp &+ record.timestampDelta
                batch.header.maxTimestamp = max(batch.header.maxTimestamp, time)
                return true
            }
        } catch {
            throw BatchRefusal(.invalidRecord, "The records of a batch can't be read: \(error)")
        }
        batch.seal(records: self.body.dropFirst(BatchHeader.size - BatchHeader.bodyStart))
        return batch
    }

    /// The same records in the compression that the topic asks for.
    func recompressed(_ id: Int16) throws(BatchRefusal) -> ProducedBatch {
        var batch = self
        do {
            let payload = try BatchRecords(body: self.body).payload
            batch.header.attributes = self.header.attributes & ~0x07 | id
            batch.seal(records: try RecordCompression.compress(payload, id: id))
        } catch {
            throw BatchRefusal(.corruptMessage, "The records of a batch can't be recompressed: \(error)")
        }
        return batch
    }

    /// The records that `keep` picks, each with its offset and timestamp as before; nil if none is left.
    func filtered(
        _ keep: (ScannedRecord, Bytes) -> Bool
    ) throws -> ProducedBatch? {
        let records = try BatchRecords(body: self.body)
        var kept = BytesWriter(capacity: records.payload.count)
        var count: Int32 = 0
        try records.forEach { record in
            if keep(record, records.payload) {
                kept.append(records.payload[record.range])
                count += 1
            }
            return true
        }
        if count == records.count { return self }
        guard count > 0 else { return nil }
        var batch = self
        batch.header.count = count
        batch.seal(records: try RecordCompression.compress(kept.finish(), id: self.header.compressionID))
        return batch
    }

    /// Puts the header's fields and `records` together as a body with the right CRC and size.
    private mutating func seal(records: Bytes) {
        self.header.size = BatchHeader.size + records.count
        var covered = BytesWriter(capacity: self.header.size)
        covered.append(bigEndian: self.header.attributes)
        covered.append(bigEndian: self.header.lastOffsetDelta)
        covered.append(bigEndian: self.header.baseTimestamp)
        covered.append(bigEndian: self.header.maxTimestamp)
        covered.append(bigEndian: self.header.producerID)
        covered.append(bigEndian: self.header.producerEpoch)
        covered.append(bigEndian: self.header.baseSequence)
        covered.append(bigEndian: self.header.count)
        covered.append(records)
        self.header.crc = crc32c(covered.span)
        var body = BytesWriter(capacity: self.header.size - BatchHeader.bodyStart)
        body.append(bigEndian: self.header.magic)
        body.append(bigEndian: self.header.crc)
        body.append(covered.span)
        self.body = body.finish()
    }

    /// A batch that is in the log already.
    init(header: BatchHeader, body: Bytes) {
        self.header = header
        self.body = body
    }
}
