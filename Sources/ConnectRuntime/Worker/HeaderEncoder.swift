import Bytes
import ConnectAPI
import KafkaWire

/// A task's header converter with what it says of itself.
struct HeaderConversion {
    let converter: (any HeaderConverter)?
    let writesDigits: Bool

    init(_ converter: (any HeaderConverter)?) {
        self.converter = converter
        self.writesDigits = converter?.writesIntegersAsDigits ?? false
    }
}

/// Writes the headers of a batch's records as they stand in a record batch: their number, then name and value of each.
///
/// Records of one source have the same headers in the same order, so what the last record's first, second, third header
/// was called is kept: per record there is then no text to make and nothing to allocate.
struct HeaderEncoder: ~Copyable {
    private var places = HeaderPlaces()
    private var value = BytesWriter(capacity: 64)

    /// Whether its memory is but that of a few headers.
    var isSmall: Bool { self.places.isSmall && self.value.capacity <= 4096 }

    /// Appends the headers of every entry that wasn't dropped to `output`, one range for each entry.
    ///
    /// - Returns: The entries whose headers can't be converted, in order; their ranges are empty.
    mutating func encode(
        _ batch: SourceBatch, by converter: HeaderConversion, into output: inout BytesWriter,
        ranges: inout [SerializedRange]
    ) -> [(index: Int, error: ConnectError)] {
        var failures: [(index: Int, error: ConnectError)] = []
        let (entries, headers, arena) = (batch.entries, batch.headers, batch.arena)
        self.places.beginBatch()
        ranges.reserveCapacity(entries.count)
        for index in entries.indices {
            let entry = entries[index]
            let start = output.count
            if entry.headerCount > 0, !entry.isDropped {
                let (first, count) = (Int(entry.firstHeader), Int(entry.headerCount))
                let isWritten =
                    converter.writesDigits
                    && headers.withUnsafeBufferPointer {
                        self.places.appendIntegers(.init(rebasing: $0[first..<first + count]), arena, to: &output)
                    }
                if !isWritten {
                    do throws(ConnectError) {
                        try self.encode(entry, of: batch, by: converter, into: &output)
                    } catch {
                        output.truncate(to: start)
                        failures.append((index, error))
                    }
                }
            }
            ranges.append(SerializedRange(offset: UInt32(start), length: Int32(output.count - start)))
        }
        return failures
    }

    /// Appends the headers of one entry of the same batch once more.
    mutating func encodeAgain(
        _ index: Int, of batch: SourceBatch, by converter: HeaderConversion, into output: inout BytesWriter
    ) throws(ConnectError) -> SerializedRange {
        let start = output.count
        do throws(ConnectError) {
            try self.encode(batch.entries[index], of: batch, by: converter, into: &output)
        } catch {
            output.truncate(to: start)
            throw error
        }
        return SerializedRange(offset: UInt32(start), length: Int32(output.count - start))
    }

    private mutating func encode(
        _ entry: SourceBatch.Entry, of batch: SourceBatch, by converter: HeaderConversion,
        into output: inout BytesWriter
    ) throws(ConnectError) {
        guard let converter = converter.converter else {
            throw ConnectError(.connect, "There is no header converter, but a record has headers")
        }
        output.append(varint: Int32(entry.headerCount))
        for place in 0..<Int(entry.headerCount) {
            let header = batch.headers[Int(entry.firstHeader) + place]
            self.places.find(header, place, batch.arena)
            self.places.appendName(place, to: &output)
            self.value.removeAll()
            let isThere = try converter.serializeHeader(
                topic: batch.topics[Int(entry.topic)], key: self.places.name(place),
                schema: batch.schema(header.schema), cell: header.value, in: batch.arena, into: &self.value)
            output.append(varint: isThere ? Int32(self.value.count) : -1)
            if isThere { output.append(self.value.span) }
        }
    }
}
