public import Bytes
import Glibc

/// A JSON document as a flat list of entries over its bytes; reading many documents with one tape allocates nothing.
///
/// An entry's children follow it; an object's children are name, value, name, value. `next` leads past an entry's
/// last descendant. Order, duplicate names and the text of numbers are kept.
public struct JSONTape: ~Copyable, @unchecked Sendable {  // not copyable: its memory has one owner at a time
    public enum Kind: UInt8, Sendable, BitwiseCopyable { case null, `false`, `true`, number, string, array, object }

    public struct Entry: BitwiseCopyable, Sendable {
        public let kind: Kind
        /// String: has escapes. Number: has a point or an exponent.
        public var flag: Bool
        /// First byte in the source; for strings the one after the quote.
        public let offset: UInt32
        /// String, number: length in bytes. Array: elements. Object: members.
        public var length: UInt32
        /// Index of the entry after this one and all of its descendants.
        public var next: UInt32

        @inlinable init(_ kind: Kind, flag: Bool = false, offset: Int, length: Int = 0, next: Int) {
            self.kind = kind
            self.flag = flag
            self.offset = UInt32(truncatingIfNeeded: offset)
            self.length = UInt32(truncatingIfNeeded: length)
            self.next = UInt32(truncatingIfNeeded: next)
        }
    }

    @usableFromInline var entries: UnsafeMutablePointer<Entry>
    private var capacity = Self.initialCapacity
    @usableFromInline var used = 0
    /// The document in UTF-8, which offsets count in.
    public private(set) var source = Bytes()
    /// Where reading ended: right behind the root's last byte, or behind all blanks that follow it.
    public private(set) var endOffset = 0
    /// Where the source's bytes are: good as long as the tape holds the source, which never moves.
    @usableFromInline var base: UnsafeRawPointer

    /// Of a tape that has read nothing yet: those of converters that only write never do.
    private static var initialCapacity: Int { 1 }

    public init() {
        self.entries = .allocate(capacity: Self.initialCapacity)
        self.base = UnsafeRawPointer(self.entries)  // never read: there is no entry
    }

    deinit { self.entries.deallocate() }

    /// Number of entries; the document's root is entry 0.
    @inlinable public var count: Int { self.used }

    /// Traps outside of `0..<count`.
    @inlinable
    public subscript(index: Int) -> Entry {
        precondition(index >= 0 && index < self.used, "index out of range")
        return self.entries[index]
    }

    /// Reads one document; what was on the tape is forgotten. After an error the tape is empty.
    public mutating func parse(_ bytes: Bytes, _ options: JSONOptions = JSONOptions()) throws(JSONError) {
        self.used = 0
        if self.capacity > 1 << 16 { self.shrink() }
        self.source = try JSONEncoding.utf8(bytes, options)
        let source = self.source
        try source.withUnsafeBytes { (buffer) throws(JSONError) in
            var parser = JSONParser(buffer, options, entries: self.entries, capacity: self.capacity)
            defer {
                self.entries = parser.entries
                self.capacity = parser.capacity
            }
            try parser.parse()
            self.used = parser.count
            self.endOffset = parser.position
            self.base = buffer.baseAddress ?? self.base
        }
    }

    /// Gives back what a very large document needed.
    private mutating func shrink() {
        self.entries.deallocate()
        self.capacity = Self.initialCapacity
        self.entries = .allocate(capacity: Self.initialCapacity)
    }

    /// The bytes of a string, still escaped, or of a number.
    public func bytes(at index: Int) -> Bytes {
        let entry = self[index]
        return self.source[Int(entry.offset)..<Int(entry.offset) + Int(entry.length)]
    }

    /// Whether a string's text is `name`. Strings with escapes are compared after unescaping.
    public func text(at index: Int, is name: StaticString) -> Bool {
        self.text(at: index, is: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// Whether a string's text is `name`, in UTF-8.
    public func text(at index: Int, is name: UnsafeRawBufferPointer) -> Bool {
        let entry = self[index]
        guard !entry.flag else { return self.text(at: index).utf8.elementsEqual(name) }
        guard Int(entry.length) == name.count else { return false }
        guard let start = name.baseAddress else { return true }
        return memcmp(self.base + Int(entry.offset), start, name.count) == 0
    }

    /// Calls `body` with the bytes of a string, still escaped, or of a number.
    @inlinable
    public func withBytes<Result, Failure: Error>(
        at index: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let entry = self[index]
        return try body(UnsafeRawBufferPointer(start: self.base + Int(entry.offset), count: Int(entry.length)))
    }

    /// Whether a name stands twice among the members of the object at `index`. May say so of names with escapes, or of
    /// very many, without looking at them.
    public func mayHaveDuplicates(_ index: Int) -> Bool {
        let count = self[index].length
        guard count > 1 else { return false }
        guard count <= 16 else { return true }
        var place = index + 1
        while place < self[index].next {
            let name = self[place]
            if name.flag { return true }
            var other = index + 1
            while other < place {
                if self[other].length == name.length,
                    memcmp(self.base + Int(name.offset), self.base + Int(self[other].offset), Int(name.length)) == 0
                {
                    return true
                }
                other = Int(self[other + 1].next)
            }
            place = Int(self[place + 1].next)
        }
        return false
    }

    /// The value of the last member called `name`; nil if there is none or the entry is no object.
    public func member(_ name: StaticString, of index: Int) -> Int? {
        let entry = self[index]
        guard entry.kind == .object else { return nil }
        var place = index + 1
        var found: Int?
        while place < entry.next {
            if self.text(at: place, is: name) { found = place + 1 }
            place = Int(self[place + 1].next)
        }
        return found
    }

    /// A string's text without its escapes, or a number's text. An unpaired surrogate becomes U+FFFD.
    public func text(at index: Int) -> String {
        let entry = self[index]
        return self.withBytes(at: index) { bytes in
            guard entry.kind == .string, entry.flag else { return String(decoding: bytes, as: UTF8.self) }
            return String(unsafeUninitializedCapacity: bytes.count) { JSONEscape.unescape(bytes, to: $0) }
        }
    }

    /// The entry at `index` as a value. Recursive; the depth is bounded by the reader's limit.
    package func value(at index: Int) -> JSONValue {
        let entry = self[index]
        switch entry.kind {
        case .null: return .null
        case .false: return .bool(false)
        case .true: return .bool(true)
        case .number: return .number(JSONNumber(uncheckedText: self.text(at: index)))
        case .string: return .string(self.text(at: index))
        case .array:
            var elements: [JSONValue] = []
            elements.reserveCapacity(Int(entry.length))
            var place = index + 1
            while place < entry.next {
                elements.append(self.value(at: place))
                place = Int(self.entries[place].next)
            }
            return .array(elements)
        case .object:
            var object = JSONObject()
            object.reserveCapacity(Int(entry.length))
            var place = index + 1
            while place < entry.next {
                object.set(self.text(at: place), self.value(at: place + 1))
                place = Int(self.entries[place + 1].next)
            }
            return .object(object)
        }
    }
}
