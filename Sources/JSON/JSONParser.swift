/// Reads one document into tape entries. Checks every bound; a hostile document gets an error and never a trap.
///
/// Entries of containers that are still open form a list through `next`, so no further stack is needed.
struct JSONParser: ~Copyable {
    let base: UnsafePointer<UInt8>
    let end: Int
    let options: JSONOptions
    var position = 0
    /// Bits of all bytes of strings: the top bits say whether there is anything beyond ASCII.
    var seen: UInt64 = 0
    /// Index of the innermost open container, or -1.
    var open = -1
    var depth = 0

    var entries: UnsafeMutablePointer<JSONTape.Entry>
    var capacity: Int
    var count = 0

    /// `entries` belongs to the tape, which takes it back (it may have moved) whether or not reading succeeds.
    init(
        _ source: UnsafeRawBufferPointer, _ options: JSONOptions,
        entries: UnsafeMutablePointer<JSONTape.Entry>, capacity: Int
    ) {
        // An empty source is never read, any address will do.
        let start = source.baseAddress ?? UnsafeRawPointer(entries)
        self.base = start.assumingMemoryBound(to: UInt8.self)
        self.end = source.count
        self.options = options
        self.entries = entries
        self.capacity = capacity
    }

    mutating func parse() throws(JSONError) {
        self.skipBlanks()
        if self.position == self.end {
            throw self.error(.empty, "No content to map due to end-of-input", at: self.position)
        }
        repeat { try self.readValue() } while try self.endValue()
        if !self.options.ignoresTrailingBytes {
            self.skipBlanks()
            if self.position < self.end {
                throw self.error(
                    .syntax, "Trailing token (of type \(self.tokenName)) found after value: not allowed",
                    at: self.position)
            }
        }
        try self.checkText()
    }

    /// Reads a scalar, or the opening of containers up to the first scalar or empty container.
    private mutating func readValue() throws(JSONError) {
        while true {
            self.skipBlanks()
            guard self.position < self.end else { throw self.unexpectedEnd() }
            let start = self.position
            switch self.base[start] {
            case UInt8(ascii: "\""):
                try self.readString(isName: false)
                return
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                try self.readNumber()
                return
            case UInt8(ascii: "{"):
                try self.push(.object)
                if try self.openedObject() { return }
            case UInt8(ascii: "["):
                try self.push(.array)
                self.skipBlanks()
                if self.position < self.end, self.base[self.position] == UInt8(ascii: "]") {
                    self.close()
                    return
                }
            case UInt8(ascii: "t"):
                try self.readWord("true", .true)
                return
            case UInt8(ascii: "f"):
                try self.readWord("false", .false)
                return
            case UInt8(ascii: "n"):
                try self.readWord("null", .null)
                return
            default:
                throw self.unexpectedValue()
            }
        }
    }

    /// Reads what stands between two values: closers, the comma, the next member's name.
    /// Returns whether another value follows.
    private mutating func endValue() throws(JSONError) -> Bool {
        while self.open >= 0 {
            self.entries[self.open].length &+= 1
            self.skipBlanks()
            let isObject = self.entries[self.open].kind == .object
            guard self.position < self.end else { throw self.unclosed() }
            let byte = self.base[self.position]
            if byte == UInt8(ascii: ",") {
                self.position &+= 1
                if isObject { try self.readName() }
                return true
            }
            guard byte == (isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")) else {
                throw self.unexpectedSeparator(isObject)
            }
            self.close()
        }
        return false
    }

    /// Reads the first name of an object just opened; true if it is empty and closed already.
    private mutating func openedObject() throws(JSONError) -> Bool {
        self.skipBlanks()
        if self.position < self.end, self.base[self.position] == UInt8(ascii: "}") {
            self.close()
            return true
        }
        try self.readName()
        return false
    }

    private mutating func readName() throws(JSONError) {
        self.skipBlanks()
        guard self.position < self.end else { throw self.unclosed() }
        guard self.base[self.position] == UInt8(ascii: "\"") else {
            throw self.unexpected(self.position, "was expecting double-quote to start field name")
        }
        try self.readString(isName: true)
        self.skipBlanks()
        guard self.position < self.end, self.base[self.position] == UInt8(ascii: ":") else {
            guard self.position < self.end else { throw self.unclosed() }
            throw self.unexpected(self.position, "was expecting a colon to separate field name and value")
        }
        self.position &+= 1
    }

    private mutating func push(_ kind: JSONTape.Kind) throws(JSONError) {
        self.depth &+= 1
        guard self.depth <= self.options.maximumDepth else { throw self.tooDeep() }
        // `next` leads to the enclosing container until this one is closed.
        self.append(JSONTape.Entry(kind, offset: self.position, next: self.open))
        self.open = self.count &- 1
        self.position &+= 1
    }

    private mutating func close() {
        let parent = self.entries[self.open].next
        self.entries[self.open].next = UInt32(truncatingIfNeeded: self.count)
        self.open = Int(Int32(bitPattern: parent))
        self.depth &-= 1
        self.position &+= 1
    }

    @inline(__always)
    mutating func append(_ entry: JSONTape.Entry) {
        if self.count == self.capacity { self.grow() }
        (self.entries + self.count).initialize(to: entry)
        self.count &+= 1
    }

    @inline(never)
    private mutating func grow() {
        let larger = UnsafeMutablePointer<JSONTape.Entry>.allocate(capacity: self.capacity * 2)
        larger.moveInitialize(from: self.entries, count: self.count)
        self.entries.deallocate()
        self.entries = larger
        self.capacity *= 2
    }

    @inline(__always)
    mutating func skipBlanks() {
        while self.position < self.end {
            let byte = self.base[self.position]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            self.position &+= 1
        }
    }
}
