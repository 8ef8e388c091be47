import Bytes
import KafkaWire

/// The log of one partition: batches in the order of their offsets, in segments, in memory or in a folder.
///
/// All replicas of a partition share this one log, so what is appended is committed at once; ``heldHighWatermark``
/// is how a test holds consumers back. Not thread-safe: it belongs to the cluster's event loop. The time is always an
/// argument.
///
/// Invariants: `segments` is never empty and its last one is the active one; base offsets grow; `startOffset` ≤
/// `highWatermark` ≤ `endOffset`.
final class PartitionLog {
    struct Options {
        /// Folder of this partition; nil: in memory.
        var folder: String?
        /// Opens every record of each batch before it is stored; for tests of producers.
        var checksRecords = false
        /// Bound on a segment's bytes beside `segment.bytes`, so that retention has something to take away.
        var segmentLimit = Int.max
    }

    var settings: TopicSettings
    let options: Options
    var segments: [LogSegment]
    var startOffset: Int64 = 0
    var endOffset: Int64 = 0
    /// First offset written under each leader epoch, oldest first.
    var epochs: [(epoch: Int32, start: Int64)] = []
    var producers = ProducerStates()
    /// Set by a test: consumers see nothing from here on.
    var heldHighWatermark: Int64?
    /// Segments in front of this offset were compacted before.
    var cleanedUpTo: Int64 = 0

    /// Opens the log; a folder's files are checked, and a torn end is cut off.
    init(settings: TopicSettings, options: Options, now: Int64) throws(LogFileError) {
        self.settings = settings
        self.options = options
        self.segments = []
        if let folder = options.folder {
            try Folder.create(folder)
            try self.recover(folder, now: now)
        }
        if self.segments.isEmpty { self.segments.append(try self.makeSegment(baseOffset: self.startOffset)) }
        self.endOffset = max(self.endOffset, self.startOffset)
    }

    var active: LogSegment { self.segments[self.segments.count - 1] }
    var size: Int { self.segments.reduce(0) { $0 + $1.size } }
    /// About what the log takes in memory, if it is there.
    var footprint: Int { self.segments.reduce(0) { $0 + $1.size + 150 * $1.batches.count } }
    var highWatermark: Int64 {
        self.heldHighWatermark.map { max(self.startOffset, min($0, self.endOffset)) } ?? self.endOffset
    }
    /// Where readers of committed transactions stop. There are no transactions yet: the high watermark.
    var lastStableOffset: Int64 { self.highWatermark }

    func makeSegment(baseOffset: Int64) throws(LogFileError) -> LogSegment {
        guard let folder = self.options.folder else { return LogSegment(baseOffset: baseOffset, file: nil) }
        return LogSegment(baseOffset: baseOffset, file: try LogFile(Self.path(in: folder, baseOffset)))
    }

    static func path(in folder: String, _ baseOffset: Int64) -> String {
        let digits = String(baseOffset)
        return folder + "/" + String(repeating: "0", count: max(0, 20 - digits.count)) + digits + ".log"
    }

    // MARK: - Append

    struct Appended: Equatable {
        var baseOffset: Int64
        /// The time the broker gave the batch, or -1 if the producer's times stand.
        var logAppendTime: Int64
        var isDuplicate = false
    }

    /// Checks and stores one partition's bytes of a produce request.
    func append(_ records: Bytes, leaderEpoch: Int32, now: Int64) throws(BatchRefusal) -> Appended {
        let batch = try ProducedBatch(
            checking: records, limit: self.settings.maxMessageBytes, deep: self.options.checksRecords)
        guard !batch.header.isTransactional else {
            throw BatchRefusal(.invalidTxnState, "This broker has no transactions.")
        }
        return try self.append(batch, leaderEpoch: leaderEpoch, now: now)
    }

    func append(_ produced: ProducedBatch, leaderEpoch: Int32, now: Int64) throws(BatchRefusal) -> Appended {
        var batch = produced
        switch self.producers.judge(batch.header) {
        case .append: break
        case .duplicate(let before):
            return Appended(baseOffset: before.baseOffset, logAppendTime: before.timestamp, isDuplicate: true)
        case .refuse(let refusal): throw refusal
        }
        batch = try batch.withLatestTimestamp()
        try self.checkContent(batch, now: now)
        if self.settings.usesLogAppendTime { batch = batch.stamped(now) }
        if let id = self.settings.compressionID, id != batch.header.compressionID {
            batch = try batch.recompressed(id)
        }
        batch.header.baseOffset = self.endOffset
        batch.header.leaderEpoch = leaderEpoch
        do {
            try self.store(batch, now: now)
        } catch {
            throw BatchRefusal(.kafkaStorageError, "The broker's disk: \(error)")
        }
        let time = self.settings.usesLogAppendTime ? now : -1
        self.producers.record(batch.header, timestamp: time, now: now)
        return Appended(baseOffset: batch.header.baseOffset, logAppendTime: time)
    }

    private func checkContent(_ batch: ProducedBatch, now: Int64) throws(BatchRefusal) {
        if !self.settings.usesLogAppendTime {
            let newest = batch.header.maxTimestamp
            let (latest, overflow) = now.addingReportingOverflow(self.settings.timestampAfterMax)
            guard overflow || newest <= latest else {
                throw BatchRefusal(.invalidTimestamp, "Timestamp \(newest) of a record is too far in the future.")
            }
            let (earliest, underflow) = now.subtractingReportingOverflow(self.settings.timestampBeforeMax)
            guard underflow || batch.header.baseTimestamp < 0 || batch.header.baseTimestamp >= earliest else {
                throw BatchRefusal(
                    .invalidTimestamp, "Timestamp \(batch.header.baseTimestamp) of a record is too far in the past.")
            }
        }
        guard self.settings.isCompacted else { return }
        var keyless = false
        do {
            try BatchRecords(body: batch.body).forEach { record in
                keyless = record.key == nil
                return !keyless
            }
        } catch {
            throw BatchRefusal(.invalidRecord, "The records of a batch can't be read: \(error)")
        }
        if keyless {
            throw BatchRefusal(
                .invalidRecord, "Compacted topic cannot accept message without key in a topic partition.")
        }
    }

    private func store(_ batch: ProducedBatch, now: Int64) throws(LogFileError) {
        if self.needsRoll(for: batch.header.size, now: now) { try self.roll() }
        try self.active.append(batch.header, body: batch.body, now: now)
        self.noteEpoch(batch.header.leaderEpoch, start: batch.header.baseOffset)
        self.endOffset = batch.header.lastOffset + 1
    }

    /// A new leader writes from the log's end on.
    func noteEpoch(_ epoch: Int32, start: Int64) {
        if let last = self.epochs.last, last.epoch >= epoch { return }
        self.epochs.append((epoch, start))
    }

    private func needsRoll(for size: Int, now: Int64) -> Bool {
        let active = self.active
        guard !active.isEmpty else { return false }
        let limit = min(self.settings.segmentBytes, self.options.segmentLimit)
        return active.size + size > limit || now - (active.startedAt ?? now) > self.settings.segmentMilliseconds
    }

    func roll() throws(LogFileError) {
        guard !self.active.isEmpty else { return }
        self.segments.append(try self.makeSegment(baseOffset: self.endOffset))
    }

    // MARK: - Read

    enum ReadOutcome {
        case records(Bytes)
        case outOfRange
        case failed(LogFileError)
    }

    /// Bytes of batches from the one that holds `offset` on, cut at `limit`.
    ///
    /// - Parameters:
    ///   - atLeastOne: gives the first batch whole, even if it is larger than `limit`.
    ///   - end: nothing from this offset on; the high watermark for consumers.
    func read(from offset: Int64, limit: Int, atLeastOne: Bool, end: Int64) -> ReadOutcome {
        guard offset >= self.startOffset, offset <= self.endOffset else { return .outOfRange }
        guard offset < end, let place = self.segmentIndex(of: offset) else { return .records(Bytes()) }
        let segment = self.segments[place]
        let first = segment.index(of: offset)
        guard first < segment.batches.count, segment.batches[first].lastOffset < end else { return .records(Bytes()) }
        let last = min(segment.index(of: end), segment.batches.count)
        let whole = Int(segment.batches[first].size)
        do {
            return .records(try segment.read(first..<last, limit: atLeastOne ? max(limit, whole) : max(0, limit)))
        } catch {
            return .failed(error)
        }
    }

    /// Bytes from `offset` to `end`, no more than `limit`: what a waiting fetch counts against its minimum.
    func available(from offset: Int64, end: Int64, limit: Int) -> Int {
        guard offset < end, let place = self.segmentIndex(of: offset) else { return 0 }
        var total = 0
        for segment in self.segments[place...] {
            let first = segment.index(of: offset)
            guard first < segment.batches.count else { continue }
            if segment.lastOffset < end {
                total += segment.size - segment.batches[first].position
            } else {
                for batch in segment.batches[first...] where batch.lastOffset < end { total += Int(batch.size) }
            }
            if total >= limit { return limit }
        }
        return total
    }

    /// The segment that holds `offset`, or the next one that holds anything after it.
    private func segmentIndex(of offset: Int64) -> Int? {
        var low = 0
        var high = self.segments.count
        while low < high {
            let middle = (low + high) / 2
            if self.segments[middle].lastOffset < offset { low = middle + 1 } else { high = middle }
        }
        while low < self.segments.count, self.segments[low].isEmpty { low += 1 }
        return low < self.segments.count ? low : nil
    }
}
