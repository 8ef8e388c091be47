import Bytes

extension PartitionLog {
    struct TimedOffset: Equatable {
        var timestamp: Int64
        var offset: Int64
    }

    /// The first record at `timestamp` or later; nil if there is none.
    func firstOffset(at timestamp: Int64) throws -> TimedOffset? {
        for segment in self.segments where segment.maxTimestamp >= timestamp {
            for (index, batch) in segment.batches.enumerated()
            where batch.maxTimestamp >= timestamp && batch.lastOffset >= self.startOffset {
                guard batch.baseOffset < self.highWatermark else { return nil }
                if let found = try self.first(in: segment, index, where: { $0 >= timestamp }) { return found }
            }
        }
        return nil
    }

    /// The record with the greatest timestamp, the first one if several have it.
    func newestByTimestamp() throws -> TimedOffset? {
        var newest: (segment: LogSegment, index: Int, timestamp: Int64)?
        for segment in self.segments where segment.maxTimestamp > newest?.timestamp ?? -1 {
            for (index, batch) in segment.batches.enumerated()
            where batch.maxTimestamp > newest?.timestamp ?? -1 && batch.lastOffset >= self.startOffset {
                newest = (segment, index, batch.maxTimestamp)
            }
        }
        guard let newest else { return nil }
        return try self.first(in: newest.segment, newest.index) { $0 >= newest.timestamp }
    }

    private func first(
        in segment: LogSegment, _ index: Int, where matches: (Int64) -> Bool
    ) throws -> TimedOffset? {
        let whole = try segment.whole(index)
        guard let header = BatchHeader(whole.span) else { return nil }
        var found: TimedOffset?
        try BatchRecords(body: whole.dropFirst(BatchHeader.bodyStart)).forEach { record in
            let time = header.isLogAppendTime ? header.maxTimestamp : header.baseTimestamp &+ record.timestampDelta
            let offset = header.baseOffset &+ Int64(record.offsetDelta)
            guard offset >= self.startOffset, matches(time) else { return true }
            found = TimedOffset(timestamp: time, offset: offset)
            return false
        }
        return found
    }

    /// The leader epoch under which `offset` was written, or will be.
    func epoch(of offset: Int64) -> Int32 {
        self.epochs.last { $0.start <= offset }?.epoch ?? -1
    }

    /// Where `epoch` ended: the largest known epoch up to it, and the first offset of the next one.
    func end(of epoch: Int32) -> (epoch: Int32, endOffset: Int64) {
        guard let index = self.epochs.lastIndex(where: { $0.epoch <= epoch }) else { return (-1, -1) }
        let next = index + 1
        return (
            self.epochs[index].epoch, next < self.epochs.count ? self.epochs[next].start : self.endOffset
        )
    }
}
