package import KafkaWire

/// What a poll brings of one partition: whole batches, oldest first, with what the reader must not see left out.
///
/// Batches are not decompressed yet: call ``records(of:decompressor:)`` where that work is to be done. All of it shares
/// the storage of the broker's answer.
package struct FetchedPartition: Sendable {
    package var partition: TopicPartition
    /// Without control batches and, for `read_committed`, without aborted transactions; may be empty although the
    /// position has moved.
    package var batches: [RecordBatch]
    /// The first offset asked for: the first batch may begin before it.
    package var firstOffset: Int64
    /// Where the reader goes on.
    package var nextOffset: Int64
    /// Behind the last record that all replicas have.
    package var highWatermark: Int64
    /// Behind the last record whose transaction has ended; -1: not known.
    package var lastStableOffset: Int64
    /// The log's first offset; -1: not known.
    package var logStartOffset: Int64
    let checksCRCs: Bool

    /// The records of one of the batches, none of them before the position.
    ///
    /// - Throws: `malformedFrame` if the batch is corrupt.
    package func records(of batch: RecordBatch, decompressor: Decompressor) throws(KafkaError) -> FetchedRecords {
        let all: FetchedRecords
        do throws(WireError) {
            all = try batch.records(decompressor: decompressor, checkCRC: self.checksCRCs)
        } catch {
            throw KafkaError(
                .malformedFrame, "reading the batch at offset \(batch.header.baseOffset) of \(self.partition)",
                cause: error)
        }
        guard batch.header.baseOffset < self.firstOffset else { return all }
        return FetchedRecords(
            header: all.header, storage: all.storage, records: all.records.filter { $0.offset >= self.firstOffset })
    }
}
