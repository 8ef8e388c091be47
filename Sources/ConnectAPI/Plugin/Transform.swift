/// Changes records between source and converter, or between converter and sink.
///
/// One instance serves one task, one call after another, and always the same batch object: what it finds out about a
/// schema or topic by its index stays true from call to call. A transform for which speed doesn't matter conforms to
/// ``RecordTransform``.
public protocol Transform: Plugin, AnyObject {
    init()

    func configure(_ configuration: ConfigValues) throws(ConnectError)
    /// Changes a record, or drops it by marking it. Cells that are there stay as they are, others may share them: new
    /// values are new cells of the batch's arena.
    ///
    /// - Parameters:
    ///   - record: In the end it names its values, topic and headers anew; its source position is left alone.
    ///   - batch: Where the record's values lie. Its entries must not be touched.
    func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError)
}

/// Decides which records a transform is applied to. The rules of ``Transform`` hold.
public protocol Predicate: Plugin, AnyObject {
    init()

    func configure(_ configuration: ConfigValues) throws(ConnectError)
    func test(_ record: SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) -> Bool
}

/// A transform that works on whole records, which are copied out of the batch and back in: easy, and slower.
public protocol RecordTransform: Transform {
    /// The changed record, nil to drop it.
    func apply(_ record: ConnectRecord) throws(ConnectError) -> ConnectRecord?
}

extension RecordTransform {
    public func apply(to record: inout SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) {
        batch.replace(&record, with: try self.apply(batch.record(of: record)))
    }
}

/// A predicate that looks at whole records, which are copied out of the batch: easy, and slower.
public protocol RecordPredicate: Predicate {
    func test(_ record: ConnectRecord) throws(ConnectError) -> Bool
}

extension RecordPredicate {
    public func test(_ record: SourceBatch.Entry, of batch: SourceBatch) throws(ConnectError) -> Bool {
        try self.test(batch.record(of: record))
    }
}
