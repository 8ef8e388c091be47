public import Bytes

/// A header of a record. Names may repeat, their order counts.
public struct RecordHeader: Sendable, Hashable {
    public var name: String
    public var value: Bytes?

    public init(_ name: String, _ value: Bytes?) {
        self.name = name
        self.value = value
    }
}

extension BytesWriter {
    /// Appends headers in the form of a record: their number first.
    public mutating func append(recordHeaders headers: [RecordHeader]) {
        self.append(varlong: Int64(headers.count))
        for header in headers {
            self.append(varlong: Int64(header.name.utf8.count))
            self.append(utf8: header.name)
            self.append(varlong: header.value.map { Int64($0.count) } ?? -1)
            if let value = header.value { self.append(value) }
        }
    }
}
