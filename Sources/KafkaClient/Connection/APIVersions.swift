package import KafkaWire

/// Which versions of which APIs a broker speaks.
package struct APIVersions: Sendable, Equatable {
    private let ranges: [APIKey: ClosedRange<Int16>]

    init(_ response: ApiVersionsResponse) {
        var ranges: [APIKey: ClosedRange<Int16>] = [:]
        for api in response.apiKeys where api.minVersion <= api.maxVersion && api.minVersion >= 0 {
            ranges[APIKey(rawValue: api.apiKey)] = api.minVersion...api.maxVersion
        }
        self.ranges = ranges
    }

    package subscript(key: APIKey) -> ClosedRange<Int16>? { self.ranges[key] }

    /// The highest version that the broker and `ours` have in common.
    package func highest(of key: APIKey, within ours: ClosedRange<Int16>) -> Int16? {
        guard let theirs = self.ranges[key], theirs.overlaps(ours) else { return nil }
        return min(theirs.upperBound, ours.upperBound)
    }
}
