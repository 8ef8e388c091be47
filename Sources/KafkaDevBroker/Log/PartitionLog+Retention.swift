import Bytes

extension PartitionLog {
    /// Takes away whole segments by age, size and deleted prefix, as the topic's settings say. Cheap when there is
    /// nothing to do.
    func applyRetention(now: Int64) throws(LogFileError) {
        self.producers.expire(olderThan: self.settings.producerExpiration, now: now)
        if self.settings.isDeleted {
            try self.removeOldSegments(now: now)
            var excess = self.settings.retentionBytes < 0 ? 0 : self.size - self.settings.retentionBytes
            while self.segments.count > 1, excess >= self.segments[0].size, excess > 0 {
                excess -= self.segments[0].size
                try self.removeFirstSegment()
            }
        }
        while self.segments.count > 1, self.segments[1].baseOffset <= self.startOffset {
            try self.removeFirstSegment()
        }
    }

    private func removeOldSegments(now: Int64) throws(LogFileError) {
        guard self.settings.retentionMilliseconds >= 0 else { return }
        while !self.segments[0].isEmpty,
            now - self.segments[0].newestTime > self.settings.retentionMilliseconds
        {
            if self.segments.count == 1 { try self.roll() }
            try self.removeFirstSegment()
        }
    }

    /// Frees the oldest segment, whatever the settings say: the memory's bound is stronger than they are.
    ///
    /// - Returns: The bytes that were freed.
    @discardableResult
    func removeFirstSegment() throws(LogFileError) -> Int {
        let first = self.segments.removeFirst()
        if self.segments.isEmpty { self.segments.append(try self.makeSegment(baseOffset: self.endOffset)) }
        first.file?.remove()
        self.startOffset = max(self.startOffset, self.segments[0].baseOffset)
        try self.saveStartOffset()
        return first.size
    }

    /// Records in front of `offset` are gone for readers; their segments go with the next retention.
    ///
    /// - Returns: false if `offset` is outside of the log.
    func deleteRecords(before offset: Int64, now: Int64) throws(LogFileError) -> Bool {
        guard offset >= 0, offset <= self.highWatermark else { return false }
        if offset > self.startOffset {
            self.startOffset = offset
            try self.saveStartOffset()
        }
        if offset == self.endOffset { try self.roll() }
        try self.applyRetention(now: now)
        return true
    }

    static let startOffsetFile = "log-start-offset"

    func saveStartOffset() throws(LogFileError) {
        guard let folder = self.options.folder else { return }
        try Folder.replace(folder + "/" + Self.startOffsetFile, with: Bytes(utf8: "\(self.startOffset)\n"))
    }

    /// Deletes the log's files; the log is not used after that.
    func remove() {
        guard let folder = self.options.folder else { return }
        Folder.remove(folder)
    }
}
