import Bytes
import KafkaWire
import Testing

@testable import KafkaDevBroker

@Suite struct ProducerStatesTests {
    private func append(
        _ log: PartitionLog, epoch: Int16 = 0, sequence: Int32, count: Int = 1, now: Int64 = 1000
    ) throws(BatchRefusal) -> PartitionLog.Appended {
        let records = [Batches.Record](repeating: (nil, "x"), count: count)
        guard
            let batch = try? Batches.make(
                records, producer: BatchProducer(id: 1, epoch: epoch, baseSequence: sequence))
        else { throw BatchRefusal(.unknownServerError, "no batch") }
        return try log.append(batch, leaderEpoch: 0, now: now)
    }

    private func code(_ body: () throws(BatchRefusal) -> PartitionLog.Appended) -> ErrorCode? {
        do throws(BatchRefusal) {
            _ = try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test("A repeated batch is answered as the first time, and stored once, for the last five batches")
    func duplicates() throws {
        let log = try PartitionLog.memory()
        for sequence in Int32(0)..<6 { _ = try self.append(log, sequence: sequence) }
        for sequence in Int32(1)..<6 {
            let again = try self.append(log, sequence: sequence)
            #expect(again.isDuplicate)
            #expect(again.baseOffset == Int64(sequence))
        }
        #expect(log.endOffset == 6)
        #expect(self.code { () throws(BatchRefusal) in try self.append(log, sequence: 0) } == .outOfOrderSequenceNumber)
    }

    @Test("A gap in the sequence is refused, and the next right batch is taken")
    func gap() throws {
        let log = try PartitionLog.memory()
        _ = try self.append(log, sequence: 0, count: 3)
        #expect(self.code { () throws(BatchRefusal) in try self.append(log, sequence: 4) } == .outOfOrderSequenceNumber)
        #expect(try self.append(log, sequence: 3).baseOffset == 3)
    }

    @Test("A new epoch begins at 0; an older one is fenced")
    func epochs() throws {
        let log = try PartitionLog.memory()
        _ = try self.append(log, epoch: 1, sequence: 0)
        #expect(
            self.code { () throws(BatchRefusal) in try self.append(log, epoch: 2, sequence: 5) }
                == .outOfOrderSequenceNumber)
        _ = try self.append(log, epoch: 2, sequence: 0)
        #expect(
            self.code { () throws(BatchRefusal) in try self.append(log, epoch: 1, sequence: 1) }
                == .invalidProducerEpoch
        )
    }

    @Test("Sequences wrap around from the largest number to 0")
    func wrapAround() throws {
        let log = try PartitionLog.memory()
        _ = try self.append(log, sequence: Int32.max - 1, count: 2)
        _ = try self.append(log, sequence: 0)
        let straddling = try PartitionLog.memory()
        _ = try self.append(straddling, sequence: Int32.max, count: 3)
        #expect(try self.append(straddling, sequence: 2).baseOffset == 3)
    }

    @Test("A producer that the log doesn't know may begin anywhere, also after it was forgotten")
    func unknown() throws {
        let log = try PartitionLog.memory()
        _ = try self.append(log, sequence: 17)
        try log.applyRetention(now: 1000 + 86_400_000)
        #expect(log.producers.producers.isEmpty)
        _ = try self.append(log, sequence: 99, now: 1000 + 86_400_000)
    }
}
