/// Topics and their records.
let topicAPIs = [createTopics, deleteTopics, createPartitions, deleteRecords, describeTopicPartitions]

private let createTopics = API(
    19, "CreateTopics", versions: 2...7, flexibleFrom: 5, sentTo: .controller,
    "Creates topics.",
    request: [
        .array(
            "topics", of: "Topic", "Each topic once.",
            [
                .string("name", "The topic's name."),
                .int32(
                    "partitionCount", default: -1, "How many partitions; -1: the broker's default, or `assignments`."),
                .int16(
                    "replicationFactor", default: -1, "How many replicas; -1: the broker's default, or `assignments`."),
                .array(
                    "assignments", of: "Assignment", "Where each partition goes; empty: the broker decides.",
                    [
                        .int32("partitionIndex", "The partition's number."),
                        .int32s("brokerIDs", "The brokers to hold it, the preferred leader first."),
                    ]),
                .array(
                    "configs", of: "Config", "Configurations that differ from the broker's.",
                    [
                        .string("name", "For example cleanup.policy."),
                        .nullableString("value", "Its value."),
                    ]),
            ]),
        .milliseconds("timeout", default: 60000, "How long the broker may take."),
        .bool("validateOnly", since: 1, "Check, but don't create."),
    ],
    response: [
        .throttleTime(since: 2),
        .array(
            "topics", of: "Topic", "One answer for each topic.",
            [
                .string("name", "The topic's name."),
                .topicID(since: 7, ignorable: true, "The new topic's id."),
                .errorCode("Why it was not created."),
                .errorMessage(since: 1),
                .errorCode(
                    named: "topicConfigErrorCode", since: 5, tag: 0, ignorable: true,
                    "Why there are no configurations in the answer."),
                .int32("partitionCount", since: 5, default: -1, ignorable: true, "How many partitions it has."),
                .int16("replicationFactor", since: 5, default: -1, ignorable: true, "How many replicas it has."),
                .nullableArray(
                    "configs", of: "Config", since: 5, nullableFrom: 5, ignorable: true,
                    "Its configuration; nil if we may not see it.",
                    [
                        .string("name", since: 5, "For example cleanup.policy."),
                        .nullableString("value", since: 5, "Its value."),
                        .bool("isReadOnly", since: 5, "Whether it can't be changed."),
                        .int8(
                            "source", since: 5, default: -1, ignorable: true,
                            "Where the value comes from, see DescribeConfigs."),
                        .bool("isSensitive", since: 5, "Whether the value is a secret, and withheld."),
                    ]),
            ]),
    ])

private let deleteTopics = API(
    20, "DeleteTopics", versions: 1...6, flexibleFrom: 4, sentTo: .controller,
    "Deletes topics.",
    request: [
        .array(
            "topics", of: "Topic", since: 6, "Topics to delete, by name or by id.",
            [
                .nullableString("name", since: 6, nullableFrom: 6, "The topic's name; nil if its id is given."),
                .topicID(since: 6, "The topic's id, in place of its name."),
            ]),
        .strings("topicNames", until: 5, ignorable: true, "Topics to delete."),
        .milliseconds("timeout", "How long the broker may take."),
    ],
    response: [
        .throttleTime(since: 1),
        .array(
            "responses", of: "Topic", "One answer for each topic.",
            [
                .nullableString("name", nullableFrom: 6, "The topic's name; nil if its id is not known."),
                .topicID(since: 6, ignorable: true, "The topic's id."),
                .errorCode("Why it was not deleted."),
                .errorMessage(since: 5),
            ]),
    ])

private let createPartitions = API(
    37, "CreatePartitions", versions: 0...3, flexibleFrom: 2, sentTo: .controller,
    "Gives topics more partitions.",
    request: [
        .array(
            "topics", of: "Topic", "Each topic once.",
            [
                .string("name", "The topic's name."),
                .int32("count", "How many partitions it is to have."),
                .nullableArray(
                    "assignments", of: "Assignment", "Where the new ones go; nil: the broker decides.",
                    [.int32s("brokerIDs", "The brokers to hold it, the preferred leader first.")]),
            ]),
        .milliseconds("timeout", "How long the broker may take."),
        .bool("validateOnly", "Check, but don't create."),
    ],
    response: [
        .throttleTime(ignorable: false),
        .array(
            "results", of: "Topic", "One answer for each topic.",
            [
                .string("name", "The topic's name."),
                .errorCode("Why it got none."),
                .errorMessage(),
            ]),
    ])

private let deleteRecords = API(
    21, "DeleteRecords", versions: 0...2, flexibleFrom: 2, sentTo: .leader,
    "Cuts off the start of partitions' logs.",
    request: [
        .array(
            "topics", of: "Topic", "Each topic once.",
            [
                .string("name", "The topic's name."),
                .array(
                    "partitions", of: "Partition", "Each partition once.",
                    [
                        .int32("index", "The partition's number."),
                        .int64("offset", "Offset of the first record to keep; -1: none."),
                    ]),
            ]),
        .milliseconds("timeout", "How long the broker may take."),
    ],
    response: [
        .throttleTime(ignorable: false),
        .array(
            "topics", of: "Topic", "Each topic of the request.",
            [
                .string("name", "The topic's name."),
                .array(
                    "partitions", of: "Partition", "Each partition of the request.",
                    [
                        .int32("index", "The partition's number."),
                        .int64("lowWatermark", "The log's first offset from now on."),
                        .errorCode("Why nothing was cut off."),
                    ]),
            ]),
    ])

private let cursor: [Field] = [
    .string("topicName", "The topic to go on with."),
    .int32("partitionIndex", "The partition to go on with."),
]

private let describeTopicPartitions = API(
    75, "DescribeTopicPartitions", versions: 0...0, flexibleFrom: 0, sentTo: .anyBroker,
    "Asks for the partitions of topics, a page at a time (KIP-966).",
    request: [
        .array("topics", of: "Topic", "Topics asked for; empty: all.", [.string("name", "The topic's name.")]),
        .int32("responsePartitionLimit", default: 2000, "At most this many partitions a page."),
        .nullableStructure("cursor", of: "Cursor", "Where to go on; nil: at the start.", cursor),
    ],
    response: [
        .throttleTime(),
        .array(
            "topics", of: "Topic", "The page's topics, by name.",
            [
                .errorCode("Why there is nothing to tell."),
                .nullableString("name", "The topic's name."),
                .topicID(ignorable: true, "The topic's id."),
                .bool("isInternal", ignorable: true, "Whether it is one of Kafka's own."),
                .array(
                    "partitions", of: "Partition", "Its partitions.",
                    [
                        .errorCode("For example `leaderNotAvailable`."),
                        .int32("index", "The partition's number."),
                        .int32("leaderID", "The leading broker's id; -1: none."),
                        .int32("leaderEpoch", default: -1, ignorable: true, "The leader's epoch."),
                        .int32s("replicas", "The brokers that hold it."),
                        .int32s("inSyncReplicas", "Those that are in sync."),
                        .nullableInt32s("eligibleLeaderReplicas", "Those that may lead though they aren't in sync."),
                        .nullableInt32s("lastKnownELR", "Those that might lead if all else fails."),
                        .int32s("offlineReplicas", ignorable: true, "Those that are away."),
                    ]),
                .int32(
                    "topicAuthorizedOperations", default: -0x8000_0000,
                    "One bit for each operation allowed; the default: not asked for."),
            ]),
        .nullableStructure("nextCursor", of: "Cursor", "Where the next page starts; nil: there is none.", cursor),
    ])
