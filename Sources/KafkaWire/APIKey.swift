/// The number of an API, the first thing in a request. Open: a newer peer's APIs survive.
public struct APIKey: RawRepresentable, Hashable, Sendable, BitwiseCopyable {
    public var rawValue: Int16

    @inlinable
    public init(rawValue: Int16) { self.rawValue = rawValue }

    public static let produce = APIKey(rawValue: 0)
    public static let fetch = APIKey(rawValue: 1)
    public static let listOffsets = APIKey(rawValue: 2)
    public static let metadata = APIKey(rawValue: 3)
    public static let leaderAndIsr = APIKey(rawValue: 4)
    public static let stopReplica = APIKey(rawValue: 5)
    public static let updateMetadata = APIKey(rawValue: 6)
    public static let controlledShutdown = APIKey(rawValue: 7)
    public static let offsetCommit = APIKey(rawValue: 8)
    public static let offsetFetch = APIKey(rawValue: 9)
    public static let findCoordinator = APIKey(rawValue: 10)
    public static let joinGroup = APIKey(rawValue: 11)
    public static let heartbeat = APIKey(rawValue: 12)
    public static let leaveGroup = APIKey(rawValue: 13)
    public static let syncGroup = APIKey(rawValue: 14)
    public static let describeGroups = APIKey(rawValue: 15)
    public static let listGroups = APIKey(rawValue: 16)
    public static let saslHandshake = APIKey(rawValue: 17)
    public static let apiVersions = APIKey(rawValue: 18)
    public static let createTopics = APIKey(rawValue: 19)
    public static let deleteTopics = APIKey(rawValue: 20)
    public static let deleteRecords = APIKey(rawValue: 21)
    public static let initProducerID = APIKey(rawValue: 22)
    public static let offsetForLeaderEpoch = APIKey(rawValue: 23)
    public static let addPartitionsToTxn = APIKey(rawValue: 24)
    public static let addOffsetsToTxn = APIKey(rawValue: 25)
    public static let endTxn = APIKey(rawValue: 26)
    public static let writeTxnMarkers = APIKey(rawValue: 27)
    public static let txnOffsetCommit = APIKey(rawValue: 28)
    public static let describeACLs = APIKey(rawValue: 29)
    public static let createACLs = APIKey(rawValue: 30)
    public static let deleteACLs = APIKey(rawValue: 31)
    public static let describeConfigs = APIKey(rawValue: 32)
    public static let alterConfigs = APIKey(rawValue: 33)
    public static let alterReplicaLogDirs = APIKey(rawValue: 34)
    public static let describeLogDirs = APIKey(rawValue: 35)
    public static let saslAuthenticate = APIKey(rawValue: 36)
    public static let createPartitions = APIKey(rawValue: 37)
    public static let createDelegationToken = APIKey(rawValue: 38)
    public static let renewDelegationToken = APIKey(rawValue: 39)
    public static let expireDelegationToken = APIKey(rawValue: 40)
    public static let describeDelegationToken = APIKey(rawValue: 41)
    public static let deleteGroups = APIKey(rawValue: 42)
    public static let electLeaders = APIKey(rawValue: 43)
    public static let incrementalAlterConfigs = APIKey(rawValue: 44)
    public static let alterPartitionReassignments = APIKey(rawValue: 45)
    public static let listPartitionReassignments = APIKey(rawValue: 46)
    public static let offsetDelete = APIKey(rawValue: 47)
    public static let describeClientQuotas = APIKey(rawValue: 48)
    public static let alterClientQuotas = APIKey(rawValue: 49)
    public static let describeUserScramCredentials = APIKey(rawValue: 50)
    public static let alterUserScramCredentials = APIKey(rawValue: 51)
    public static let vote = APIKey(rawValue: 52)
    public static let beginQuorumEpoch = APIKey(rawValue: 53)
    public static let endQuorumEpoch = APIKey(rawValue: 54)
    public static let describeQuorum = APIKey(rawValue: 55)
    public static let alterPartition = APIKey(rawValue: 56)
    public static let updateFeatures = APIKey(rawValue: 57)
    public static let envelope = APIKey(rawValue: 58)
    public static let fetchSnapshot = APIKey(rawValue: 59)
    public static let describeCluster = APIKey(rawValue: 60)
    public static let describeProducers = APIKey(rawValue: 61)
    public static let brokerRegistration = APIKey(rawValue: 62)
    public static let brokerHeartbeat = APIKey(rawValue: 63)
    public static let unregisterBroker = APIKey(rawValue: 64)
    public static let describeTransactions = APIKey(rawValue: 65)
    public static let listTransactions = APIKey(rawValue: 66)
    public static let allocateProducerIDs = APIKey(rawValue: 67)
    public static let consumerGroupHeartbeat = APIKey(rawValue: 68)
    public static let consumerGroupDescribe = APIKey(rawValue: 69)
    public static let controllerRegistration = APIKey(rawValue: 70)
    public static let getTelemetrySubscriptions = APIKey(rawValue: 71)
    public static let pushTelemetry = APIKey(rawValue: 72)
    public static let assignReplicasToDirs = APIKey(rawValue: 73)
    public static let listConfigResources = APIKey(rawValue: 74)
    public static let describeTopicPartitions = APIKey(rawValue: 75)
    public static let shareGroupHeartbeat = APIKey(rawValue: 76)
    public static let shareGroupDescribe = APIKey(rawValue: 77)
    public static let shareFetch = APIKey(rawValue: 78)
    public static let shareAcknowledge = APIKey(rawValue: 79)
    public static let addRaftVoter = APIKey(rawValue: 80)
    public static let removeRaftVoter = APIKey(rawValue: 81)
    public static let updateRaftVoter = APIKey(rawValue: 82)
    public static let initializeShareGroupState = APIKey(rawValue: 83)
    public static let readShareGroupState = APIKey(rawValue: 84)
    public static let writeShareGroupState = APIKey(rawValue: 85)
    public static let deleteShareGroupState = APIKey(rawValue: 86)
    public static let readShareGroupStateSummary = APIKey(rawValue: 87)
    public static let streamsGroupHeartbeat = APIKey(rawValue: 88)
    public static let streamsGroupDescribe = APIKey(rawValue: 89)
    public static let describeShareGroupOffsets = APIKey(rawValue: 90)
    public static let alterShareGroupOffsets = APIKey(rawValue: 91)
    public static let deleteShareGroupOffsets = APIKey(rawValue: 92)
}

extension APIKey: CustomStringConvertible {
    /// Kafka's name of the API, or its number if we don't know it.
    public var description: String {
        let index = Int(self.rawValue)
        return Self.names.indices.contains(index) ? Self.names[index] : "API \(self.rawValue)"
    }

    private static let names = [
        "Produce", "Fetch", "ListOffsets", "Metadata", "LeaderAndIsr", "StopReplica", "UpdateMetadata",
        "ControlledShutdown", "OffsetCommit", "OffsetFetch", "FindCoordinator", "JoinGroup", "Heartbeat",
        "LeaveGroup", "SyncGroup", "DescribeGroups", "ListGroups", "SaslHandshake", "ApiVersions", "CreateTopics",
        "DeleteTopics", "DeleteRecords", "InitProducerId", "OffsetForLeaderEpoch", "AddPartitionsToTxn",
        "AddOffsetsToTxn", "EndTxn", "WriteTxnMarkers", "TxnOffsetCommit", "DescribeAcls", "CreateAcls", "DeleteAcls",
        "DescribeConfigs", "AlterConfigs", "AlterReplicaLogDirs", "DescribeLogDirs", "SaslAuthenticate",
        "CreatePartitions", "CreateDelegationToken", "RenewDelegationToken", "ExpireDelegationToken",
        "DescribeDelegationToken", "DeleteGroups", "ElectLeaders", "IncrementalAlterConfigs",
        "AlterPartitionReassignments", "ListPartitionReassignments", "OffsetDelete", "DescribeClientQuotas",
        "AlterClientQuotas", "DescribeUserScramCredentials", "AlterUserScramCredentials", "Vote", "BeginQuorumEpoch",
        "EndQuorumEpoch", "DescribeQuorum", "AlterPartition", "UpdateFeatures", "Envelope", "FetchSnapshot",
        "DescribeCluster", "DescribeProducers", "BrokerRegistration", "BrokerHeartbeat", "UnregisterBroker",
        "DescribeTransactions", "ListTransactions", "AllocateProducerIds", "ConsumerGroupHeartbeat",
        "ConsumerGroupDescribe", "ControllerRegistration", "GetTelemetrySubscriptions", "PushTelemetry",
        "AssignReplicasToDirs", "ListConfigResources", "DescribeTopicPartitions", "ShareGroupHeartbeat",
        "ShareGroupDescribe", "ShareFetch", "ShareAcknowledge", "AddRaftVoter", "RemoveRaftVoter", "UpdateRaftVoter",
        "InitializeShareGroupState", "ReadShareGroupState", "WriteShareGroupState", "DeleteShareGroupState",
        "ReadShareGroupStateSummary", "StreamsGroupHeartbeat", "StreamsGroupDescribe", "DescribeShareGroupOffsets",
        "AlterShareGroupOffsets", "DeleteShareGroupOffsets",
    ]
}
