/// Java's hash codes and the orders that follow from them. Keys of the offsets topic are looked up by their bytes, so
/// a map must be written in the order in which a Java worker would write it.
package enum JavaHash {
    /// `String.hashCode`.
    package static func code(of text: String) -> Int32 {
        var hash: Int32 = 0
        for unit in text.utf16 { hash = hash &* 31 &+ Int32(unit) }
        return hash
    }

    /// In which order a `java.util.HashMap` gives out `keys` that were put into it one after the other.
    ///
    /// - Parameters:
    ///   - keys: Distinct, in the order in which they were put in; it decides within a bucket.
    ///   - capacity: Size of the table at the start: 16 unless the map was made with another one.
    /// - Returns: Places in `keys`. Right unless eight keys or more meet in one bucket.
    package static func mapOrder(of keys: [String], capacity: Int = 16) -> [Int] {
        var size = max(capacity, 1)
        while keys.count * 4 > size * 3 { size *= 2 }
        let buckets = keys.map { key in
            let hash = UInt32(bitPattern: Self.code(of: key))
            return Int(hash ^ hash >> 16) & (size - 1)
        }
        return keys.indices.sorted { (buckets[$0], $0) < (buckets[$1], $1) }
    }

    /// The members of `object` in the order of a `java.util.HashMap`.
    package static func ordered(_ object: JSONObject) -> JSONObject {
        JSONObject(Self.mapOrder(of: object.names).map { object.members[$0] })
    }
}
