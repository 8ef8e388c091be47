import Bytes

/// One stored batch: what look-ups need, and where its bytes are.
struct StoredBatch {
    var baseOffset: Int64
    var lastOffset: Int64
    var maxTimestamp: Int64
    /// Where the batch starts in its segment, counted in bytes.
    var position: Int
    var size: Int32
    var leaderEpoch: Int32
    /// From the magic byte on; empty if the segment lives in a file.
    var body: Bytes

    /// Writes the 16 bytes in front of the body.
    static func appendPrefix(of header: BatchHeader, to writer: inout BytesWriter) {
        writer.append(bigEndian: header.baseOffset)
        writer.append(bigEndian: Int32(header.size - BatchHeader.lengthOverhead))
        writer.append(bigEndian: header.leaderEpoch)
    }

    func appendPrefix(to writer: inout BytesWriter) {
        writer.append(bigEndian: self.baseOffset)
        writer.append(bigEndian: self.size - Int32(BatchHeader.lengthOverhead))
        writer.append(bigEndian: self.leaderEpoch)
    }
}

/// A stretch of a partition's log: the unit of retention and compaction. In memory, or in a file that holds exactly
/// what Kafka's own segment files hold.
final class LogSegment {
    let baseOffset: Int64
    private(set) var batches: [StoredBatch] = []
    private(set) var size = 0
    private(set) var maxTimestamp: Int64 = -1
    /// When its last batch came, in the broker's time.
    private(set) var changedAt: Int64 = 0
    /// When its first batch came, in the broker's time; decides `segment.ms`.
    private(set) var startedAt: Int64?
    /// When compaction first went over it; tombstones may leave `delete.retention.ms` later.
    var cleanedAt: Int64?
    let file: LogFile?

    init(baseOffset: Int64, file: LogFile?) {
        self.baseOffset = baseOffset
        self.file = file
    }

    var isEmpty: Bool { self.batches.isEmpty }
    /// What retention counts from: records may be without a time.
    var newestTime: Int64 { self.maxTimestamp >= 0 ? self.maxTimestamp : self.changedAt }
    var lastOffset: Int64 { self.batches.last?.lastOffset ?? self.baseOffset - 1 }

    /// Appends a batch whose header holds its final offset and epoch.
    func append(_ header: BatchHeader, body: Bytes, now: Int64) throws(LogFileError) {
        if let file = self.file {
            var prefix = BytesWriter(capacity: BatchHeader.bodyStart)
            StoredBatch.appendPrefix(of: header, to: &prefix)
            try file.append([prefix.finish(), body])
        }
        self.remember(header, body: self.file == nil ? body : Bytes(), now: now)
    }

    /// Notes a batch that is in the file already, or whose bytes are `body`.
    func remember(_ header: BatchHeader, body: Bytes, now: Int64) {
        self.batches.append(
            StoredBatch(
                baseOffset: header.baseOffset, lastOffset: header.lastOffset, maxTimestamp: header.maxTimestamp,
                position: self.size, size: Int32(header.size), leaderEpoch: header.leaderEpoch, body: body))
        self.size += header.size
        self.maxTimestamp = max(self.maxTimestamp, header.maxTimestamp)
        self.changedAt = now
        if self.startedAt == nil { self.startedAt = now }
    }

    /// Index of the first batch that ends at `offset` or later; `batches.count` if there is none.
    func index(of offset: Int64) -> Int {
        var low = 0
        var high = self.batches.count
        while low < high {
            let middle = (low + high) / 2
            if self.batches[middle].lastOffset < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The bytes of batches `range`, cut at `limit` bytes as a broker cuts them: without regard to batch borders.
    func read(_ range: Range<Int>, limit: Int) throws(LogFileError) -> Bytes {
        guard let first = range.first, let last = range.last else { return Bytes() }
        let start = self.batches[first].position
        let count = min(limit, self.batches[last].position + Int(self.batches[last].size) - start)
        if let file = self.file { return try file.read(at: start, count: count) }
        var writer = BytesWriter(capacity: count + BatchHeader.bodyStart)
        for batch in self.batches[range] {
            batch.appendPrefix(to: &writer)
            writer.append(batch.body.prefix(max(0, count - writer.count)))
            if writer.count >= count { break }
        }
        writer.truncate(to: min(count, writer.count))
        return writer.finish()
    }

    /// One batch from its magic byte on.
    func body(_ index: Int) throws(LogFileError) -> Bytes {
        let batch = self.batches[index]
        guard let file = self.file else { return batch.body }
        return try file.read(
            at: batch.position + BatchHeader.bodyStart, count: Int(batch.size) - BatchHeader.bodyStart)
    }

    /// One whole batch.
    func whole(_ index: Int) throws(LogFileError) -> Bytes {
        try self.read(index..<index + 1, limit: Int(self.batches[index].size))
    }
}
