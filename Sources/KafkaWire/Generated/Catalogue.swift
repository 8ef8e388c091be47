// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file

extension APIKey {
    /// The request of each API that we speak, by key.
    package static let requests: [any KafkaRequest.Type] = [
        ProduceRequest.self,
        FetchRequest.self,
        ListOffsetsRequest.self,
        MetadataRequest.self,
        OffsetCommitRequest.self,
        OffsetFetchRequest.self,
        FindCoordinatorRequest.self,
        JoinGroupRequest.self,
        HeartbeatRequest.self,
        LeaveGroupRequest.self,
        SyncGroupRequest.self,
        DescribeGroupsRequest.self,
        ListGroupsRequest.self,
        SaslHandshakeRequest.self,
        ApiVersionsRequest.self,
        CreateTopicsRequest.self,
        DeleteTopicsRequest.self,
        DeleteRecordsRequest.self,
        InitProducerIDRequest.self,
        OffsetForLeaderEpochRequest.self,
        AddPartitionsToTxnRequest.self,
        AddOffsetsToTxnRequest.self,
        EndTxnRequest.self,
        WriteTxnMarkersRequest.self,
        TxnOffsetCommitRequest.self,
        DescribeConfigsRequest.self,
        AlterConfigsRequest.self,
        SaslAuthenticateRequest.self,
        CreatePartitionsRequest.self,
        DeleteGroupsRequest.self,
        IncrementalAlterConfigsRequest.self,
        OffsetDeleteRequest.self,
        DescribeClusterRequest.self,
        DescribeProducersRequest.self,
        DescribeTransactionsRequest.self,
        ListTransactionsRequest.self,
        ConsumerGroupHeartbeatRequest.self,
        ConsumerGroupDescribeRequest.self,
        DescribeTopicPartitionsRequest.self,
    ]

    /// The versions of the API that we speak; nil if we don't speak it.
    package var versions: ClosedRange<Int16>? {
        switch self.rawValue {
        case 0: 3...13
        case 1: 4...18
        case 2: 1...10
        case 3: 0...13
        case 8: 2...10
        case 9: 1...10
        case 10: 0...6
        case 11: 0...9
        case 12: 0...4
        case 13: 0...5
        case 14: 0...5
        case 15: 0...6
        case 16: 0...5
        case 17: 0...1
        case 18: 0...4
        case 19: 2...7
        case 20: 1...6
        case 21: 0...2
        case 22: 0...6
        case 23: 2...4
        case 24: 0...5
        case 25: 0...4
        case 26: 0...5
        case 27: 1...1
        case 28: 0...5
        case 32: 1...4
        case 33: 0...2
        case 36: 0...2
        case 37: 0...3
        case 42: 0...2
        case 44: 0...1
        case 47: 0...0
        case 60: 0...2
        case 61: 0...0
        case 65: 0...0
        case 66: 0...2
        case 68: 0...1
        case 69: 0...1
        case 75: 0...0
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
        case 8: version >= 8
        case 9: version >= 6
        case 10: version >= 3
        case 11: version >= 6
        case 12: version >= 4
        case 13: version >= 4
        case 14: version >= 4
        case 15: version >= 5
        case 16: version >= 3
        case 18: version >= 3
        case 19: version >= 5
        case 20: version >= 4
        case 21: version >= 2
        case 22: version >= 2
        case 23: version >= 4
        case 24: version >= 3
        case 25: version >= 3
        case 26: version >= 3
        case 27: version >= 1
        case 28: version >= 3
        case 32: version >= 4
        case 33: version >= 2
        case 36: version >= 2
        case 37: version >= 2
        case 42: version >= 2
        case 44: version >= 1
        case 60: version >= 0
        case 61: version >= 0
        case 65: version >= 0
        case 66: version >= 0
        case 68: version >= 0
        case 69: version >= 0
        case 75: version >= 0
        default: false
        }
    }
}
