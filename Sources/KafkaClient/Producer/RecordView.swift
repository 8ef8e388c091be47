import KafkaWire

/// The contents of an ``OutgoingRecords`` during one call: plain memory, so that the loops over records check nothing
/// again that holds for all of them.
struct RecordView {
    let topics: [String]
    let records: UnsafeBufferPointer<OutgoingRecord>
    let arena: UnsafeRawBufferPointer

    var count: Int { self.records.count }
    subscript(index: Int) -> OutgoingRecord { self.records[index] }

    /// The partition of a record that has a key. Traps if the key leaves the arena: whoever made the record is wrong.
    @inline(__always)
    func partition(ofKeyOf record: OutgoingRecord, _ partitionCount: Int32) -> Int32 {
        guard partitionCount > 1 else { return 0 }
        let start = Int(record.keyOffset)
        let end = start + Int(record.keyLength)
        precondition(end <= self.arena.count, "a record's key leaves its arena")
        let key = UnsafeRawBufferPointer(rebasing: self.arena[start..<end])
        return KafkaWire.partition(ofKey: RawSpan(_unsafeBytes: key), partitionCount: partitionCount)
    }
}
