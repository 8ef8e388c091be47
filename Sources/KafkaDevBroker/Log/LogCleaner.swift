import Bytes
import KafkaWire

/// Compaction of one log: of each key the newest record stays, and a tombstone goes `delete.retention.ms` after it was
/// first compacted. The active segment is left alone, as in Kafka. Offsets never change.
struct LogCleaner {
    let log: PartitionLog
    let now: Int64

    /// Compacts if enough of the log is new (`min.cleanable.dirty.ratio`) or has waited long enough.
    ///
    /// - Returns: true if segments were written anew.
    func runIfNeeded() throws -> Bool {
        guard self.log.settings.isCompacted else { return false }
        let closed = self.cleanable
        guard !closed.isEmpty else { return false }
        let total = closed.reduce(0) { $0 + $1.size }
        let dirty = closed.reduce(0) { $0 + ($1.baseOffset >= self.log.cleanedUpTo ? $1.size : 0) }
        let ratio = total == 0 ? 0 : Double(dirty) / Double(total)
        guard ratio > self.log.settings.minCleanableDirtyRatio || self.hasWaitedTooLong(closed) else { return false }
        try self.run()
        return true
    }

    /// Compacts all closed segments that are old enough.
    func run() throws {
        let closed = self.cleanable
        guard let last = closed.last else { return }
        let newest = try self.newestOffsets(closed)
        var fresh: [LogSegment] = []
        for segment in closed {
            if let cleaned = try self.clean(segment, newest: newest) { fresh.append(cleaned) }
        }
        self.log.segments.replaceSubrange(0..<closed.count, with: fresh)
        self.log.cleanedUpTo = last.lastOffset + 1
        if self.log.segments.isEmpty { try self.log.roll() }
    }

    private var cleanable: ArraySlice<LogSegment> {
        let closed = self.log.segments.dropLast()
        let lag = self.log.settings.minCompactionLag
        guard lag > 0 else { return closed }
        return closed.prefix { self.now - $0.maxTimestamp >= lag }
    }

    private func hasWaitedTooLong(_ closed: ArraySlice<LogSegment>) -> Bool {
        closed.contains {
            $0.baseOffset >= self.log.cleanedUpTo
                && $0.startedAt.map { started in
                    self.now - started > self.log.settings.maxCompactionLag
                } ?? false
        }
    }

    /// The newest offset of each key in the closed segments.
    private func newestOffsets(_ closed: ArraySlice<LogSegment>) throws -> [Bytes: Int64] {
        var newest: [Bytes: Int64] = [:]
        for segment in closed {
            for index in segment.batches.indices {
                let base = segment.batches[index].baseOffset
                let records = try BatchRecords(body: try segment.body(index))
                try records.forEach { record in
                    guard let key = record.key else { return true }
                    let bytes = records.payload[key]
                    if newest.updateValue(base + Int64(record.offsetDelta), forKey: bytes) == nil {
                        // The table must not keep whole batches alive for their keys.
                        newest.removeValue(forKey: bytes)
                        newest[Bytes(copying: bytes.span)] = base + Int64(record.offsetDelta)
                    }
                    return true
                }
            }
        }
        return newest
    }

    /// The segment without its outdated records; nil if nothing is left of it.
    private func clean(_ segment: LogSegment, newest: [Bytes: Int64]) throws -> LogSegment? {
        let tombstonesGo = segment.cleanedAt.map { self.now - $0 >= self.log.settings.deleteRetention } ?? false
        var kept: [ProducedBatch] = []
        var changed = false
        for index in segment.batches.indices {
            let whole = try segment.whole(index)
            guard let header = BatchHeader(whole.span) else { continue }
            let batch = ProducedBatch(header: header, body: whole.dropFirst(BatchHeader.bodyStart))
            let cleaned = try batch.filtered { record, payload in
                guard let key = record.key else { return false }
                if record.value == nil && tombstonesGo { return false }
                return newest[payload[key]] == header.baseOffset + Int64(record.offsetDelta)
            }
            if let cleaned { kept.append(cleaned) }
            changed = changed || cleaned?.header.count != header.count
        }
        guard changed else {
            segment.cleanedAt = segment.cleanedAt ?? self.now
            return segment
        }
        return try self.write(kept, inPlaceOf: segment)
    }

    private func write(_ kept: [ProducedBatch], inPlaceOf segment: LogSegment) throws -> LogSegment? {
        guard !kept.isEmpty else {
            segment.file?.remove()
            return nil
        }
        var file: LogFile?
        if let old = segment.file {
            let path = old.path + ".cleaned"
            Folder.removeFile(path)
            file = try LogFile(path)
        }
        let fresh = LogSegment(baseOffset: segment.baseOffset, file: file)
        fresh.cleanedAt = segment.cleanedAt ?? self.now
        for batch in kept {
            let body = file == nil ? Bytes(copying: batch.body.span) : batch.body
            try fresh.append(batch.header, body: body, now: segment.startedAt ?? self.now)
        }
        if let file, let old = segment.file {
            try file.synchronize()
            try Folder.rename(file.path, to: old.path)
            file.path = old.path
        }
        return fresh
    }
}
