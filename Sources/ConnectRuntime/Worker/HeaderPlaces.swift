import Bytes
import ConnectAPI
import Glibc
import JSON
import KafkaWire

/// How the headers of the last record were called, by their place in it.
///
/// Trivial values behind a pointer: records come by the million, and a place that is an object, or holds one, costs more
/// than all that is done with it.
struct HeaderPlaces: ~Copyable {
    private struct Place: BitwiseCopyable {
        /// Where the name stood last in a batch's arena, and in which batch: a source that keeps its names' cells has
        /// them compared once a batch.
        var key: Cell
        var batch: Int
        /// The name with its length before it, as it is written; behind it, there is room for an integer.
        var encoded: UnsafeMutableRawPointer
        var encodedLength: Int
        /// Of the length alone.
        var prefixLength: Int
        /// The last integer, and how long name and integer together are in `encoded`; 0: the integer isn't there yet.
        var integer: Int64 = 0
        var wholeLength = 0

        func isNamed(_ key: Cell, _ batch: Int) -> Bool {
            key.bits == self.key.bits && key.count == self.key.count && batch == self.batch
        }

        func hasName(_ name: UnsafeRawBufferPointer) -> Bool {
            guard name.count == self.encodedLength - self.prefixLength, let start = name.baseAddress else {
                return false
            }
            return memcmp(self.encoded + self.prefixLength, start, name.count) == 0
        }
    }

    /// An integer with its length before it.
    private static let integerRoom = JSONText.integerRoom + 1

    private var places: UnsafeMutablePointer<Place>
    private var capacity = 4
    private var count = 0
    private var names: [String] = []
    /// Goes up with each batch.
    private var batch = 0
    /// The most bytes that all places take if each holds an integer.
    private var room = 0

    init() { self.places = .allocate(capacity: self.capacity) }

    deinit {
        for place in 0..<self.count { self.places[place].encoded.deallocate() }
        self.places.deallocate()
    }

    var isSmall: Bool { self.capacity <= 64 && self.room <= 8192 }

    /// What was found out about cells holds for one batch.
    mutating func beginBatch() { self.batch &+= 1 }

    /// The name of the header in a place that ``find(_:_:_:)`` has seen.
    func name(_ place: Int) -> String { self.names[place] }

    func appendName(_ place: Int, to output: inout BytesWriter) {
        output.append(
            UnsafeRawBufferPointer(start: self.places[place].encoded, count: self.places[place].encodedLength))
    }

    /// Appends the headers of a record with their number, if they are called as the last record's and all are integers.
    ///
    /// - Returns: false, with nothing appended, if not.
    func appendIntegers(
        _ headers: UnsafeBufferPointer<SourceBatch.HeaderEntry>, _ arena: ValueArena, to output: inout BytesWriter
    ) -> Bool {
        guard headers.count <= self.count else { return false }
        var areKnown = true
        output.withSpace(self.room &+ 5) { start in
            var target = start
            Varint.write(Int64(headers.count), to: &target)
            for number in 0..<headers.count {
                let (place, header) = (self.places + number, headers[number])
                guard header.value.isInteger, self.isNamed(place, header.key, arena) else {
                    areKnown = false
                    return 0
                }
                Self.write(header.value.integer, in: place, to: &target)
            }
            return target - start
        }
        return areKnown
    }

    /// Most of a record's headers say the same as the last record's: an integer that comes twice in a row is kept.
    @inline(__always)
    private static func write(
        _ integer: Int64, in place: UnsafeMutablePointer<Place>, to target: inout UnsafeMutablePointer<UInt8>
    ) {
        let (encoded, nameLength) = (place.pointee.encoded, place.pointee.encodedLength)
        let isSame = place.pointee.integer == integer
        if isSame, place.pointee.wholeLength > 0 {
            UnsafeMutableRawPointer(target).copyMemory(from: encoded, byteCount: place.pointee.wholeLength)
            target += place.pointee.wholeLength
            return
        }
        let start = target
        UnsafeMutableRawPointer(target).copyMemory(from: encoded, byteCount: nameLength)
        target += nameLength
        let digits = JSONText.write(integer, to: target + 1)
        target.pointee = UInt8(truncatingIfNeeded: digits &* 2)  // a length below 64 in zigzag form
        target += digits &+ 1
        place.pointee.integer = integer
        place.pointee.wholeLength = isSame ? target - start : 0
        if isSame { encoded.copyMemory(from: start, byteCount: target - start) }
    }

    /// Whether the place's header is called as the cell says.
    @inline(__always)
    private func isNamed(_ place: UnsafeMutablePointer<Place>, _ key: Cell, _ arena: ValueArena) -> Bool {
        place.pointee.isNamed(key, self.batch) || self.hasName(place, key, arena)
    }

    @inline(never)
    private func hasName(_ place: UnsafeMutablePointer<Place>, _ key: Cell, _ arena: ValueArena) -> Bool {
        guard arena.withBytes(of: key, place.pointee.hasName) else { return false }
        (place.pointee.key, place.pointee.batch) = (key, self.batch)
        return true
    }

    /// Makes sure that the place knows the header's name. Places are found in order, from the first.
    mutating func find(_ header: SourceBatch.HeaderEntry, _ place: Int, _ arena: ValueArena) {
        if place < self.count, self.isNamed(self.places + place, header.key, arena) { return }
        self.set(header, place, arena)
    }

    private mutating func set(_ header: SourceBatch.HeaderEntry, _ place: Int, _ arena: ValueArena) {
        let name = arena.text(of: header.key)
        var writer = BytesWriter(capacity: name.utf8.count + 8)
        writer.append(varint: Int32(name.utf8.count))
        let prefixLength = writer.count
        writer.append(utf8: name)
        let encoded = UnsafeMutableRawPointer.allocate(byteCount: writer.count + Self.integerRoom, alignment: 1)
        writer.span.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(start: encoded, count: $0.count).copyMemory(from: $0)
        }
        let new = Place(
            key: header.key, batch: self.batch, encoded: encoded, encodedLength: writer.count,
            prefixLength: prefixLength)
        if place < self.count {
            self.room -= self.places[place].encodedLength
            self.places[place].encoded.deallocate()
            self.names[place] = name
        } else {
            if self.count == self.capacity { self.grow() }
            self.count += 1
            self.names.append(name)
            self.room += Self.integerRoom
        }
        self.places[place] = new
        self.room += new.encodedLength
    }

    private mutating func grow() {
        let places = UnsafeMutablePointer<Place>.allocate(capacity: self.capacity * 2)
        places.update(from: self.places, count: self.count)
        self.places.deallocate()
        (self.places, self.capacity) = (places, self.capacity * 2)
    }
}

extension Cell {
    fileprivate var isInteger: Bool {
        switch self.kind {
        case .int8, .int16, .int32, .int64: true
        default: false
        }
    }
}
