import Bytes
import ConnectAPI
import Glibc
import KafkaWire

/// Writes the headers of a batch's records as they stand in a record batch: their number, then name and value of each.
///
/// Records of one source have the same headers in the same order, so what the last record's first, second, third header
/// was called is kept: per record there is then no text to make and nothing to allocate.
struct HeaderEncoder: ~Copyable {
    /// What the header in one place was, the last time.
    private struct Place {
        var name: String
        /// Length and name as they are written.
        var encoded: [UInt8]
        var nameStart: Int
        var schemaIndex: Int32
        var schema: Schema?
    }

    private let converter: (any HeaderConverter)?
    private var places: [Place] = []
    private var value = BytesWriter(capacity: 256)

    init(_ converter: (any HeaderConverter)?) { self.converter = converter }

    /// Appends the headers of every entry that wasn't dropped to `output`, one range for each entry.
    ///
    /// - Returns: The entries whose headers can't be converted, in order; their ranges are empty.
    mutating func encode(
        _ batch: SourceBatch, into output: inout BytesWriter, ranges: inout [SerializedRange]
    ) -> [(index: Int, error: ConnectError)] {
        var failures: [(index: Int, error: ConnectError)] = []
        for index in 0..<batch.count {
            let entry = batch.entries[index]
            let start = output.count
            if entry.headerCount > 0, !entry.isDropped {
                do throws(ConnectError) {
                    try self.encode(entry, of: batch, into: &output)
                } catch {
                    output.truncate(to: start)
                    failures.append((index, error))
                }
            }
            ranges.append(SerializedRange(offset: UInt32(start), length: Int32(output.count - start)))
        }
        return failures
    }

    /// Appends the headers of one entry once more.
    mutating func encodeAgain(
        _ index: Int, of batch: SourceBatch, into output: inout BytesWriter
    ) throws(ConnectError) -> SerializedRange {
        let start = output.count
        do throws(ConnectError) {
            try self.encode(batch.entries[index], of: batch, into: &output)
        } catch {
            output.truncate(to: start)
            throw error
        }
        return SerializedRange(offset: UInt32(start), length: Int32(output.count - start))
    }

    private mutating func encode(
        _ entry: SourceBatch.Entry, of batch: SourceBatch, into output: inout BytesWriter
    ) throws(ConnectError) {
        guard let converter else {
            throw ConnectError(.connect, "There is no header converter, but a record has headers")
        }
        let arena = batch.arena
        let topic = batch.topics[Int(entry.topic)]
        output.append(varint: Int32(entry.headerCount))
        for place in 0..<Int(entry.headerCount) {
            let header = batch.headers[Int(entry.firstHeader) + place]
            self.learn(header, place, batch)
            self.places[place].encoded.withUnsafeBytes { output.append($0) }
            self.value.removeAll()
            let isThere = try converter.serializeHeader(
                topic: topic, key: self.places[place].name, schema: self.places[place].schema, cell: header.value,
                in: arena, into: &self.value)
            output.append(varint: isThere ? Int32(self.value.count) : -1)
            if isThere { output.append(self.value.span) }
        }
    }

    /// Makes sure that `places` knows the header, which is the case unless it has another name or schema than the last.
    private mutating func learn(_ header: SourceBatch.HeaderEntry, _ place: Int, _ batch: SourceBatch) {
        if place < self.places.count, self.places[place].schemaIndex == header.schema {
            let isSame = batch.arena.withBytes(of: header.key) { name in
                self.places[place].encoded.withUnsafeBytes { encoded in
                    let known = UnsafeRawBufferPointer(rebasing: encoded[self.places[place].nameStart...])
                    guard known.count == name.count else { return false }
                    guard let left = known.baseAddress, let right = name.baseAddress else { return true }
                    return memcmp(left, right, name.count) == 0
                }
            }
            if isSame { return }
        }
        let name = batch.arena.text(of: header.key)
        var writer = BytesWriter(capacity: name.utf8.count + 8)
        writer.append(varint: Int32(name.utf8.count))
        let nameStart = writer.count
        writer.append(utf8: name)
        let known = Place(
            name: name, encoded: writer.finish().array, nameStart: nameStart, schemaIndex: header.schema,
            schema: batch.schema(header.schema))
        // Places come in order, so the next one is at most one behind the last.
        if place < self.places.count { self.places[place] = known } else { self.places.append(known) }
    }
}
