public import Bytes

/// One fetched record: numbers only. Its bytes lie in ``FetchedRecords/storage``.
public struct FetchedRecord: BitwiseCopyable, Sendable, Hashable {
    public var offset: Int64
    public var timestamp: Int64
    public var keyOffset: UInt32
    /// -1: null.
    public var keyLength: Int32
    public var valueOffset: UInt32
    /// -1: null.
    public var valueLength: Int32
    /// Where the first header starts, behind their number.
    public var headersOffset: UInt32
    public var headerCount: Int32
}

/// The records of one batch over the memory that holds their bytes: the fetched frame itself, or what was decompressed.
public struct FetchedRecords: Sendable {
    public let header: RecordBatchHeader
    /// What the records' offsets count from.
    public let storage: Bytes
    public let records: [FetchedRecord]

    @inlinable
    public init(header: RecordBatchHeader, storage: Bytes, records: [FetchedRecord]) {
        self.header = header
        self.storage = storage
        self.records = records
    }

    @inlinable public var count: Int { self.records.count }

    /// The key of a record, sharing the storage; nil is null.
    @inlinable
    public func key(_ record: FetchedRecord) -> Bytes? { self.slice(record.keyOffset, record.keyLength) }

    /// The value of a record, sharing the storage; nil is null.
    @inlinable
    public func value(_ record: FetchedRecord) -> Bytes? { self.slice(record.valueOffset, record.valueLength) }

    @inlinable
    func slice(_ offset: UInt32, _ length: Int32) -> Bytes? {
        guard length >= 0 else { return nil }
        return self.storage[Int(offset)..<Int(offset) + Int(length)]
    }

    /// The headers of a record; their values share the storage.
    public func headers(_ record: FetchedRecord) -> [RecordHeader] {
        guard record.headerCount > 0 else { return [] }
        var reader = WireReader(self.storage)
        var headers: [RecordHeader] = []
        do throws(WireError) {
            try reader.skip(Int(record.headersOffset))
            for _ in 0..<record.headerCount {
                let name = try reader.readText(Int(try reader.readVarint()))
                let length = try reader.readVarint()
                headers.append(RecordHeader(name, length < 0 ? nil : try reader.readSlice(Int(length))))
            }
        } catch {}  // they were all checked when the batch was read, so this ends nothing early
        return headers
    }
}
