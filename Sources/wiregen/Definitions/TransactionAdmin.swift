/// Looking at producers and transactions from outside.
let transactionAdminAPIs = [describeProducers, describeTransactions, listTransactions]

private let describeProducers = API(
    61, "DescribeProducers", versions: 0...0, flexibleFrom: 0, sentTo: .leader,
    "Asks for the producers that a partition knows (KIP-664).",
    request: [
        .array(
            "topics", of: "Topic", "Each topic once.",
            [
                .string("name", "The topic's name."),
                .int32s("partitions", "The partitions asked for."),
            ])
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
                        .errorCode("Why there is nothing to tell."),
                        .errorMessage(),
                        .array("activeProducers", of: "Producer", "The producers.", activeProducer),
                    ]),
            ]),
    ])

private let activeProducer: [Field] = [
    .int64("producerID", "The producer's id."),
    .int32("producerEpoch", "The producer's epoch."),
    .int32("lastSequence", default: -1, "Sequence number of its last record; -1: none."),
    .int64("lastTimestamp", default: -1, "Time of its last record; -1: none."),
    .int32("coordinatorEpoch", "Epoch of its coordinator's partition."),
    .int64("currentTxnStartOffset", default: -1, "Where its open transaction starts; -1: there is none."),
]

private let describeTransactions = API(
    65, "DescribeTransactions", versions: 0...0, flexibleFrom: 0, sentTo: .transactionCoordinator,
    "Asks for the state of transactions (KIP-664).",
    request: [.strings("transactionalIDs", "The transactional ids asked for.")],
    response: [
        .throttleTime(ignorable: false),
        .array(
            "transactionStates", of: "Transaction", "One for each id.",
            [
                .errorCode("Why there is nothing to tell."),
                .string("transactionalID", "The transactional id."),
                .string("transactionState", "Its state: Ongoing, CompleteCommit …."),
                .milliseconds("transactionTimeout", "When it will be aborted."),
                .int64("transactionStartTime", "When it began, in milliseconds since 1970."),
                .int64("producerID", "The producer's id."),
                .int16("producerEpoch", "The producer's epoch."),
                .array(
                    "topics", of: "Topic", "What it has written to.",
                    [
                        .string("name", "The topic's name."),
                        .int32s("partitions", "The partitions."),
                    ]),
            ]),
    ])

private let listTransactions = API(
    66, "ListTransactions", versions: 0...2, flexibleFrom: 0, sentTo: .anyBroker,
    "Asks for the transactions that a broker coordinates (KIP-664).",
    request: [
        .strings("stateFilters", "Only transactions in these states; empty: all."),
        .int64s("producerIDFilters", "Only transactions of these producers; empty: all."),
        .int64("durationFilter", since: 1, default: -1, "Only transactions that run longer, in milliseconds; -1: all."),
        .nullableString(
            "transactionalIDPattern", since: 2, nullableFrom: 2, "Only transactional ids that match; nil: all."),
    ],
    response: [
        .throttleTime(ignorable: false),
        .errorCode("Why there is nothing to tell."),
        .strings("unknownStateFilters", "States asked for that the broker doesn't know."),
        .array(
            "transactionStates", of: "Transaction", "The transactions.",
            [
                .string("transactionalID", "The transactional id."),
                .int64("producerID", "The producer's id."),
                .string("transactionState", "Its state."),
            ]),
    ])
