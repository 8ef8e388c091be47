import Bytes
import ConnectAPI
import Glibc
import KafkaWire

/// Writes the headers of a batch's records as they stand in a record batch: their number, then name and value of each.
///
/// Records of one source have the same headers in the same order, so what the last record's first, second, third header
/// was called is kept: per record there is then no text to make and nothing to allocate.
struct HeaderEncoder: ~Copyable {
    /// A header's name and schema. A class, so that a record costs one retain a header.
    private final class Known {
        let name: String
        /// Length and name as they are written.
        let encoded: [UInt8]
        let nameStart: Int
        let schema: Schema?

        init(name: String, schema: Schema?) {
            var writer = BytesWriter(capacity: name.utf8.count + 8)
            writer.append(varint: Int32(name.utf8.count))
            self.nameStart = writer.count
            writer.append(utf8: name)
            self.name = name
            self.encoded = writer.finish().array
            self.schema = schema
        }

        func isName(_ name: UnsafeRawBufferPointer) -> Bool {
            self.encoded.withUnsafeBytes { encoded in
                let known = UnsafeRawBufferPointer(rebasing: encoded[self.nameStart...])
                guard known.count == name.count else { return false }
                guard let left = known.baseAddress, let right = name.baseAddress else { return true }
                return memcmp(left, right, name.count) == 0
            }
        }
    }

    /// What the header in one place was, the last time.
    private struct Place {
        let known: Known
        let schemaIndex: Int32
        /// Where the name stood in the arena, and in which of the arena's generations: a source that keeps its names'
        /// cells has them compared once a batch.
        var key: Cell
        var generation: Int
        var value: Cell
        /// Name and value as they are written, once the same number came twice in a row; empty: not kept.
        var whole: [UInt8] = []

        func isNamed(_ key: Cell, _ generation: Int) -> Bool {
            key.bits == self.key.bits && key.count == self.key.count && generation == self.generation
        }

        func hasValue(_ value: Cell) -> Bool { value.bits == self.value.bits && value.kind == self.value.kind }
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
        var topic = (index: Int32(-1), name: "")
        for index in 0..<batch.count {
            let entry = batch.entries[index]
            let start = output.count
            if entry.headerCount > 0, !entry.isDropped {
                if entry.topic != topic.index { topic = (entry.topic, batch.topics[Int(entry.topic)]) }
                do throws(ConnectError) {
                    try self.encode(entry, topic.name, of: batch, into: &output)
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
            let entry = batch.entries[index]
            try self.encode(entry, batch.topics[Int(entry.topic)], of: batch, into: &output)
        } catch {
            output.truncate(to: start)
            throw error
        }
        return SerializedRange(offset: UInt32(start), length: Int32(output.count - start))
    }

    private mutating func encode(
        _ entry: SourceBatch.Entry, _ topic: String, of batch: SourceBatch, into output: inout BytesWriter
    ) throws(ConnectError) {
        guard let converter else {
            throw ConnectError(.connect, "There is no header converter, but a record has headers")
        }
        let arena = batch.arena
        let generation = arena.generation
        output.append(varint: Int32(entry.headerCount))
        for place in 0..<Int(entry.headerCount) {
            let header = batch.headers[Int(entry.firstHeader) + place]
            let isKnown = self.find(header, place, batch, generation)
            if isKnown, self.places[place].hasValue(header.value), !self.places[place].whole.isEmpty {
                self.places[place].whole.withUnsafeBytes { output.append($0) }
                continue
            }
            let start = output.count
            let known = self.places[place].known
            known.encoded.withUnsafeBytes { output.append($0) }
            self.value.removeAll()
            let isThere = try converter.serializeHeader(
                topic: topic, key: known.name, schema: known.schema, cell: header.value, in: arena, into: &self.value)
            output.append(varint: isThere ? Int32(self.value.count) : -1)
            if isThere { output.append(self.value.span) }
            guard converter.dependsOnValueAlone, header.value.isNumber else { continue }
            if isKnown, self.places[place].hasValue(header.value) {
                self.places[place].whole = output.withUnsafeBytes(in: start..<output.count) { Array($0) }
            } else {
                self.places[place].value = header.value
                self.places[place].whole = []
            }
        }
    }

    /// Makes sure that `places` knows the header's name and schema; whether it did.
    private mutating func find(
        _ header: SourceBatch.HeaderEntry, _ place: Int, _ batch: SourceBatch, _ generation: Int
    ) -> Bool {
        if place < self.places.count, self.places[place].schemaIndex == header.schema {
            if self.places[place].isNamed(header.key, generation) { return true }
            if batch.arena.withBytes(of: header.key, self.places[place].known.isName) {
                self.places[place].key = header.key
                self.places[place].generation = generation
                return true
            }
        }
        let new = Place(
            known: Known(name: batch.arena.text(of: header.key), schema: batch.schema(header.schema)),
            schemaIndex: header.schema, key: header.key, generation: generation, value: .null)
        // Places come in order, so the next one is at most one behind the last.
        if place < self.places.count { self.places[place] = new } else { self.places.append(new) }
        return false
    }
}

extension Cell {
    /// Whether all there is to the value is in the cell.
    fileprivate var isNumber: Bool {
        switch self.kind {
        case .boolean, .int8, .int16, .int32, .int64, .float32, .float64, .date: true
        default: false
        }
    }
}
