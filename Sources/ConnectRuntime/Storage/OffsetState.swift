package import Bytes
package import JSON

/// What an offsets topic says, record by record: how far each part of each source has been read. A value without I/O.
///
/// Java workers find an offset by the bytes of its key, so two keys that differ in the order of their names only are two
/// keys. Here such keys are the same part of a source, and the one written last counts; see ``key(connector:partition:)``.
package struct OffsetState: Sendable {
    /// By the record's key, as bytes; without tombstones.
    package private(set) var values: [Bytes?: Bytes] = [:]
    /// By connector and source partition: the keys that name it, the one written last at the end.
    private var keys: [String: [JSONValue: [Bytes]]] = [:]

    package init() {}

    /// Takes up one record; returns why its key names no source partition, nil if it does.
    package mutating func apply(key: Bytes?, value: Bytes?) -> String? {
        self.values[key] = value
        guard let key, let json = try? JSONValue.parse(key), let pair = json.arrayValue, pair.count == 2,
            let connector = pair[0].stringValue
        else { return "the key is no pair of a connector's name and a source partition" }
        guard pair[1].isNull || pair[1].objectValue != nil else { return "the source partition is no object" }
        if value != nil {
            self.keys[connector, default: [:]][pair[1], default: []].removeAll { $0 == key }
            self.keys[connector]?[pair[1]]?.append(key)
        } else {  // forgets the source partition, in whatever order its names were written before
            self.keys[connector]?[pair[1]] = nil
            if self.keys[connector]?.isEmpty == true { self.keys[connector] = nil }
        }
        return nil
    }

    /// The source partitions of `connector` that have an offset, without the one that is null.
    package func partitions(of connector: String) -> [JSONObject] {
        (self.keys[connector] ?? [:]).keys.compactMap(\.objectValue)
    }

    /// All source partitions of `connector` that have an offset, with the keys that name each.
    package func partitionKeys(of connector: String) -> [(partition: JSONValue, keys: [Bytes])] {
        (self.keys[connector] ?? [:]).map { ($0.key, $0.value) }
    }

    /// The key under which `partition` was written last, or a new one with the names in the order given.
    package func key(connector: String, partition: JSONValue) -> Bytes {
        self.keys[connector]?[partition]?.last ?? OffsetRecord.key(connector: connector, partition: partition)
    }

    /// The offset of `partition`; nil if there is none.
    package func value(connector: String, partition: JSONValue) -> Bytes? {
        self.keys[connector]?[partition]?.last.flatMap { self.values[$0] }
    }
}

/// The bytes of an offset record.
package enum OffsetRecord {
    package static func key(connector: String, partition: JSONValue) -> Bytes {
        Bytes(utf8: JSONValue.array([.string(connector), partition]).text)
    }
}
