import ConnectAPI
import Glibc

/// Keys of maps, numbered as they come: what was worked out for a key is found again by its number.
///
/// Records of one source have the same keys in the same order, so that comparing with one key is nearly always enough.
final class KeyTable {
    @exclusivity(unchecked) private var texts: UnsafeMutablePointer<UnsafeRawBufferPointer>
    @exclusivity(unchecked) private var capacity = 8
    @exclusivity(unchecked) private(set) var count = 0
    /// Where a key isn't where it was the last time. Bytes rather than texts, which are equal if they look alike.
    @exclusivity(unchecked) private var numbers: [[UInt8]: Int] = [:]

    init() { self.texts = .allocate(capacity: self.capacity) }

    deinit {
        for number in 0..<self.count { self.texts[number].deallocate() }
        self.texts.deallocate()
    }

    /// The number of a key, which is new if it is what ``count`` was before.
    ///
    /// - Parameter place: A number that it may well have.
    @inline(__always)
    func number(of key: UnsafeRawBufferPointer, expected place: Int) -> Int {
        if place < self.count {
            let text = self.texts[place]
            if text.count == key.count {
                guard let left = text.baseAddress, let right = key.baseAddress else { return place }
                if memcmp(left, right, key.count) == 0 { return place }
            }
        }
        return self.other(key)
    }

    @inline(never)
    private func other(_ key: UnsafeRawBufferPointer) -> Int {
        let bytes = Array(key)
        if let number = self.numbers[bytes] { return number }
        if self.count == self.capacity { self.grow() }
        let text = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
        text.copyBytes(from: bytes)
        (self.texts + self.count).initialize(to: UnsafeRawBufferPointer(text))
        self.numbers[bytes] = self.count
        self.count += 1
        return self.count - 1
    }

    private func grow() {
        let texts = UnsafeMutablePointer<UnsafeRawBufferPointer>.allocate(capacity: self.capacity * 2)
        texts.moveInitialize(from: self.texts, count: self.count)
        self.texts.deallocate()
        (self.texts, self.capacity) = (texts, self.capacity * 2)
    }
}

/// Texts that maps get as keys, numbered as they are added; written into an arena once a batch, and only those needed.
struct NameTable {
    private struct Name: BitwiseCopyable {
        var cell = Cell.null
        var generation = -1
        /// The record that got it last, and where in its map.
        var record = 0
        var place = 0
    }

    private var names: [Name] = []
    private var texts: [[UInt8]] = []
    private var numbers: [[UInt8]: Int] = [:]

    var count: Int { self.names.count }

    /// The number of a name, added if it is new.
    mutating func number(of text: [UInt8]) -> Int {
        if let number = self.numbers[text] { return number }
        self.numbers[text] = self.names.count
        self.names.append(Name())
        self.texts.append(text)
        return self.names.count - 1
    }

    /// The text of a name.
    func text(_ number: Int) -> [UInt8] { self.texts[number] }

    /// The name as a key of the arena.
    @inline(__always)
    mutating func cell(_ number: Int, in arena: ValueArena) -> Cell {
        if self.names[number].generation != arena.generation { self.write(number, arena) }
        return self.names[number].cell
    }

    @inline(never)
    private mutating func write(_ number: Int, _ arena: ValueArena) {
        self.names[number].cell = arena.constant(.string(String(decoding: self.texts[number], as: UTF8.self)))
        self.names[number].generation = arena.generation
    }

    /// Where a record's map has got the name before, or nil; then it is taken to be at `place` from now on.
    @inline(__always)
    mutating func place(_ number: Int, in record: Int, orAt place: Int) -> Int? {
        if self.names[number].record == record { return self.names[number].place }
        self.names[number].record = record
        self.names[number].place = place
        return nil
    }
}
