import Bytes
import KafkaWire
import Testing

@testable import KafkaDevBroker

@Suite struct PartitionLogTests {
    @Test("Batches get consecutive offsets and come back as they were", arguments: Compression.allCases)
    func roundTrip(compression: Compression) throws {
        let log = try PartitionLog.memory()
        let first = try log.append(
            try Batches.make([("a", "1"), (nil, "2")], compression: compression), leaderEpoch: 3, now: 1000)
        let second = try log.append(
            try Batches.make([("c", nil)], compression: compression), leaderEpoch: 3, now: 1000)
        #expect(first.baseOffset == 0)
        #expect(second.baseOffset == 2)
        #expect(log.endOffset == 3)
        #expect(try log.contents() == ["0:a=1", "1:-=2", "2:c=-"])
    }

    @Test("A read begins with the batch that holds the offset and is cut at the limit, but for the first batch")
    func limits() throws {
        let log = try PartitionLog.memory()
        let batch = try Batches.values("one", "two")
        for _ in 0..<3 { _ = try log.append(batch, leaderEpoch: 0, now: 1000) }
        func count(_ offset: Int64, _ limit: Int, _ atLeastOne: Bool, end: Int64 = 6) -> Int? {
            guard case .records(let bytes) = log.read(from: offset, limit: limit, atLeastOne: atLeastOne, end: end)
            else { return nil }
            return bytes.count
        }
        #expect(count(3, 10_000, true) == 2 * batch.count)
        #expect(count(3, batch.count + 10, true) == batch.count + 10)
        #expect(count(3, 5, true) == batch.count)
        #expect(count(3, 5, false) == 5)
        #expect(count(6, 10_000, true) == 0)
        #expect(count(7, 10_000, true) == nil)
        #expect(count(0, 10_000, true, end: 4) == 2 * batch.count)
        #expect(log.available(from: 1, end: 6, limit: 10_000) == 3 * batch.count)
        #expect(log.available(from: 4, end: 6, limit: 10_000) == batch.count)
    }

    @Test("A large batch stays in the memory of its request; a small one is copied out of it")
    func storage() throws {
        let large = try Batches.make([(nil, String(repeating: "x", count: 40_000))])
        let batch = try ProducedBatch(checking: large, limit: .max, deep: true)
        let isShared = batch.body.withUnsafeBytes { body in
            large.withUnsafeBytes { $0.baseAddress.map { $0 + BatchHeader.bodyStart } == body.baseAddress }
        }
        #expect(isShared)
        let small = try Batches.values("x")
        let copied = try ProducedBatch(checking: small, limit: .max, deep: true)
        let isCopied = copied.body.withUnsafeBytes { body in
            small.withUnsafeBytes { $0.baseAddress.map { $0 + BatchHeader.bodyStart } != body.baseAddress }
        }
        #expect(isCopied)
    }

    @Test("Damaged, cut, doubled and oversized batches are refused with Kafka's codes and change nothing")
    func refusals() throws {
        let log = try PartitionLog.memory(["max.message.bytes": "500"])
        func code(_ bytes: Bytes) -> ErrorCode? {
            do throws(BatchRefusal) {
                _ = try log.append(bytes, leaderEpoch: 0, now: 1000)
                return nil
            } catch {
                return error.code
            }
        }
        let good = try Batches.values("value")
        var damaged = good.array
        damaged[70] ^= 1
        var oldMagic = good.array
        oldMagic[16] = 1
        #expect(code(Bytes(damaged)) == .corruptMessage)
        #expect(code(Bytes(oldMagic)) == .unsupportedForMessageFormat)
        #expect(code(good.prefix(good.count - 1)) == .corruptMessage)
        #expect(code(good.prefix(30)) == .corruptMessage)
        #expect(code(Bytes(good.array + good.array)) == .invalidRecord)
        #expect(code(try Batches.make([(nil, String(repeating: "x", count: 500))])) == .messageTooLarge)
        #expect(log.endOffset == 0)
    }

    @Test("A batch without its latest time gets it from its records, and is not taken for an old one")
    func latestTimestamp() throws {
        var bytes = try Batches.make([("a", "1"), ("b", "2"), ("c", "3")], timestamp: 5000, step: 10).array
        for index in 35..<43 { bytes[index] = 0xff }
        withUnsafeBytes(of: crc32c(Bytes(bytes[BatchHeader.crcStart...]).span).bigEndian) { crc in
            for index in 0..<4 { bytes[17 + index] = crc[index] }
        }
        let log = try PartitionLog.memory(["retention.ms": "1000"])
        _ = try log.append(Bytes(bytes), leaderEpoch: 0, now: 5500)
        try log.applyRetention(now: 5900)
        #expect(try log.contents() == ["0:a=1", "1:b=2", "2:c=3"])
        guard case .records(let stored) = log.read(from: 0, limit: .max, atLeastOne: true, end: 3) else {
            Issue.record("nothing can be read")
            return
        }
        #expect(BatchHeader(stored.span)?.maxTimestamp == 5020)
        try log.applyRetention(now: 6021)
        #expect(log.startOffset == 3)
    }

    @Test("Any flipped byte of a batch is refused or changes nothing that a reader relies on")
    func flippedBytes() throws {
        let good = try Batches.make([("key", "value"), ("key2", nil)])
        for index in 0..<good.count {
            for bit in [UInt8(1), 0x80] {
                var bytes = good.array
                bytes[index] ^= bit
                let log = try PartitionLog.memory()
                guard (try? log.append(Bytes(bytes), leaderEpoch: 0, now: 1000)) != nil else { continue }
                #expect(try log.contents() == ["0:key=value", "1:key2=-"])
            }
        }
    }

    @Test("The deep check finds records whose lengths are wrong, though the CRC is right")
    func deepCheck() throws {
        let good = try Batches.values("value")
        var bytes = good.array
        bytes[61] += 2  // the record's own length
        let crc = crc32c(Bytes(bytes).dropFirst(BatchHeader.crcStart).span)
        for place in 0..<4 { bytes[17 + place] = UInt8(truncatingIfNeeded: crc >> (24 - 8 * UInt32(place))) }
        #expect(throws: BatchRefusal.self) {
            _ = try PartitionLog.memory().append(Bytes(bytes), leaderEpoch: 0, now: 1000)
        }
        _ = try PartitionLog.memory(checksRecords: false).append(Bytes(bytes), leaderEpoch: 0, now: 1000)
    }

    @Test("A compacted topic refuses records without a key")
    func keylessRecords() throws {
        let log = try PartitionLog.memory(["cleanup.policy": "compact"])
        #expect(throws: BatchRefusal.self) { _ = try log.append(try Batches.values("x"), leaderEpoch: 0, now: 1000) }
        _ = try log.append(try Batches.make([("k", "x")]), leaderEpoch: 0, now: 1000)
    }

    @Test("Timestamps far in the future are refused; with LogAppendTime the broker's time stands")
    func timestamps() throws {
        let log = try PartitionLog.memory()
        #expect(throws: BatchRefusal.self) {
            _ = try log.append(try Batches.values("x", timestamp: 10_000_000), leaderEpoch: 0, now: 1000)
        }
        let stamped = try PartitionLog.memory(["message.timestamp.type": "LogAppendTime"])
        let appended = try stamped.append(
            try Batches.values("x", timestamp: 10_000_000), leaderEpoch: 0, now: 1234)
        #expect(appended.logAppendTime == 1234)
        #expect(try stamped.firstOffset(at: 1234) == .init(timestamp: 1234, offset: 0))
        #expect(try stamped.contents() == ["0:-=x"])
    }

    @Test("Offsets are found by time, in whatever batch and compression", arguments: Compression.allCases)
    func byTime(compression: Compression) throws {
        let log = try PartitionLog.memory()
        for base in [Int64(1000), 2000, 1500] {
            let batch = try Batches.make(
                [(nil, "a"), (nil, "b"), (nil, "c")], timestamp: base, compression: compression, step: 10)
            _ = try log.append(batch, leaderEpoch: 0, now: 5000)
        }
        #expect(try log.firstOffset(at: 0) == .init(timestamp: 1000, offset: 0))
        #expect(try log.firstOffset(at: 1011) == .init(timestamp: 1020, offset: 2))
        #expect(try log.firstOffset(at: 1021) == .init(timestamp: 2000, offset: 3))
        #expect(try log.firstOffset(at: 2021) == nil)
        #expect(try log.newestByTimestamp() == .init(timestamp: 2020, offset: 5))
    }

    @Test("The topic's compression replaces the producer's")
    func recompression() throws {
        let log = try PartitionLog.memory(["compression.type": "zstd"])
        _ = try log.append(try Batches.make([("a", "b")], compression: .gzip), leaderEpoch: 0, now: 1000)
        guard case .records(let bytes) = log.read(from: 0, limit: .max, atLeastOne: true, end: 1) else { return }
        #expect(try RecordBatch(bytes).header.compression == .zstd)
        #expect(try log.contents() == ["0:a=b"])
    }

    @Test("Old segments go by age and by size; the active one stays until its records are too old")
    func retention() throws {
        let log = try PartitionLog.memory(["retention.ms": "1000", "segment.bytes": "100"])
        for time in [Int64(1000), 1500, 2000] {
            _ = try log.append(try Batches.values("x", timestamp: time), leaderEpoch: 0, now: time)
        }
        #expect(log.segments.count == 3)
        try log.applyRetention(now: 2200)
        #expect(log.startOffset == 1)
        try log.applyRetention(now: 9999)
        #expect(log.startOffset == 3)
        #expect(log.endOffset == 3)
        let sized = try PartitionLog.memory(["retention.bytes": "150", "segment.bytes": "100"])
        for _ in 0..<5 { _ = try sized.append(try Batches.values("x"), leaderEpoch: 0, now: 1000) }
        try sized.applyRetention(now: 1000)
        #expect(sized.startOffset == 2)
        #expect(sized.size == 3 * sized.segments[0].size)
    }

    @Test("Deleted records are gone for readers at once")
    func deletion() throws {
        let log = try PartitionLog.memory()
        for _ in 0..<3 { _ = try log.append(try Batches.values("x", "y"), leaderEpoch: 0, now: 1000) }
        #expect(try log.deleteRecords(before: 3, now: 1000))
        #expect(log.startOffset == 3)
        guard case .outOfRange = log.read(from: 2, limit: 1000, atLeastOne: true, end: 6) else {
            Issue.record("offset 2 can still be read")
            return
        }
        #expect(try !log.deleteRecords(before: 7, now: 1000))
        #expect(try log.deleteRecords(before: 6, now: 1000))
        #expect(log.size == 0)
        #expect(log.endOffset == 6)
    }

    @Test("Each leader epoch is remembered with its first offset")
    func epochs() throws {
        let log = try PartitionLog.memory()
        for epoch in [Int32(1), 1, 4] { _ = try log.append(try Batches.values("x"), leaderEpoch: epoch, now: 1000) }
        #expect(log.end(of: 1) == (1, 2))
        #expect(log.end(of: 3) == (1, 2))
        #expect(log.end(of: 4) == (4, 3))
        #expect(log.end(of: 0) == (-1, -1))
        #expect(log.epoch(of: 1) == 1)
        #expect(log.epoch(of: 2) == 4)
    }
}
