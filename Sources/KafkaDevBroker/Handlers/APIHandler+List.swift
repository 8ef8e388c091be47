extension APIHandler {
    /// Every API that works; one file each.
    static let list: [APIHandler] = [
        .apiVersions, .metadata, .produce, .fetch, .listOffsets, .findCoordinator, .joinGroup, .syncGroup, .heartbeat,
        .leaveGroup, .createTopics, .describeConfigs, .initProducerID, .offsetCommit, .offsetFetch, .deleteTopics,
        .createPartitions, .incrementalAlterConfigs, .describeCluster, .deleteRecords, .listGroups, .describeGroups,
        .deleteGroups, .offsetDelete, .offsetForLeaderEpoch, .describeProducers, .describeTopicPartitions,
        .saslHandshake, .saslAuthenticate,
    ]
}
