/// The order in which Java's `HashMap` gives out its keys, where an answer shows it.
package enum JavaHashOrder {
    /// `names`, put into a map one after another, as they come out again.
    package static func sorted(_ names: [String]) -> [String] {
        var capacity: UInt32 = 16
        while names.count * 4 > Int(capacity) * 3 { capacity <<= 1 }
        let mask = capacity - 1
        return names.enumerated()
            .map { (bucket: Self.spread($1) & mask, place: $0, name: $1) }
            .sorted { ($0.bucket, $0.place) < ($1.bucket, $1.place) }
            .map(\.name)
    }

    private static func spread(_ text: String) -> UInt32 {
        let hash = text.utf16.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) }
        return hash ^ hash >> 16
    }
}
