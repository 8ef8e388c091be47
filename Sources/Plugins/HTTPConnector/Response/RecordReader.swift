import Bytes
import ConnectAPI
import JSON

/// Makes records of a JSON document: finds their parts on the tape and writes them to the batch, without a tree between.
///
/// What it read stays until the next document, so that offsets are made only for the records that need one.
final class RecordReader {
    private let settings: HTTPSourceSettings.Records
    // Not checked for overlapping accesses: one task uses the reader, nothing that it calls comes back to it, and the
    // checks cost a tenth of the time.
    @exclusivity(unchecked) private var tape = JSONTape()
    private let options: JSONOptions
    /// Where the records' elements are on the tape, in the order of the document, and their timestamps.
    @exclusivity(unchecked) private var elements: [Int32] = []
    /// Empty if there is no pointer to them.
    @exclusivity(unchecked) private var times: [Int64] = []
    /// Records of the document that were looked at.
    @exclusivity(unchecked) private var cursor = 0
    /// What comes on top of the milliseconds, for the few that have it.
    private var nanoseconds: [Int: Int] = [:]
    private let keyName: Int?
    private let timeName: Int?
    private let isFastTime: (number: Bool, text: Bool)

    static let noTime = Int64.min

    init(_ settings: HTTPSourceSettings.Records) {
        self.settings = settings
        var options = JSONOptions(maximumBytes: Int(Int32.max))
        options.ignoresTrailingBytes = true
        self.options = options
        self.keyName = settings.offset.lastIndex { $0.name == "key" }
        self.timeName = settings.offset.lastIndex { $0.name == "timestamp" }
        switch settings.timestampParser {
        case .epochMillisOr(.pattern(_, isDefault: true)): self.isFastTime = (true, true)
        case .epochMillisOr, .epochMillis: self.isFastTime = (true, false)
        case .pattern(_, isDefault: true): self.isFastTime = (false, true)
        default: self.isFastTime = (false, false)
        }
    }

    /// Reads the document and finds its records.
    ///
    /// - Returns: How many there are.
    func parse(_ body: Bytes) throws(ConnectError) -> Int {
        self.elements.removeAll(keepingCapacity: true)
        self.times.removeAll(keepingCapacity: true)
        self.nanoseconds.removeAll(keepingCapacity: true)
        self.cursor = 0
        do throws(JSONError) {
            try self.tape.parse(body, self.options)
        } catch {
            let name = error.code == .endOfInput ? "io.JsonEOFException" : "JsonParseException"
            throw ConnectError(.other("com.fasterxml.jackson.core.\(name)"), error.description)
        }
        let list = try self.require(self.settings.list, from: 0)
        let entry = self.tape[list]
        switch entry.kind {
        case .null: break
        case .array:
            var place = list + 1
            while place < entry.next {
                self.elements.append(Int32(truncatingIfNeeded: place))
                place = Int(self.tape[place].next)
            }
        default: self.elements.append(Int32(truncatingIfNeeded: list))
        }
        let hasTimes = self.settings.timestamp != nil || self.timeName != nil
        for element in self.elements {
            let time = try self.check(Int(element))
            if hasTimes { self.times.append(time) }
        }
        return self.elements.count
    }

    private func require(_ pointer: JSONPointer, from start: Int) throws(ConnectError) -> Int {
        do throws(PointerError) {
            return try pointer.require(in: self.tape, from: start)
        } catch {
            throw ConnectError(.other("java.lang.IllegalArgumentException"), error.message)
        }
    }

    /// Checks that all parts of a record are there, and gives its timestamp.
    private func check(_ element: Int) throws(ConnectError) -> Int64 {
        for pointer in self.settings.key { _ = try self.require(pointer, from: element) }
        var time: Int?
        if let pointer = self.settings.timestamp { time = try self.require(pointer, from: element) }
        for (index, offset) in self.settings.offset.enumerated() {
            let place = try self.require(offset.pointer, from: element)
            if index == self.timeName, time == nil { time = place }
        }
        _ = try self.require(self.settings.value, from: element)
        guard let time else { return Self.noTime }
        return try self.parsedTime(at: time)
    }

    private func parsedTime(at place: Int) throws(ConnectError) -> Int64 {
        let entry = self.tape[place]
        if !entry.flag {
            if self.isFastTime.text, entry.kind == .string,
                let time = self.tape.withBytes(at: place, { TimestampParser.fastISO($0) })
            {
                return time
            }
            if self.isFastTime.number, entry.kind == .number, entry.length <= 18,
                let time = self.tape.withBytes(at: place, { Self.integer($0) })
            {
                return time
            }
        }
        do throws(TimestampError) {
            let instant = try self.settings.timestampParser.parse(JSONNodeText.text(self.tape, place))
            if instant.nanoseconds > 0 { self.nanoseconds[self.times.count] = instant.nanoseconds }
            return instant.milliseconds
        } catch {
            throw ConnectError(.other(error.className), error.message)
        }
    }

    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        var value: Int64 = 0
        for byte in bytes {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            value = value &* 10 &+ Int64(byte &- 0x30)
        }
        return value
    }

    // MARK: order and selection

    /// Whether the records must be turned around so that the oldest comes first.
    private var isReversed: Bool {
        switch self.settings.order {
        case .ascending: return false
        case .descending: return true
        case .implicit:
            guard self.times.count > 1, let first = self.times.first, let last = self.times.last else { return false }
            return first != Self.noTime && last != Self.noTime && first > last
        }
    }

    /// Appends the next records that are new.
    ///
    /// - Parameters:
    ///   - seen: The offset up to which everything was read, and its timestamp; 0 if it has none.
    ///   - hasPassedSeen: Whether the record with that offset was met; in an earlier page, perhaps.
    ///   - now: The timestamp of records that have none.
    ///   - limit: Records to append at most, so that a large answer doesn't make a large batch.
    /// - Returns: How many there are, the index of the last one, and whether the document is done.
    func append(
        to batch: SourceBatch, _ binding: RecordBinding, seen: (offset: [String: String], time: Int64),
        _ hasPassedSeen: inout Bool, now: Int64, limit: Int = .max
    ) -> (count: Int, last: Int?, isDone: Bool) {
        let count = self.elements.count
        let isReversed = self.isReversed
        var (new, last) = (0, -1)
        var names = NameUUIDs()
        defer { batch.arena.bytes.withUnsafeMutableBytes { names.write(to: $0) } }
        while self.cursor < count, new < limit {
            let index = isReversed ? count - 1 - self.cursor : self.cursor
            self.cursor += 1
            if !self.isNew(index, seen, now, &hasPassedSeen) { continue }
            self.append(index, to: batch, binding, now, &names)
            new += 1
            last = index
        }
        return (new, last < 0 ? nil : last, self.cursor == count)
    }

    private func isNew(
        _ index: Int, _ seen: (offset: [String: String], time: Int64), _ now: Int64, _ hasPassedSeen: inout Bool
    ) -> Bool {
        let time = self.time(at: index) ?? now
        if time > seen.time || self.settings.filter == .none || hasPassedSeen { return true }
        if self.settings.filter == .timestamp { return false }
        // The record that was read last: those behind it with the same timestamp are new.
        if self.time(at: index) ?? seen.time == seen.time {
            hasPassedSeen = self.offset(at: index) == seen.offset
        }
        return false
    }

    private func append(
        _ index: Int, to batch: SourceBatch, _ binding: RecordBinding, _ now: Int64, _ names: inout NameUUIDs
    ) {
        let element = Int(self.elements[index])
        let arena = batch.arena
        let time = self.time(at: index) ?? now
        let value = self.writeValue(element, to: arena)
        let key = self.writeKey(element, value: value, to: arena, &names)
        var entry = SourceBatch.Entry(
            topic: binding.topic, timestamp: time, key: key, keySchema: binding.keySchema, value: value,
            valueSchema: binding.valueSchema, sourcePartition: binding.partition, offsetToken: Int64(index))
        if self.settings.mapper == .structs {
            let first = arena.reserveCells(4)
            arena[first] = key
            arena[first + 1] = value
            arena[first + 2] = key
            arena[first + 3] = .int64(time)
            entry.key = arena.structure(schema: Int(binding.keySchema), first: first, count: 1)
            entry.value = arena.structure(schema: Int(binding.valueSchema), first: first + 1, count: 3)
        }
        batch.append(entry)
    }

    private func writeValue(_ element: Int, to arena: ValueArena) -> Cell {
        let place = self.settings.value.find(in: self.tape, from: element) ?? element
        let start = arena.bytes.count
        switch self.tape[place].kind {
        case .object, .array: JSONNodeText.append(self.tape, place, to: &arena.bytes)
        default: JSONNodeText.appendText(self.tape, place, to: &arena.bytes)
        }
        return Cell(kind: .string, bits: UInt64(start), count: UInt32(arena.bytes.count - start))
    }

    private func writeKey(_ element: Int, value: Cell, to arena: ValueArena, _ names: inout NameUUIDs) -> Cell {
        let start = arena.bytes.count
        for pointer in self.settings.key {
            guard let place = pointer.find(in: self.tape, from: element) else { continue }
            let before = arena.bytes.count
            if before > start { arena.bytes.append(UInt8(ascii: "+")) }
            let empty = arena.bytes.count
            JSONNodeText.appendText(self.tape, place, to: &arena.bytes)
            if arena.bytes.count == empty { arena.bytes.truncate(to: before) }
        }
        var count = arena.bytes.count - start
        if count == 0 {
            if let keyName, let place = self.settings.offset[keyName].pointer.find(in: self.tape, from: element) {
                JSONNodeText.appendText(self.tape, place, to: &arena.bytes)
                count = arena.bytes.count - start
            } else {
                Self.appendUUID(of: value, to: arena, &names)
                return Cell(kind: .string, bits: UInt64(start), count: UInt32(NameUUIDs.length), isPlain: true)
            }
        }
        return Cell(kind: .string, bits: UInt64(start), count: UInt32(count))
    }

    private static func appendUUID(of value: Cell, to arena: ValueArena, _ names: inout NameUUIDs) {
        let target = arena.bytes.count
        arena.bytes.append(zeros: NameUUIDs.length)
        let text = value.offset..<value.offset + Int(value.count)
        arena.bytes.withUnsafeMutableBytes { names.add(text, target: target, in: $0) }
    }

    // MARK: offsets

    /// The offset of the record at `index` of the document.
    func offset(at index: Int) -> [String: String] {
        let element = Int(self.elements[index])
        var offset: [String: String] = [:]
        for (name, pointer) in self.settings.offset {
            guard let place = pointer.find(in: self.tape, from: element) else { continue }
            offset[name] = JSONNodeText.text(self.tape, place)
        }
        let arena = ValueArena()
        let value = self.writeValue(element, to: arena)
        var names = NameUUIDs()
        let key = self.writeKey(element, value: value, to: arena, &names)
        arena.bytes.withUnsafeMutableBytes { names.write(to: $0) }
        offset["key"] = arena.text(of: key)
        if let time = self.time(at: index) {
            offset["timestamp"] = InstantText.text(time, nanoseconds: self.nanoseconds[index] ?? 0)
        }
        return offset
    }

    /// The timestamp of the record at `index`; nil if it has none.
    func time(at index: Int) -> Int64? {
        index < self.times.count && self.times[index] != Self.noTime ? self.times[index] : nil
    }

    /// What the document says at `pointer` about the next page; nil if it says that there is none: by nothing at all, null,
    /// false or an empty text.
    func nextPage(at pointer: JSONPointer) throws(ConnectError) -> String? {
        guard self.tape.count > 0, let place = pointer.find(in: self.tape, from: 0) else { return nil }
        switch self.tape[place].kind {
        case .null, .false: return nil
        case .number, .string:
            let text = JSONNodeText.text(self.tape, place)
            return text.isEmpty ? nil : text
        case .true, .array, .object:
            throw ConnectError(
                .data, "What is at \(pointer.text) names no next page: \(HTTPKeys.nextPointer.name) must lead to a text"
            )
        }
    }

    /// How many elements the document has, if it is an array.
    var rootCount: Int { self.tape.count > 0 && self.tape[0].kind == .array ? Int(self.tape[0].length) : 0 }
}

/// The numbers that stand for topic, schemas and source partition in a batch.
struct RecordBinding {
    let topic: Int32
    let keySchema: Int32
    let valueSchema: Int32
    let partition: Int32

    init(_ batch: SourceBatch, topic: String, _ mapper: HTTPSourceSettings.Mapper, partition: SourcePosition) {
        self.topic = batch.index(ofTopic: topic)
        let isStruct = mapper == .structs
        self.keySchema = Int32(batch.arena.index(of: isStruct ? RecordSchemas.key : .string))
        self.valueSchema = Int32(batch.arena.index(of: isStruct ? RecordSchemas.value : .string))
        self.partition = batch.index(ofSourcePartition: partition)
    }
}
