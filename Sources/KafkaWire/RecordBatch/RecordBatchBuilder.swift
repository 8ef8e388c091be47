public import Bytes

/// Writes one record batch (format v2): records are framed as they come, the header is patched in at the end.
///
/// No memory is allocated per record; the writer grows by doubling.
public struct RecordBatchBuilder: ~Copyable {
    @usableFromInline var writer: BytesWriter
    @usableFromInline var records: Int32
    @usableFromInline var firstTimestamp: Int64
    @usableFromInline var latestTimestamp: Int64
    /// The CRC of so many bytes behind the header.
    private var summed: (crc: UInt32, count: Int) = (0, 0)

    /// - Parameter capacity: Bytes to make room for at first, the header among them.
    public init(capacity: Int = 1024) {
        self.writer = BytesWriter(capacity: max(capacity, RecordBatchHeader.size))
        self.writer.append(zeros: RecordBatchHeader.size)
        self.records = 0
        self.firstTimestamp = -1
        self.latestTimestamp = -1
    }

    /// The size so far, before compression, the 61 bytes of the header included.
    @inlinable public var byteCount: Int { self.writer.count }
    @inlinable public var count: Int32 { self.records }
    @inlinable public var isEmpty: Bool { self.records == 0 }

    /// How many bytes `record` takes in a batch at most.
    @inlinable @inline(__always)
    public static func sizeBound(_ record: OutgoingRecord) -> Int {
        // Length, timestamp, offset, the lengths of key and value in their longest forms; attributes, number of headers.
        Int(max(record.keyLength, 0)) &+ Int(max(record.valueLength, 0)) &+ Int(record.headersLength) &+ 32
    }

    /// Appends a record.
    ///
    /// - Parameters:
    ///   - timestamp: In place of the record's own.
    ///   - arena: What the record's offsets count from. Traps if they leave it: whoever made the record is wrong.
    @inlinable
    public mutating func append(_ record: OutgoingRecord, timestamp: Int64, arena: RawSpan) {
        let keyLength = Int(max(record.keyLength, 0))
        let valueLength = Int(max(record.valueLength, 0))
        let headersLength = Int(record.headersLength)
        precondition(
            headersLength >= 0 && Int(record.keyOffset) &+ keyLength <= arena.byteCount
                && Int(record.valueOffset) &+ valueLength <= arena.byteCount
                && Int(record.headersOffset) &+ headersLength <= arena.byteCount, "a record leaves its arena")
        if self.records == 0 {
            self.firstTimestamp = timestamp
            self.latestTimestamp = timestamp
        } else if timestamp > self.latestTimestamp {
            self.latestTimestamp = timestamp
        }
        let timestampDelta = timestamp &- self.firstTimestamp
        let offsetDelta = Int64(self.records)
        let body =
            1 &+ Varint.size(timestampDelta) &+ Varint.size(offsetDelta) &+ Varint.size(Int64(record.keyLength))
            &+ keyLength &+ Varint.size(Int64(record.valueLength)) &+ valueLength &+ max(headersLength, 1)
        unsafe arena.withUnsafeBytes { arena in
            unsafe self.writer.withSpace(body &+ 5) { start in
                var place = unsafe start
                unsafe Varint.write(Int64(body), to: &place)
                unsafe place.pointee = 0
                unsafe place += 1
                unsafe Varint.write(timestampDelta, to: &place)
                unsafe Varint.write(offsetDelta, to: &place)
                unsafe Varint.write(Int64(max(record.keyLength, -1)), to: &place)
                unsafe Self.copy(arena, Int(record.keyOffset), keyLength, to: &place)
                unsafe Varint.write(Int64(max(record.valueLength, -1)), to: &place)
                unsafe Self.copy(arena, Int(record.valueOffset), valueLength, to: &place)
                if headersLength == 0 {
                    unsafe place.pointee = 0
                    unsafe place += 1
                } else {
                    unsafe Self.copy(arena, Int(record.headersOffset), headersLength, to: &place)
                }
                return unsafe place - start
            }
        }
        self.records &+= 1
    }

    @unsafe
    @inlinable @inline(__always)
    static func copy(
        _ arena: UnsafeRawBufferPointer, _ offset: Int, _ length: Int, to place: inout UnsafeMutablePointer<UInt8>
    ) {
        guard length > 0, let base = arena.baseAddress else { return }
        unsafe UnsafeMutableRawPointer(place).copyMemory(from: base + offset, byteCount: length)
        unsafe place += length
    }

    /// Takes what was appended into the checksum, if it is enough to be worth it.
    ///
    /// For batches that are not compressed, after some hundred records: they are in the processor's cache then, and no
    /// more when a large batch ends.
    public mutating func sumUp() {
        let start = RecordBatchHeader.size + self.summed.count
        guard self.writer.count - start >= 16 * 1024 else { return }
        let crc = crc32c(self.writer.span.extracting(start..<self.writer.count), continuing: self.summed.crc)
        self.summed = (crc, self.writer.count - RecordBatchHeader.size)
    }

    /// Ends the batch: compresses it, fills in the header and the CRC.
    ///
    /// - Parameter compressor: Used with its contexts. Should its library refuse (there is no memory), then the batch
    ///   stays as it is, uncompressed.
    public consuming func finish(
        _ options: RecordBatchOptions = RecordBatchOptions(), compressor: Compressor
    ) -> Bytes {
        if compressor.compression != .none, let bytes = self.compressed(options, compressor) { return bytes }
        return self.finish(options)
    }

    private func compressed(_ options: RecordBatchOptions, _ compressor: Compressor) -> Bytes? {
        let plain = self.writer.span
        var compressed = BytesWriter(capacity: RecordBatchHeader.size + plain.byteCount / 2)
        compressed.append(zeros: RecordBatchHeader.size)
        do throws(WireError) {
            try compressor.compress(plain.extracting(RecordBatchHeader.size..<plain.byteCount), into: &compressed)
        } catch {
            return nil
        }
        self.header(options, compressor.compression).patch(into: &compressed)
        return compressed.finish()
    }

    /// Ends the batch without compression.
    public consuming func finish(_ options: RecordBatchOptions = RecordBatchOptions()) -> Bytes {
        let header = self.header(options, .none)
        header.patch(into: &self.writer, known: self.summed)
        return self.writer.finish()
    }

    private func header(_ options: RecordBatchOptions, _ compression: Compression) -> RecordBatchHeader {
        RecordBatchHeader(
            attributes: options.attributes(compression: compression), lastOffsetDelta: self.records - 1,
            baseTimestamp: self.firstTimestamp, maxTimestamp: self.latestTimestamp, producer: options.producer,
            recordCount: self.records)
    }
}
