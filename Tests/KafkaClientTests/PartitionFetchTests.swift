import Bytes
import KafkaWire
import Testing

@testable import KafkaClient

@Suite struct PartitionFetchTests {
    private let partition = TopicPartition("t", 0)
    private let now = ContinuousClock.now

    private func configuration(_ properties: [String: String] = [:]) throws -> ConsumerConfiguration {
        try ConsumerConfiguration(["bootstrap.servers": "b:1"].merging(properties) { $1 })
    }

    private func asking(_ offset: Int64) -> PartitionFetch {
        let fetch = PartitionFetch(self.partition, at: .offset(offset))
        fetch.ask(1, for: offset)
        fetch.endAsking()
        return fetch
    }

    private func answer(_ code: ErrorCode = .none, _ records: Bytes? = nil, replica: Int32 = -1)
        -> FetchResponse.Partition
    {
        .init(
            index: 0, errorCode: code, highWatermark: 9, lastStableOffset: 9, preferredReadReplica: replica,
            records: records)
    }

    @Test func itIsAskedOnceAndNotAgainWhileSomethingWaits() throws {
        let fetch = PartitionFetch(self.partition, at: .offset(5))
        #expect(fetch.wants(at: self.now) == 5)
        fetch.ask(1, for: 5)
        #expect(fetch.wants(at: self.now) == nil)
        fetch.endAsking()
        let records = try batch(["a", "b"]).stored(at: 5)
        guard case .deliver(let fetched) = fetch.receive(self.answer(.none, records), from: 1, try self.configuration())
        else { Issue.record(); return }
        #expect(fetched.nextOffset == 7)
        #expect(fetch.wants(at: self.now) == nil)
        let taken = fetch.take()
        #expect(taken?.nextOffset == 7)
        fetch.advance(to: 7)
        #expect(fetch.wants(at: self.now) == 7)
    }

    @Test func anAnswerThatWasAskedForElsewhereIsIgnored() throws {
        let fetch = self.asking(5)
        fetch.seek(to: .offset(3))
        let records = try batch(["a"]).stored(at: 5)
        guard case .ignore = fetch.receive(self.answer(.none, records), from: 1, try self.configuration()) else {
            Issue.record()
            return
        }
        #expect(fetch.wants(at: self.now) == 3)
    }

    @Test func aPausedPartitionKeepsWhatItHas() throws {
        let fetch = self.asking(0)
        _ = fetch.receive(self.answer(.none, try batch(["a"]).stored(at: 0)), from: 1, try self.configuration())
        fetch.isPaused = true
        let nothing = fetch.take()
        #expect(nothing == nil)
        fetch.isPaused = false
        let something = fetch.take()
        #expect(something != nil)
    }

    @Test func outOfRangeResetsOrFails() throws {
        let fetch = self.asking(5)
        guard case .reset = fetch.receive(self.answer(.offsetOutOfRange), from: 1, try self.configuration()) else {
            Issue.record()
            return
        }
        #expect(fetch.position == .reset(.latest))
        #expect(fetch.wants(at: self.now) == nil)
        fetch.resolve(8)
        #expect(fetch.wants(at: self.now) == 8)
        fetch.resolve(9)  // a look-up that comes late moves nothing
        #expect(fetch.wants(at: self.now) == 8)

        let strict = self.asking(5)
        let none = try self.configuration(["auto.offset.reset": "none"])
        guard case .fail(let error) = strict.receive(self.answer(.offsetOutOfRange), from: 1, none) else {
            Issue.record()
            return
        }
        #expect(error.code == .broker(.offsetOutOfRange))
        #expect(strict.wants(at: self.now) == 5)
    }

    @Test func aReplicaThatIsPointedToIsUsedUntilItFails() throws {
        let fetch = self.asking(5)
        _ = fetch.receive(self.answer(replica: 3), from: 1, try self.configuration())
        #expect(fetch.preferredReplica == 3)
        fetch.ask(3, for: 5)
        fetch.endAsking()
        guard
            case .retry(backsOff: false, _) = fetch.receive(
                self.answer(.offsetOutOfRange), from: 3, try self.configuration())
        else { Issue.record(); return }
        #expect(fetch.preferredReplica == nil)
        #expect(fetch.position == .offset(5))
    }

    @Test func bytesThatAreNoBatchFail() throws {
        for bytes in [Bytes([UInt8](repeating: 1, count: 10)), Bytes([UInt8](repeating: 1, count: 200))] {
            let fetch = self.asking(0)
            guard case .fail(let error) = fetch.receive(self.answer(.none, bytes), from: 1, try self.configuration())
            else {
                Issue.record()
                return
            }
            #expect(error.code == .malformedFrame)
        }
    }

    @Test func batchesThatLieBehindTheReaderNeverMakeItTurnInCircles() throws {
        let fetch = self.asking(100)
        let old = try batch(["a"]).stored(at: 3)
        guard case .fail = fetch.receive(self.answer(.none, old), from: 1, try self.configuration()) else {
            Issue.record()
            return
        }
    }

    @Test func aLastBatchThatIsCutOffIsFetchedAgain() throws {
        let fetch = self.asking(0)
        var writer = BytesWriter()
        writer.append(try batch(["a"]).stored(at: 0))
        writer.append(try batch(["b"]).stored(at: 1).prefix(40))
        guard
            case .deliver(let fetched) = fetch.receive(
                self.answer(.none, writer.finish()), from: 1, try self.configuration())
        else { Issue.record(); return }
        #expect(fetched.batches.count == 1)
        #expect(fetched.nextOffset == 1)
    }
}

extension Bytes {
    /// The batch as a broker hands it out.
    fileprivate func stored(at offset: Int64) throws -> Bytes {
        try RecordBatch(self).stored(at: offset, leaderEpoch: 0)
    }
}
