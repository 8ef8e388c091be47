/// What a client asks first: versions, brokers, topics.
let clusterAPIs = [apiVersions, metadata, describeCluster]

private let apiVersions = API(
    18, "ApiVersions", versions: 0...4, flexibleFrom: 3, sentTo: .anyBroker,
    "Asks which versions of which APIs the broker speaks; the first request on a connection.",
    request: [
        .string("clientSoftwareName", since: 3, ignorable: true, "Name of the client's program (KIP-511)."),
        .string("clientSoftwareVersion", since: 3, ignorable: true, "Version of the client's program."),
    ],
    response: [
        .errorCode("`unsupportedVersion` comes in version 0, whatever was asked."),
        .array(
            "apiKeys", of: "APIVersion", "What the broker speaks.",
            [
                .int16("apiKey", "The API's number."),
                .int16("minVersion", "Its lowest version."),
                .int16("maxVersion", "Its highest version."),
            ]),
        .throttleTime(since: 1),
        .array(
            "supportedFeatures", of: "SupportedFeature", since: 3, tag: 0, ignorable: true,
            "Features that the broker can have (KIP-584).",
            [
                .string("name", since: 3, "The feature's name."),
                .int16("minVersion", since: 3, "Its lowest version."),
                .int16("maxVersion", since: 3, "Its highest version."),
            ]),
        .int64(
            "finalizedFeaturesEpoch", since: 3, tag: 1, default: -1, ignorable: true,
            "Grows with each change of the finalized features; -1: not known."),
        .array(
            "finalizedFeatures", of: "FinalizedFeature", since: 3, tag: 2, ignorable: true,
            "Features that the whole cluster has.",
            [
                .string("name", since: 3, "The feature's name."),
                .int16("maxVersionLevel", since: 3, "Its highest level."),
                .int16("minVersionLevel", since: 3, "Its lowest level."),
            ]),
        .bool("zkMigrationReady", since: 3, tag: 3, ignorable: true, "Between controllers only."),
    ])

private let metadata = API(
    3, "Metadata", versions: 0...13, flexibleFrom: 9, sentTo: .anyBroker,
    "Asks for the brokers of the cluster and for topics, their partitions and leaders.",
    request: [
        .nullableArray(
            "topics", of: "Topic", nullableFrom: 1,
            "The topics asked for. Nil: all of them; empty: none, except in version 0, where it is all.",
            [
                .topicID(since: 10, ignorable: true, "The topic's id, in place of its name."),
                .nullableString("name", nullableFrom: 10, "The topic's name; nil if its id is given."),
            ]),
        .bool("allowAutoTopicCreation", since: 4, default: true, "Whether the broker may create missing topics."),
        .bool(
            "includeClusterAuthorizedOperations", since: 8, until: 10, "Whether to tell what we may do to the cluster."),
        .bool("includeTopicAuthorizedOperations", since: 8, "Whether to tell what we may do to the topics."),
    ],
    response: [
        .throttleTime(since: 3),
        .array(
            "brokers", of: "Broker", "The brokers that are alive.",
            [
                .int32("nodeID", "The broker's id."),
                .string("host", "Where to reach it."),
                .int32("port", "Where to reach it."),
                .nullableString("rack", since: 1, ignorable: true, "Its rack, if it has one."),
            ]),
        .nullableString("clusterID", since: 2, ignorable: true, "The cluster's id."),
        .int32(
            "controllerID", since: 1, default: -1, ignorable: true, "The broker to send the controller's requests to."),
        .array(
            "topics", of: "Topic", "One for each topic asked for.",
            [
                .errorCode("Why there is nothing to tell."),
                .nullableString("name", nullableFrom: 12, "The topic's name; nil if its id is not known."),
                .topicID(since: 10, ignorable: true, "The topic's id; zero if its name is not known."),
                .bool("isInternal", since: 1, ignorable: true, "Whether it is one of Kafka's own."),
                .array(
                    "partitions", of: "Partition", "Its partitions, in any order.",
                    [
                        .errorCode("For example `leaderNotAvailable`."),
                        .int32("index", "The partition's number."),
                        .int32("leaderID", "The leading broker's id; -1: none."),
                        .int32("leaderEpoch", since: 7, default: -1, ignorable: true, "The leader's epoch."),
                        .int32s("replicas", "The brokers that hold it."),
                        .int32s("inSyncReplicas", "Those that are in sync."),
                        .int32s("offlineReplicas", since: 5, ignorable: true, "Those that are away."),
                    ]),
                .int32(
                    "topicAuthorizedOperations", since: 8, default: -0x8000_0000, ignorable: true,
                    "One bit for each operation allowed; the default: not asked for."),
            ]),
        .int32(
            "clusterAuthorizedOperations", since: 8, until: 10, default: -0x8000_0000, ignorable: true,
            "One bit for each operation allowed; the default: not asked for."),
        .errorCode(since: 13, ignorable: true, "`rebootstrapRequired`, for example."),
    ])

private let describeCluster = API(
    60, "DescribeCluster", versions: 0...2, flexibleFrom: 0, sentTo: .anyBroker,
    "Asks for the cluster's id, its brokers and its controller (KIP-700).",
    request: [
        .bool("includeClusterAuthorizedOperations", "Whether to tell what we may do to the cluster."),
        .int8("endpointType", since: 1, default: 1, "1: brokers, 2: controllers."),
        .bool("includeFencedBrokers", since: 2, "Whether to tell of brokers that are fenced."),
    ],
    response: [
        .throttleTime(ignorable: false),
        .errorCode("Why there is nothing to tell."),
        .errorMessage(),
        .int8("endpointType", since: 1, default: 1, "1: brokers, 2: controllers."),
        .string("clusterID", "The cluster's id."),
        .int32("controllerID", default: -1, "The broker to send the controller's requests to."),
        .array(
            "brokers", of: "Broker", "The brokers.",
            [
                .int32("brokerID", "The broker's id."),
                .string("host", "Where to reach it."),
                .int32("port", "Where to reach it."),
                .nullableString("rack", "Its rack, if it has one."),
                .bool("isFenced", since: 2, ignorable: true, "Whether it is fenced."),
            ]),
        .int32(
            "clusterAuthorizedOperations", default: -0x8000_0000,
            "One bit for each operation allowed; the default: not asked for."),
    ])
