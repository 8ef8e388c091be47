import Bytes
import ConnectAPI
import Glibc

/// That the way from one cluster to the other is open at a time.
struct Heartbeat {
    let source: String
    let target: String
    /// Milliseconds since 1970-01-01 UTC.
    let timestamp: Int64

    /// - Throws: If an alias is longer than the format can hold.
    init(source: String, target: String, timestamp: Int64) throws(ConnectError) {
        for alias in [source, target] where alias.utf8.count > Int(Int16.max) {
            throw ConnectError(.config, "A cluster alias is longer than \(Int16.max) bytes")
        }
        (self.source, self.target, self.timestamp) = (source, target, timestamp)
    }

    static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Both aliases, each behind its length in 16 bits.
    var key: Bytes {
        var bytes: [UInt8] = []
        for alias in [self.source, self.target] {
            bytes += Self.bigEndian(Int16(alias.utf8.count))
            bytes += alias.utf8
        }
        return Bytes(bytes)
    }

    /// The format's version in 16 bits, and the time in 64.
    var value: Bytes { Bytes(Self.bigEndian(Int16(0)) + Self.bigEndian(self.timestamp)) }

    private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) }
    }

    var record: SourceRecord {
        SourceRecord(
            ConnectRecord(
                topic: HeartbeatConfiguration.topic, partition: 0, key: SchemaAndValue(.bytes, .bytes(self.key)),
                value: SchemaAndValue(.bytes, .bytes(self.value)), timestamp: self.timestamp),
            sourcePartition: HeartbeatPosition.partition(source: self.source, target: self.target),
            sourceOffset: HeartbeatPosition.offset)
    }
}

/// Source partitions and offsets of heartbeats. There is nothing to go on from, so the offset is always 0.
enum HeartbeatPosition {
    private static let source = "sourceClusterAlias"
    private static let target = "targetClusterAlias"
    private static let position = "offset"

    static let offset: SourcePosition = [position: .int64(0)]

    static func partition(source: String, target: String) -> SourcePosition {
        [self.source: .string(source), self.target: .string(target)]
    }

    /// Checks a partition that a user gave.
    static func check(_ partition: SourcePosition) throws(ConnectError) {
        for name in [self.source, self.target] {
            guard let value = partition[name] else {
                throw ConnectError(
                    .connect,
                    "Source partition \(self.shown(partition)) is missing the '\(name)' key, which is required")
            }
            guard case .string = value else {
                throw ConnectError(
                    .connect,
                    "Source partition \(self.shown(partition)) has an invalid value \(self.shown(value)) for the"
                        + " '\(name)' key, which must be a string")
            }
        }
    }

    /// Checks an offset that a user gave.
    static func check(_ offset: SourcePosition, of partition: SourcePosition) throws(ConnectError) {
        let subject = "Source offset \(self.shown(offset)) for source partition \(self.shown(partition))"
        guard let value = offset[self.position] else {
            throw ConnectError(.connect, "\(subject) is missing the '\(self.position)' key, which is required")
        }
        let problem = "\(subject) has an invalid value \(self.shown(value)) for the '\(self.position)' key"
        guard let number = value.integer else { throw ConnectError(.connect, "\(problem), which must be an integer") }
        guard number == 0 else { throw ConnectError(.connect, "\(problem); the only accepted value is 0") }
    }

    /// As Java prints a map.
    private static func shown(_ position: SourcePosition) -> String {
        "{" + position.entries.map { "\($0.key)=\(self.shown($0.value))" }.joined(separator: ", ") + "}"
    }

    private static func shown(_ value: Value) -> String {
        switch value {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .string(let text): text
        case .float64(let value): "\(value)"
        default: value.integer.map { "\($0)" } ?? "\(value)"
        }
    }
}
