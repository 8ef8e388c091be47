import Glibc

/// All numbers of one moment, to be rendered by ``MetricsText``.
package struct MetricsSnapshot: Sendable {
    /// One group's rows.
    struct Table: Sendable {
        let group: MetricGroup
        /// Row by row.
        fileprivate(set) var values: [Double] = []
        fileprivate(set) var labels = LabelTexts()

        var rowCount: Int { self.labels.count }
    }

    /// The moment, as ``MetricsClock/now``.
    package let now: Int64
    private(set) var tables: [Table] = []
    private var places: [ObjectIdentifier: Int] = [:]

    package init(now: Int64 = MetricsClock.now) { self.now = now }

    /// Takes one object's numbers, in the order of the group's columns. Of two objects with the same labels the first
    /// one stays: two series of the same name would spoil the whole page.
    package mutating func add(_ group: MetricGroup, _ labels: MetricLabels, _ values: [Double]) {
        let place = self.place(of: group)
        self.tables[place].labels.append(labels.text)
        self.take(values, place)
    }

    /// The same for labels that nobody keeps.
    ///
    /// - Parameters:
    ///   - labels: In the order in which they are to appear. One without a value is left out.
    ///   - first: Come before them.
    package mutating func add(
        _ group: MetricGroup, _ labels: [(name: String, value: String)], after first: MetricLabels = .none,
        _ values: [Double]
    ) {
        let place = self.place(of: group)
        self.tables[place].labels.append(first.text)
        for (name, value) in labels where !value.isEmpty { self.tables[place].labels.append(name, value) }
        self.take(values, place)
    }

    private mutating func take(_ values: [Double], _ place: Int) {
        let isComplete = values.count == self.tables[place].group.columns.count
        assert(isComplete, "a value for each column")
        guard self.tables[place].labels.endRow(keepsIt: isComplete) else { return }
        self.tables[place].values.append(contentsOf: values)
    }

    private mutating func place(of group: MetricGroup) -> Int {
        if let known = self.places[ObjectIdentifier(group)] { return known }
        self.places[ObjectIdentifier(group)] = self.tables.count
        self.tables.append(Table(group: group))
        return self.tables.count - 1
    }
}

/// The labels of many rows, one behind the other in one piece of memory, and each only once.
struct LabelTexts: Sendable {
    private var bytes: [UInt8] = []
    /// Where each row's labels end.
    private var ends: [Int] = []
    /// Rows by what their labels hash to: a table with open addressing, at most half full. -1: nobody.
    private var slots: [Int32] = []

    private static let seed = UInt64.random(in: .min ... .max)

    var count: Int { self.ends.count }

    private func range(_ row: Int) -> Range<Int> { (row == 0 ? 0 : self.ends[row - 1])..<self.ends[row] }

    /// The labels of each row, for the time of a call.
    struct Texts {
        fileprivate let bytes: UnsafeRawBufferPointer
        fileprivate let ends: UnsafeBufferPointer<Int>

        subscript(row: Int) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(rebasing: self.bytes[(row == 0 ? 0 : self.ends[row - 1])..<self.ends[row]])
        }
    }

    func withTexts<Result>(_ body: (Texts) -> Result) -> Result {
        self.bytes.withUnsafeBytes { bytes in
            self.ends.withUnsafeBufferPointer { body(Texts(bytes: bytes, ends: $0)) }
        }
    }

    // MARK: - A new row

    /// Labels as they are shown.
    mutating func append(_ text: String) { self.bytes.append(contentsOf: text.utf8) }

    mutating func append(_ name: String, _ value: String) {
        if self.bytes.count > self.ends.last ?? 0 { self.bytes.append(UInt8(ascii: ",")) }
        self.bytes.append(contentsOf: name.utf8)
        self.bytes.append(UInt8(ascii: "="))
        self.bytes.append(UInt8(ascii: "\""))
        if value.utf8.contains(where: MetricLabels.mustBeEscaped) {
            self.bytes.append(contentsOf: MetricLabels.escaped(value).utf8)
        } else {
            self.bytes.append(contentsOf: value.utf8)
        }
        self.bytes.append(UInt8(ascii: "\""))
    }

    /// Makes what was appended a row, or forgets it if a row has these labels.
    mutating func endRow(keepsIt: Bool) -> Bool {
        let start = self.ends.last ?? 0
        if keepsIt {
            if self.ends.count * 2 >= self.slots.count { self.growSlots() }
            let slot = self.slot(of: start..<self.bytes.count)
            if self.slots[slot] < 0 {
                self.slots[slot] = Int32(self.ends.count)
                self.ends.append(self.bytes.count)
                return true
            }
        }
        self.bytes.removeSubrange(start...)
        return false
    }

    /// Where the row with these labels is, or belongs.
    private func slot(of range: Range<Int>) -> Int {
        self.bytes.withUnsafeBytes { bytes in
            let labels = UnsafeRawBufferPointer(rebasing: bytes[range])
            let mask = self.slots.count - 1
            var slot = Self.hash(labels) & mask
            while self.slots[slot] >= 0 {
                let other = UnsafeRawBufferPointer(rebasing: bytes[self.range(Int(self.slots[slot]))])
                if Self.areEqual(other, labels) { break }
                slot = (slot + 1) & mask
            }
            return slot
        }
    }

    private mutating func growSlots() {
        self.slots = Array(repeating: -1, count: max(self.slots.count * 2, 8))
        for row in self.ends.indices {
            let slot = self.slot(of: self.range(row))
            self.slots[slot] = Int32(row)
        }
    }

    private static func areEqual(_ one: UnsafeRawBufferPointer, _ other: UnsafeRawBufferPointer) -> Bool {
        guard one.count == other.count, let start = one.baseAddress, let otherStart = other.baseAddress else {
            return one.count == other.count
        }
        return memcmp(start, otherStart, one.count) == 0
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> Int {
        var hash = self.seed ^ UInt64(bytes.count)
        var place = 0
        while place < bytes.count {
            var word: UInt64 = 0
            withUnsafeMutableBytes(of: &word) {
                $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[place..<min(place + 8, bytes.count)]))
            }
            hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 29
            place += 8
        }
        return Int(truncatingIfNeeded: hash >> 1)
    }
}
