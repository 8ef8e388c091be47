/// Which part of a source a record comes from, or how far its reading has come: Kafka Connect's source partition
/// and source offset. Text keys in the order given; the values must be primitive.
public struct SourcePosition: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    public private(set) var entries: [Entry]

    public struct Entry: Hashable, Sendable {
        public let key: String
        public var value: Value

        public init(key: String, value: Value) {
            self.key = key
            self.value = value
        }
    }

    public init(entries: [Entry]) { self.entries = entries }

    public init(_ entries: [(String, Value)] = []) { self.entries = entries.map { Entry(key: $0.0, value: $0.1) } }
    public init(dictionaryLiteral elements: (String, Value)...) { self.init(elements) }

    public subscript(key: String) -> Value? { self.entries.last { $0.key == key }?.value }

    /// Java compares them as maps: the order of the keys doesn't count.
    public static func == (left: Self, right: Self) -> Bool {
        left.entries == right.entries
            || left.entries.count == right.entries.count && Set(left.entries) == Set(right.entries)
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(Set(self.entries)) }
}
