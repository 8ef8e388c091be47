import Bytes

extension RecordBatch {
    /// Reads the records.
    ///
    /// - Parameters:
    ///   - decompressor: Its contexts are used if the batch is compressed.
    ///   - limit: The most bytes that the batch may have after decompression.
    ///   - checkCRC: Kafka's `check.crcs`.
    /// - Returns: The records in the order of their offsets, which may have gaps. They share the storage of the batch,
    ///   or have their own if it was compressed.
    /// - Throws: `.badChecksum`; `.badCompression` and `.limitExceeded` from the decompressor; `.badRecord` if the
    ///   records are not as many as the header says, or not whole.
    /// - Complexity: Nothing is allocated per record; keys and values are not copied.
    public func records(
        decompressor: Decompressor, limit: Int = Decompressor.defaultLimit, checkCRC: Bool = true
    ) throws(WireError) -> FetchedRecords {
        if checkCRC { try self.checkCRC() }
        guard let compression = self.header.compression else { throw WireError(.badCompression, at: 21) }
        let body = self.bytes.dropFirst(RecordBatchHeader.size)
        let storage =
            compression == .none ? body : try decompressor.decompress(body, compression, limit: limit)
        return FetchedRecords(
            header: self.header, storage: storage, records: try RecordWalk.records(of: self.header, in: storage))
    }
}

/// Finds where records and their parts lie. All bounds are checked here, so that whoever uses them need not.
enum RecordWalk {
    /// The shortest record: length, attributes, timestamp, offset, key length, value length, number of headers.
    private static let minimumSize = 7

    static func records(of header: RecordBatchHeader, in storage: Bytes) throws(WireError) -> [FetchedRecord] {
        let count = Int(header.recordCount)
        guard count >= 0, count <= storage.count / Self.minimumSize else { throw WireError(.badRecord, at: 57) }
        var failure: WireError?
        let records = unsafe storage.withUnsafeBytes { bytes in
            unsafe [FetchedRecord](unsafeUninitializedCapacity: count) { records, initialized in
                guard let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
                let end = unsafe base + bytes.count
                var place = unsafe UnsafePointer<UInt8>(base)
                while initialized < count {
                    guard let record = unsafe Self.next(at: &place, end: end, base: base, header: header) else {
                        failure = WireError(.badRecord, at: unsafe place - base)
                        return
                    }
                    unsafe records.initializeElement(at: initialized, to: record)
                    initialized &+= 1
                }
                if unsafe place != end { failure = WireError(.badRecord, at: unsafe place - base) }
            }
        }
        if let failure { throw failure }
        return records
    }

    /// Reads the record at `place` and moves behind it; nil if it isn't one.
    @unsafe
    @inline(__always)
    private static func next(
        at place: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, base: UnsafePointer<UInt8>,
        header: RecordBatchHeader
    ) -> FetchedRecord? {
        guard let size = unsafe Varint.read(at: &place, end: end), unsafe size >= 1 && size <= end - place else {
            return nil
        }
        let recordEnd = unsafe place + Int(size)
        unsafe place += 1  // attributes: none are defined
        guard let timestampDelta = unsafe Varint.read(at: &place, end: recordEnd),
            let offsetDelta = unsafe Varint.read(at: &place, end: recordEnd),
            offsetDelta >= 0 && offsetDelta <= Int64(Int32.max),
            let key = unsafe Self.field(at: &place, end: recordEnd, base: base),
            let value = unsafe Self.field(at: &place, end: recordEnd, base: base),
            let headerCount = unsafe Varint.read(at: &place, end: recordEnd),
            headerCount >= 0 && headerCount <= Int64(Int32.max)
        else { return nil }
        let headersOffset = unsafe UInt32(place - base)
        for _ in 0..<headerCount {
            guard let name = unsafe Self.field(at: &place, end: recordEnd, base: base), name.length >= 0,
                unsafe Self.field(at: &place, end: recordEnd, base: base) != nil
            else { return nil }
        }
        guard unsafe place == recordEnd else { return nil }
        return FetchedRecord(
            offset: header.baseOffset &+ offsetDelta,
            timestamp: header.isLogAppendTime ? header.maxTimestamp : header.baseTimestamp &+ timestampDelta,
            keyOffset: key.offset, keyLength: key.length, valueOffset: value.offset, valueLength: value.length,
            headersOffset: headersOffset, headerCount: Int32(headerCount))
    }

    /// Passes over bytes with their length in front; -1 is null.
    @unsafe
    @inline(__always)
    private static func field(
        at place: inout UnsafePointer<UInt8>, end: UnsafePointer<UInt8>, base: UnsafePointer<UInt8>
    ) -> (offset: UInt32, length: Int32)? {
        guard let length = unsafe Varint.read(at: &place, end: end), length >= -1, unsafe length <= end - place else {
            return nil
        }
        let offset = unsafe UInt32(place - base)
        unsafe place += Int(max(length, 0))
        return (offset, Int32(length))
    }
}
