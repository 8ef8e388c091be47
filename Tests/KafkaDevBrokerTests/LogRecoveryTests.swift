import Bytes
import Glibc
import KafkaWire
import Testing

@testable import KafkaDevBroker

@Suite struct LogRecoveryTests {
    @Test("A folder gives everything back: records, offsets, epochs, producers, the deleted prefix")
    func reopen() async throws {
        try await withTemporaryFolder { folder in
            let producer = BatchProducer(id: 7, epoch: 0, baseSequence: 0)
            var log: PartitionLog? = try PartitionLog.onDisk(folder, ["segment.bytes": "200"])
            _ = try log?.append(
                try Batches.make([(nil, "a"), (nil, "b")], producer: producer), leaderEpoch: 2, now: 1000)
            for text in ["c", "d", "e"] { _ = try log?.append(try Batches.values(text), leaderEpoch: 5, now: 1000) }
            _ = try log?.deleteRecords(before: 1, now: 1000)
            log = nil
            let reopened = try PartitionLog.onDisk(folder, ["segment.bytes": "200"])
            #expect(reopened.startOffset == 1)
            #expect(reopened.endOffset == 5)
            #expect(try reopened.contents().suffix(4) == ["1:-=b", "2:-=c", "3:-=d", "4:-=e"])
            #expect(reopened.end(of: 2) == (2, 2))
            let again = try reopened.append(
                try Batches.make([(nil, "a"), (nil, "b")], producer: producer), leaderEpoch: 5, now: 1000)
            #expect(again.isDuplicate)
            #expect(again.baseOffset == 0)
            #expect(try reopened.append(try Batches.values("f"), leaderEpoch: 5, now: 1000).baseOffset == 5)
        }
    }

    @Test("A torn tail is cut off at any length, and the log goes on behind the last whole batch")
    func tornTail() async throws {
        try await withTemporaryFolder { folder in
            var log: PartitionLog? = try PartitionLog.onDisk(folder)
            _ = try log?.append(try Batches.values("whole", "batch"), leaderEpoch: 0, now: 1000)
            let good = log?.size ?? 0
            _ = try log?.append(try Batches.values("torn"), leaderEpoch: 0, now: 1000)
            let size = log?.size ?? 0
            log = nil
            let path = PartitionLog.path(in: folder, 0)
            for length in stride(from: size - 1, through: good, by: -1) {
                #expect(truncate(path, length) == 0)
                let reopened = try PartitionLog.onDisk(folder)
                #expect(reopened.endOffset == 2)
                #expect(reopened.size == good)
                #expect(try LogFile(path).size == good)
            }
            let reopened = try PartitionLog.onDisk(folder)
            #expect(try reopened.append(try Batches.values("next"), leaderEpoch: 0, now: 1000).baseOffset == 2)
            #expect(try reopened.contents() == ["0:-=whole", "1:-=batch", "2:-=next"])
        }
    }

    @Test("A flipped bit ends the log in front of its batch, and later segments go with it")
    func flippedBit() async throws {
        try await withTemporaryFolder { folder in
            var log: PartitionLog? = try PartitionLog.onDisk(folder, ["segment.bytes": "200"])
            for text in ["a", "b", "c", "d", "e", "f"] {
                _ = try log?.append(try Batches.values(text), leaderEpoch: 0, now: 1000)
            }
            #expect(log?.segments.count == 3)
            let path = log?.segments[1].file?.path ?? ""
            log = nil
            let bytes = try #require(try Folder.read(path))
            var damaged = bytes.array
            damaged[bytes.count - 2] ^= 4
            try Folder.replace(path, with: Bytes(damaged))
            let reopened = try PartitionLog.onDisk(folder, ["segment.bytes": "200"])
            #expect(try reopened.contents() == ["0:-=a", "1:-=b", "2:-=c"])
            #expect(try Folder.list(folder).filter { $0.hasSuffix(".log") }.count == 2)
        }
    }

    @Test("Garbage of any kind in a segment is cut off and never traps")
    func garbage() async throws {
        try await withTemporaryFolder { folder in
            var generator = SystemRandomNumberGenerator()
            for round in 0..<50 {
                let count = Int.random(in: 0...300, using: &generator)
                var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
                if round % 2 == 0, count > 17 {
                    bytes.replaceSubrange(8..<12, with: [0, 0, UInt8(count >> 8), UInt8(count & 255)])
                }
                try Folder.replace(PartitionLog.path(in: folder, 0), with: Bytes(bytes))
                let log = try PartitionLog.onDisk(folder)
                #expect(log.endOffset == 0)
                #expect(log.size == 0)
            }
        }
    }
}
