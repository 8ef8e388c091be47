public import Bytes

/// A whole batch as it was fetched: its header is read, its records are not yet.
public struct RecordBatch: Sendable {
    public let header: RecordBatchHeader
    /// All of its bytes; shares the storage of what it was cut from.
    public let bytes: Bytes

    /// Reads the header of the batch that `bytes` starts with.
    ///
    /// - Throws: As ``RecordBatchHeader/init(from:)``; `.truncated` if the batch is longer than `bytes`.
    public init(_ bytes: Bytes) throws(WireError) {
        let header = try RecordBatchHeader(from: bytes)
        guard header.byteCount <= bytes.count else { throw WireError(.truncated, at: bytes.count) }
        self.header = header
        self.bytes = bytes.prefix(header.byteCount)
    }

    /// Cuts one partition's fetched bytes into batches, oldest first.
    ///
    /// A broker stops at the fetch limit without regard to batch borders. A last batch that is cut off is therefore no
    /// error: it is fetched again with the next request.
    ///
    /// - Parameter records: Batches back to back, starting at a batch border.
    /// - Returns: The whole batches; they share the storage of `records`. Empty if not even the first is whole: then
    ///   the limit of the fetch was too small (a broker since 0.10.1 never answers so).
    /// - Throws: `.badMagic`, `.badBatchLength`; an error in the middle spoils the rest, for nobody knows where the
    ///   next batch would begin.
    /// - Complexity: O(number of batches); no bytes are copied. The CRC isn't looked at, see ``checkCRC()``.
    public static func split(_ records: Bytes) throws(WireError) -> [RecordBatch] {
        var batches: [RecordBatch] = []
        var rest = records
        while rest.count > RecordBatchHeader.size {
            let header = try RecordBatchHeader(from: rest)
            guard header.byteCount <= rest.count else { break }
            batches.append(try RecordBatch(rest))
            rest = rest.dropFirst(header.byteCount)
        }
        return batches
    }

    /// - Throws: `.badChecksum` if the bytes are not those that the producer (or broker) made the CRC of.
    public func checkCRC() throws(WireError) {
        guard crc32c(self.bytes.span.extracting(21..<self.bytes.count)) == self.header.crc else {
            throw WireError(.badChecksum, at: 17)
        }
    }

    /// The same batch from another producer, or with other sequence numbers: after a change of epoch. Copies it.
    public func replacingProducer(_ producer: BatchProducer) -> Bytes {
        var writer = BytesWriter(capacity: self.bytes.count)
        writer.append(self.bytes)
        var header = self.header
        header.producer = producer
        header.patch(into: &writer)
        return writer.finish()
    }

    /// The same batch as a broker stores it: with its offset and, if `appendTime` is given, the broker's time. Copies.
    public func stored(at baseOffset: Int64, leaderEpoch: Int32, appendTime: Int64? = nil) -> Bytes {
        var writer = BytesWriter(capacity: self.bytes.count)
        writer.append(self.bytes)
        writer.patch(bigEndian: baseOffset, at: 0)
        writer.patch(bigEndian: leaderEpoch, at: 12)  // neither is part of what the CRC covers
        if let appendTime {
            var header = self.header
            header.baseOffset = baseOffset
            header.partitionLeaderEpoch = leaderEpoch
            header.attributes |= 8
            header.maxTimestamp = appendTime
            header.patch(into: &writer)
        }
        return writer.finish()
    }
}
