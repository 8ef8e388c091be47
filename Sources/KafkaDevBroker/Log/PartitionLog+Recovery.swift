import Bytes
import KafkaWire

extension PartitionLog {
    /// Reads a folder's segments. The first batch that is cut off, has a wrong CRC or a wrong offset ends the log: it
    /// and everything behind it were never acknowledged.
    func recover(_ folder: String, now: Int64) throws(LogFileError) {
        let names = try Folder.list(folder)
        for name in names where name.hasSuffix(".cleaned") || name.hasSuffix(".new") {
            Folder.removeFile(folder + "/" + name)
        }
        if let text = try Folder.read(folder + "/" + Self.startOffsetFile) {
            let digits = String(decoding: text).prefix { $0.isNumber }
            self.startOffset = Int64(digits) ?? 0
        }
        var torn = false
        for name in names where name.hasSuffix(".log") {
            let path = folder + "/" + name
            guard !torn, let base = Int64(name.dropLast(4)), self.segments.isEmpty || base >= self.endOffset else {
                Folder.removeFile(path)  // behind a torn end, or merged into the one before by compaction
                continue
            }
            let segment = LogSegment(baseOffset: base, file: try LogFile(path))
            torn = try !self.recover(segment, now: now)
            self.segments.append(segment)
            if segment.isEmpty { self.endOffset = max(self.endOffset, base) }
        }
        if let first = self.segments.first, first.baseOffset > self.startOffset { self.startOffset = first.baseOffset }
    }

    /// Reads one segment's file; true if it was whole.
    private func recover(_ segment: LogSegment, now: Int64) throws(LogFileError) -> Bool {
        guard let file = segment.file else { return true }
        var position = 0
        var block = Bytes()
        var blockStart = 0
        while position < file.size {
            let inBlock = position - blockStart
            if let header = BatchHeader(block.span, at: inBlock), header.size >= BatchHeader.size,
                header.size <= block.count - inBlock
            {
                guard self.accept(header, in: block, at: inBlock, segment: segment, now: now) else { break }
                position += header.size
                continue
            }
            let wanted = BatchHeader(block.span, at: inBlock)?.size ?? 0
            guard wanted <= file.size - position, blockStart != position || block.isEmpty || wanted > block.count
            else { break }
            block = try file.read(at: position, count: max(1 << 20, wanted))
            blockStart = position
            guard let header = BatchHeader(block.span), header.size >= BatchHeader.size,
                header.size <= file.size - position
            else { break }
        }
        guard position < file.size else { return true }
        try file.truncate(to: position)
        return false
    }

    private func accept(
        _ header: BatchHeader, in block: Bytes, at start: Int, segment: LogSegment, now: Int64
    ) -> Bool {
        let batch = block[start..<start + header.size]
        guard header.magic == 2, header.lastOffsetDelta >= 0, header.count >= 0,
            header.baseOffset >= max(self.endOffset, segment.baseOffset),
            crc32c(batch.dropFirst(BatchHeader.crcStart).span) == header.crc
        else { return false }
        segment.remember(header, body: Bytes(), now: now)
        self.noteEpoch(header.leaderEpoch, start: header.baseOffset)
        self.producers.record(header, timestamp: header.isLogAppendTime ? header.maxTimestamp : -1, now: now)
        self.endOffset = header.lastOffset + 1
        return true
    }
}
