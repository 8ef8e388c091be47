/// Idempotent and transactional producers.
let transactionAPIs = [
    initProducerID, addPartitionsToTxn, addOffsetsToTxn, endTxn, txnOffsetCommit, writeTxnMarkers,
]

private let initProducerID = API(
    22, "InitProducerId", versions: 0...6, flexibleFrom: 2, sentTo: .transactionCoordinator,
    "Asks for a producer's id and epoch; with a transactional id it fences that id's other producers.",
    request: [
        .nullableString(
            "transactionalID", "Transactional id; nil for an idempotent producer, then any broker will do."),
        .milliseconds("transactionTimeout", "After this long the coordinator aborts an open transaction."),
        .int64("producerID", since: 3, default: -1, "The id that the producer has, to raise its epoch; -1: none."),
        .int16("producerEpoch", since: 3, default: -1, "The epoch that the producer has; -1: none."),
        .bool("enableTwoPhaseCommit", since: 6, "Whether others decide on its transactions (KIP-939)."),
        .bool("keepPreparedTransaction", since: 6, "Whether a prepared transaction stays (KIP-939)."),
    ],
    response: [
        .throttleTime(),
        .errorCode("Why there is no id."),
        .int64("producerID", default: -1, "The producer's id."),
        .int16("producerEpoch", "The producer's epoch."),
        .int64(
            "ongoingTransactionProducerID", since: 6, default: -1, ignorable: true,
            "Of a transaction that was kept; -1: none."),
        .int16(
            "ongoingTransactionProducerEpoch", since: 6, default: -1, ignorable: true,
            "Of a transaction that was kept; -1: none."),
    ])

private let transactionTopic: [Field] = [
    .string("name", "The topic's name."),
    .int32s("partitions", "The partitions to add."),
]

private let transactionTopicResult: [Field] = [
    .string("name", "The topic's name."),
    .array(
        "partitions", of: "PartitionResult", "Each partition of the request.",
        [
            .int32("index", "The partition's number."),
            .errorCode("Why it was not added."),
        ]),
]

private let addPartitionsToTxn = API(
    24, "AddPartitionsToTxn", versions: 0...5, flexibleFrom: 3, sentTo: .transactionCoordinator,
    "Tells the coordinator which partitions a transaction will write to.",
    request: [
        .array(
            "transactions", of: "Transaction", since: 4, "Between brokers only.",
            [
                .string("transactionalID", since: 4, "The transactional id."),
                .int64("producerID", since: 4, "The producer's id."),
                .int16("producerEpoch", since: 4, "The producer's epoch."),
                .bool("verifyOnly", since: 4, "Only look whether it was added before."),
                .array("topics", of: "Topic", since: 4, "Each topic once.", transactionTopic),
            ]),
        .string("transactionalID", until: 3, "The transactional id."),
        .int64("producerID", until: 3, "The producer's id."),
        .int16("producerEpoch", until: 3, "The producer's epoch."),
        .array("topics", of: "Topic", until: 3, "Each topic once."),
    ],
    response: [
        .throttleTime(ignorable: false),
        .errorCode(since: 4, ignorable: true, "What went wrong for the request as a whole."),
        .array(
            "transactions", of: "TransactionResult", since: 4, "Between brokers only.",
            [
                .string("transactionalID", since: 4, "The transactional id."),
                .array("topics", of: "TopicResult", since: 4, "Each topic of the request.", transactionTopicResult),
            ]),
        .array("topics", of: "TopicResult", until: 3, "Each topic of the request."),
    ])

private let producer: [Field] = [
    .string("transactionalID", "The transactional id."),
    .int64("producerID", "The producer's id."),
    .int16("producerEpoch", "The producer's epoch."),
]

private let addOffsetsToTxn = API(
    25, "AddOffsetsToTxn", versions: 0...4, flexibleFrom: 3, sentTo: .transactionCoordinator,
    "Tells the coordinator that a transaction will commit offsets of a group.",
    request: producer + [.string("groupID", "The group.")],
    response: [.throttleTime(ignorable: false), .errorCode("Why it was not added.")])

private let endTxn = API(
    26, "EndTxn", versions: 0...5, flexibleFrom: 3, sentTo: .transactionCoordinator,
    "Commits or aborts a transaction.",
    request: producer + [.bool("isCommit", "Whether to commit; else abort.")],
    response: [
        .throttleTime(ignorable: false),
        .errorCode("Why it didn't end."),
        .int64(
            "producerID", since: 5, default: -1, ignorable: true,
            "The producer's id from now on (KIP-890); -1: as before."),
        .int16(
            "producerEpoch", since: 5, default: -1, ignorable: true, "The producer's epoch from now on; -1: as before."),
    ])

private let txnOffsetCommit = API(
    28, "TxnOffsetCommit", versions: 0...5, flexibleFrom: 3, sentTo: .groupCoordinator,
    "Commits offsets of a group as part of a transaction.",
    request: [
        .string("transactionalID", "The transactional id."),
        .string("groupID", "The group."),
        .int64("producerID", "The producer's id."),
        .int16("producerEpoch", "The producer's epoch."),
        .int32("generationID", since: 3, default: -1, "The member's generation; -1: it isn't a member."),
        .string("memberID", since: 3, "The member's id."),
        .nullableString("groupInstanceID", since: 3, "Static member id; nil for a dynamic member."),
        .array(
            "topics", of: "Topic", "Each topic once.",
            [
                .string("name", "The topic's name."),
                .array(
                    "partitions", of: "Partition", "Each partition once.",
                    [
                        .int32("index", "The partition's number."),
                        .int64("committedOffset", "Offset of the next record to read."),
                        .int32(
                            "committedLeaderEpoch", since: 2, default: -1, ignorable: true,
                            "Leader epoch of the last record read; -1: not known."),
                        .nullableString("committedMetadata", "Anything the client wants to keep with it."),
                    ]),
            ]),
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
                        .errorCode("Why it was not committed."),
                    ]),
            ]),
    ])

private let writeTxnMarkers = API(
    27, "WriteTxnMarkers", versions: 1...1, flexibleFrom: 1, sentTo: .leader,
    "Between brokers: ends a transaction in the partitions it wrote to.",
    request: [
        .array(
            "markers", of: "Marker", "One for each producer.",
            [
                .int64("producerID", "The producer's id."),
                .int16("producerEpoch", "The producer's epoch."),
                .bool("isCommit", "Whether the transaction is committed; else aborted."),
                .array(
                    "topics", of: "Topic", "Each topic once.",
                    [
                        .string("name", "The topic's name."),
                        .int32s("partitions", "The partitions to mark."),
                    ]),
                .int32("coordinatorEpoch", "Epoch of the coordinator's partition."),
            ])
    ],
    response: [
        .array(
            "markers", of: "Marker", "One for each producer.",
            [
                .int64("producerID", "The producer's id."),
                .array(
                    "topics", of: "Topic", "Each topic of the request.",
                    [
                        .string("name", "The topic's name."),
                        .array(
                            "partitions", of: "Partition", "Each partition of the request.",
                            [
                                .int32("index", "The partition's number."),
                                .errorCode("Why it was not marked."),
                            ]),
                    ]),
            ])
    ])
