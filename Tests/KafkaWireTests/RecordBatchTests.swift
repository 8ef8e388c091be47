import Bytes
import KafkaWire
import Testing

@Suite struct RecordBatchTests {
    /// Records of all shapes: nulls, empty ones, headers, long ones, times that go back.
    static func sample(_ count: Int, seed: UInt64 = 1) -> OutgoingRecords {
        var random = SplitMix(state: seed)
        let records = OutgoingRecords()
        let topic = records.topic("t")
        for index in 0..<count {
            let value: Bytes? =
                index % 7 == 6 ? nil : Bytes((0..<random.below(300)).map { UInt8(truncatingIfNeeded: $0) })
            let headers = (0..<max(random.below(6) - 3, 0)).map { number in
                RecordHeader("h\(number)ü", number == 1 ? nil : Bytes(utf8: "v\(index)"))
            }
            records.append(
                topic: topic, timestamp: 1_700_000_000_000 + Int64(random.below(100_000)) - 50_000,
                key: index % 3 == 2 ? nil : Bytes(utf8: "key-\(index)"), value: value, headers: headers)
        }
        return records
    }

    static func build(_ records: OutgoingRecords, _ compression: Compression = .none) -> Bytes {
        var builder = RecordBatchBuilder()
        for record in records.records {
            builder.append(record, timestamp: record.timestamp, arena: records.arena.span)
        }
        let options = RecordBatchOptions(producer: BatchProducer(id: 4711, epoch: 3, baseSequence: 99))
        return builder.finish(options, compressor: Compressor(compression))
    }

    static func expectEqual(_ read: FetchedRecords, _ sent: OutgoingRecords) {
        #expect(read.count == sent.count)
        let arena = sent.arena.copy()
        for (index, (got, want)) in zip(read.records, sent.records).enumerated() {
            func slice(_ offset: UInt32, _ length: Int32) -> Bytes? {
                length < 0 ? nil : arena[Int(offset)..<Int(offset) + Int(length)]
            }
            #expect(got.offset == read.header.baseOffset + Int64(index))
            #expect(got.timestamp == want.timestamp)
            #expect(read.key(got) == slice(want.keyOffset, want.keyLength))
            #expect(read.value(got) == slice(want.valueOffset, want.valueLength))
            var writer = BytesWriter()
            let headers = read.headers(got)
            if !headers.isEmpty { writer.append(recordHeaders: headers) }
            #expect(writer.finish() == slice(want.headersOffset, want.headersLength))
        }
    }

    @Test("A batch whose checksum was begun early is the same batch")
    func earlyChecksum() {
        for every in [1, 7, 300, 2000] {
            let records = Self.sample(1000, seed: UInt64(every))
            var builder = RecordBatchBuilder()
            for (index, record) in records.records.enumerated() {
                builder.append(record, timestamp: record.timestamp, arena: records.arena.span)
                if index % every == every - 1 { builder.sumUp() }
            }
            let options = RecordBatchOptions(producer: BatchProducer(id: 4711, epoch: 3, baseSequence: 99))
            #expect(builder.finish(options) == Self.build(records))
        }
    }

    @Test("What was written is read back", arguments: Compression.allCases)
    func roundTrip(compression: Compression) throws {
        for count in [1, 2, 63, 64, 65, 1000] {
            let sent = Self.sample(count, seed: UInt64(count))
            let batch = try RecordBatch(Self.build(sent, compression))
            #expect(batch.header.compression == compression)
            #expect(batch.header.producer == BatchProducer(id: 4711, epoch: 3, baseSequence: 99))
            #expect(batch.header.lastOffset == Int64(count - 1))
            #expect(batch.header.maxTimestamp == sent.records.map(\.timestamp).max())
            Self.expectEqual(try batch.records(decompressor: Decompressor()), sent)
        }
    }

    @Test("Batches back to back are cut apart, and one that is cut off is left for the next fetch")
    func splitting() throws {
        let one = Self.build(Self.sample(3))
        let two = Self.build(Self.sample(5), .lz4)
        let both = Bytes(one.array + two.array)
        #expect(try RecordBatch.split(both).map(\.header.recordCount) == [3, 5])
        for length in 0..<both.count {
            let expected = length < one.count ? 0 : 1
            #expect(try RecordBatch.split(both.prefix(length)).count == expected)
        }
    }

    @Test("Every flipped bit is noticed by the CRC, or is in a field that it doesn't cover")
    func flips() throws {
        let batch = Self.build(Self.sample(5), .zstd).array
        let decompressor = Decompressor()
        for place in 0..<batch.count {
            var flipped = batch
            flipped[place] ^= 1 << UInt8(place % 8)
            let records = try? RecordBatch(Bytes(flipped)).records(decompressor: decompressor)
            #expect((records != nil) == (place < 8 || (12..<16).contains(place)), "byte \(place)")
        }
    }

    @Test(
        "Without a CRC check, damaged records are an error or other records, never a trap",
        arguments: Compression.allCases)
    func flipsWithoutCRC(compression: Compression) throws {
        let batch = Self.build(Self.sample(8), compression).array
        let decompressor = Decompressor()
        for place in 0..<batch.count {
            for bit in 0..<8 {
                var flipped = batch
                flipped[place] ^= 1 << UInt8(bit)
                guard let whole = try? RecordBatch(Bytes(flipped)) else { continue }
                guard let records = try? whole.records(decompressor: decompressor, limit: 1 << 20, checkCRC: false)
                else { continue }
                for record in records.records {
                    _ = records.key(record)
                    _ = records.value(record)
                    _ = records.headers(record)
                }
            }
        }
    }

    @Test("A cut-off batch is an error wherever the cut is")
    func cuts() throws {
        let batch = Self.build(Self.sample(5))
        for length in 0..<batch.count {
            #expect(throws: WireError.self) { try RecordBatch(batch.prefix(length)) }
        }
    }

    @Test("A batch that promises more records than it could hold costs nothing and is an error")
    func hostileCount() throws {
        var writer = BytesWriter()
        writer.append(Self.build(Self.sample(5)))
        writer.patch(bigEndian: Int32.max, at: 57)
        let batch = try RecordBatch(writer.finish())
        #expect(throws: WireError(.badRecord, at: 57)) {
            try batch.records(decompressor: Decompressor(), checkCRC: false)
        }
    }

    @Test("Old formats and impossible lengths have errors of their own")
    func badHeaders() throws {
        let batch = Self.build(Self.sample(5))
        var writer = BytesWriter()
        writer.append(batch)
        writer.patch(bigEndian: UInt8(1), at: 16)
        #expect(throws: WireError(.badMagic, at: 16)) { try RecordBatch(writer.copy()) }
        writer.patch(bigEndian: UInt8(2), at: 16)
        writer.patch(bigEndian: Int32(48), at: 8)
        #expect(throws: WireError(.badBatchLength, at: 8)) { try RecordBatch(writer.copy()) }
        writer.patch(bigEndian: Int32(-1), at: 8)
        #expect(throws: WireError(.badBatchLength, at: 8)) { try RecordBatch.split(writer.copy()) }
    }

    @Test("A batch gets another producer, another place, the broker's time, and keeps its records")
    func rewriting() throws {
        let sent = Self.sample(5)
        let batch = try RecordBatch(Self.build(sent))
        let other = BatchProducer(id: 9, epoch: 8, baseSequence: 7)
        let moved = try RecordBatch(batch.replacingProducer(other))
        #expect(moved.header.producer == other)
        Self.expectEqual(try moved.records(decompressor: Decompressor()), sent)
        let stored = try RecordBatch(batch.stored(at: 1 << 40, leaderEpoch: 5))
        #expect(stored.header.nextOffset == 1 << 40 + 5)
        #expect(stored.header.partitionLeaderEpoch == 5)
        Self.expectEqual(try stored.records(decompressor: Decompressor()), sent)
        let appended = try RecordBatch(batch.stored(at: 7, leaderEpoch: 5, appendTime: 123))
        #expect(
            try appended.records(decompressor: Decompressor()).records.map(\.timestamp) == [123, 123, 123, 123, 123])
    }

    @Test("Aborted transactions are left out when only committed records are wanted")
    func committedFilter() throws {
        func data(_ producer: Int64, at offset: Int64, transactional: Bool = true) throws -> RecordBatch {
            var builder = RecordBatchBuilder()
            let records = Self.sample(1)
            builder.append(records.records[0], timestamp: 1, arena: records.arena.span)
            let options = RecordBatchOptions(
                producer: BatchProducer(id: producer, epoch: 0, baseSequence: 0), isTransactional: transactional)
            return try RecordBatch(RecordBatch(builder.finish(options)).stored(at: offset, leaderEpoch: 0))
        }
        func end(_ mark: ControlRecord, _ producer: Int64, at offset: Int64) throws -> RecordBatch {
            let batch = try RecordBatch(mark.batch(producerID: producer, producerEpoch: 0, timestamp: 1))
            return try RecordBatch(batch.stored(at: offset, leaderEpoch: 0))
        }
        var filter = CommittedFilter(abortedTransactions: [(producerID: 1, firstOffset: 14), (1, 10), (2, 11)])
        let log: [(RecordBatch, Bool)] = [
            (try data(1, at: 10), false), (try data(2, at: 11), false), (try data(3, at: 12), true),
            (try end(.abort(coordinatorEpoch: 5), 1, at: 13), false), (try data(1, at: 14), false),
            (try data(1, at: 15, transactional: false), true), (try end(.abort(coordinatorEpoch: 5), 1, at: 16), false),
            (try data(1, at: 17), true), (try data(2, at: 18), false),
            (try end(.abort(coordinatorEpoch: 5), 2, at: 19), false),
            (try end(.commit(coordinatorEpoch: 6), 1, at: 20), false),
            (try data(2, at: 21), true),
        ]
        for (batch, expected) in log {
            #expect(try filter.includes(batch) == expected, "offset \(batch.header.baseOffset)")
        }
    }
}

/// A small generator that gives the same numbers every time.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(self.next() % UInt64(limit)) }
}
