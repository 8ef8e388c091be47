import Bytes
import KafkaWire
import Testing

@testable import KafkaDevBroker

@Suite struct LogCleanerTests {
    private static let configuration = [
        "cleanup.policy": "compact", "segment.bytes": "100", "delete.retention.ms": "500",
    ]

    /// A log of one record a segment; the last one is active.
    private func log(_ records: [Batches.Record], _ compression: Compression = .none, folder: String? = nil) throws
        -> PartitionLog
    {
        let log =
            try folder.map { try PartitionLog.onDisk($0, Self.configuration) }
            ?? PartitionLog.memory(Self.configuration)
        for record in records {
            _ = try log.append(try Batches.make([record], compression: compression), leaderEpoch: 0, now: 1000)
        }
        return log
    }

    @Test("Of each key the newest record stays at its offset", arguments: Compression.allCases)
    func newestStays(compression: Compression) throws {
        let log = try PartitionLog.memory(["cleanup.policy": "compact", "segment.bytes": "250"])
        for index in 0..<6 {
            let batch = try Batches.make(
                [("a", "\(index)"), ("b\(index % 2)", "\(index)")], compression: compression, step: 1)
            _ = try log.append(batch, leaderEpoch: 0, now: 1000)
        }
        try log.roll()
        _ = try log.append(try Batches.make([("z", "active")]), leaderEpoch: 0, now: 1000)
        try LogCleaner(log: log, now: 1000).run()
        #expect(try log.contents() == ["9:b0=4", "10:a=5", "11:b1=5", "12:z=active"])
        #expect(log.endOffset == 13)
        #expect(try log.firstOffset(at: 0)?.offset == 9)
    }

    @Test("Tombstones stay for delete.retention.ms after they were first compacted")
    func tombstones() throws {
        let log = try self.log([("a", "1"), ("b", "1"), ("a", nil), ("c", "1"), ("z", "active")])
        try LogCleaner(log: log, now: 1000).run()
        #expect(try log.contents() == ["1:b=1", "2:a=-", "3:c=1", "4:z=active"])
        try LogCleaner(log: log, now: 1499).run()
        #expect(try log.contents().contains("2:a=-"))
        try LogCleaner(log: log, now: 1500).run()
        #expect(try log.contents() == ["1:b=1", "3:c=1", "4:z=active"])
    }

    @Test("A reader that stands in a gap gets the next record")
    func gaps() throws {
        let log = try self.log([("a", "1"), ("a", "2"), ("a", "3"), ("b", "4"), ("z", "active")])
        try LogCleaner(log: log, now: 1000).run()
        guard case .records(let bytes) = log.read(from: 0, limit: 1000, atLeastOne: true, end: 5) else {
            Issue.record("offset 0 can't be read")
            return
        }
        #expect(try Batches.read(bytes) == ["2:a=3"])
    }

    @Test("Compaction waits until half of the log is new")
    func dirtyRatio() throws {
        let log = try self.log([("a", "1"), ("b", "2"), ("c", "3"), ("d", "4"), ("z", "active")])
        #expect(try LogCleaner(log: log, now: 1000).runIfNeeded())
        #expect(try !LogCleaner(log: log, now: 1000).runIfNeeded())
        _ = try log.append(try Batches.make([("a", "5")]), leaderEpoch: 0, now: 1000)
        #expect(try !LogCleaner(log: log, now: 1000).runIfNeeded())
        for _ in 0..<5 { _ = try log.append(try Batches.make([("a", "6")]), leaderEpoch: 0, now: 1000) }
        #expect(try LogCleaner(log: log, now: 1000).runIfNeeded())
    }

    @Test("A compacted folder holds the same after it is opened again, though a leftover of a crash lies in it")
    func recovery() async throws {
        try await withTemporaryFolder { folder in
            var log: PartitionLog? = try self.log(
                [("a", "1"), ("a", "2"), ("b", "1"), ("b", nil), ("z", "active")], folder: folder)
            if let log { try LogCleaner(log: log, now: 1000).run() }
            let before = try log?.contents()
            log = nil
            try Folder.replace(folder + "/00000000000000000000.log.cleaned", with: [1, 2, 3])
            let reopened = try PartitionLog.onDisk(folder, Self.configuration)
            #expect(try reopened.contents() == before)
            #expect(try reopened.contents() == ["1:a=2", "3:b=-", "4:z=active"])
            #expect(reopened.endOffset == 5)
            #expect(try Folder.list(folder).contains { $0.hasSuffix(".cleaned") } == false)
        }
    }
}
