package import KafkaWire
import Transport

/// Which versions of which APIs a broker speaks.
package struct APIVersions: Sendable, Equatable {
    private struct Entry: Equatable, Sendable {
        let key: Int16
        let lowest: Int16
        let highest: Int16
    }

    /// By key.
    private let entries: [Entry]

    init(_ response: ApiVersionsResponse) {
        var ranges: [Int16: Entry] = [:]
        for api in response.apiKeys where api.minVersion <= api.maxVersion && api.minVersion >= 0 {
            ranges[api.apiKey] = Entry(key: api.apiKey, lowest: api.minVersion, highest: api.maxVersion)
        }
        let entries = ranges.values.sorted { $0.key < $1.key }
        self.entries = Self.latest.withLock { latest in
            if latest != entries { latest = entries }
            return latest
        }
    }

    /// What a broker spoke last: the brokers of a cluster speak the same, and a worker may have a thousand connections.
    private static let latest = Locked<[Entry]>([])

    package subscript(key: APIKey) -> ClosedRange<Int16>? {
        var (low, high) = (0, self.entries.count)
        while low < high {
            let middle = (low + high) / 2
            if self.entries[middle].key < key.rawValue { low = middle + 1 } else { high = middle }
        }
        guard low < self.entries.count, self.entries[low].key == key.rawValue else { return nil }
        return self.entries[low].lowest...self.entries[low].highest
    }

    /// The highest version that the broker and `ours` have in common.
    package func highest(of key: APIKey, within ours: ClosedRange<Int16>) -> Int16? {
        guard let theirs = self[key], theirs.overlaps(ours) else { return nil }
        return min(theirs.upperBound, ours.upperBound)
    }
}
