// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file

extension APIKey {
    /// The request of each API that we speak, by key.
    package static let requests: [any KafkaRequest.Type] = [
        ProduceRequest.self,
        FetchRequest.self,
        ListOffsetsRequest.self,
        MetadataRequest.self,
        FindCoordinatorRequest.self,
        JoinGroupRequest.self,
        HeartbeatRequest.self,
        LeaveGroupRequest.self,
        SyncGroupRequest.self,
        ApiVersionsRequest.self,
        CreateTopicsRequest.self,
        InitProducerIDRequest.self,
        DescribeConfigsRequest.self,
    ]

    /// The versions of the API that we speak; nil if we don't speak it.
    package var versions: ClosedRange<Int16>? {
        switch self.rawValue {
        case 0: 3...13
        case 1: 4...18
        case 2: 1...10
        case 3: 0...13
        case 10: 0...6
        case 11: 0...9
        case 12: 0...4
        case 13: 0...5
        case 14: 0...5
        case 18: 0...4
        case 19: 2...7
        case 22: 0...6
        case 32: 1...4
        default: nil
        }
    }

    /// Whether a version of the API has compact lengths and tagged fields (KIP-482). False for one we don't speak.
    package func isFlexible(_ version: Int16) -> Bool {
        switch self.rawValue {
        case 0: version >= 9
        case 1: version >= 12
        case 2: version >= 6
        case 3: version >= 9
        case 10: version >= 3
        case 11: version >= 6
        case 12: version >= 4
        case 13: version >= 4
        case 14: version >= 4
        case 18: version >= 3
        case 19: version >= 5
        case 22: version >= 2
        case 32: version >= 4
        default: false
        }
    }
}
