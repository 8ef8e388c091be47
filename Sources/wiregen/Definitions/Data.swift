/// Records on their way in and out.
let dataAPIs = [produce, fetch, listOffsets, offsetForLeaderEpoch]

/// Where the leaders are that an answer points to (KIP-951).
private func nodeEndpoints(since: Int16) -> Field {
    .array(
        "nodeEndpoints", of: "NodeEndpoint", since: since, tag: 0, ignorable: true,
        "Where the leaders are that the answer names, when the broker isn't the leader (any more).",
        [
            .int32("nodeID", since: since, "The broker's id."),
            .string("host", since: since, "Where to reach it."),
            .int32("port", since: since, "Where to reach it."),
            .nullableString("rack", since: since, "Its rack, if it has one."),
        ])
}

private func currentLeader(since: Int16, tag: UInt32) -> Field {
    .structure(
        "currentLeader", of: "CurrentLeader", since: since, tag: tag, ignorable: true,
        "The leader to ask instead, if the broker isn't it.",
        [
            .int32("leaderID", since: since, default: -1, "The leading broker's id; -1: not known."),
            .int32("leaderEpoch", since: since, default: -1, "The latest leader epoch known; -1: none."),
        ])
}

private let produce = API(
    0, "Produce", versions: 3...13, flexibleFrom: 9, topicIDsFrom: 13, sentTo: .leader,
    "Appends record batches to partitions.",
    request: [
        .nullableString("transactionalID", since: 3, "Transactional id; nil outside of a transaction."),
        .int16("acks", "-1: all replicas in sync, 1: the leader, 0: nobody answers at all."),
        .milliseconds("timeout", "How long the leader may wait for the replicas."),
        .array(
            "topics", of: "Topic", "Each topic once.",
            [
                .string("name", until: 12, ignorable: true, "The topic's name."),
                .topicID(since: 13, ignorable: true, "The topic's id."),
                .array(
                    "partitions", of: "Partition", "Each partition once.",
                    [
                        .int32("index", "The partition's number."),
                        .records("records", "One record batch of format v2."),
                    ]),
            ]),
    ],
    response: [
        .array(
            "topics", of: "Topic", "Each topic of the request.",
            [
                .string("name", until: 12, ignorable: true, "The topic's name."),
                .topicID(since: 13, ignorable: true, "The topic's id."),
                .array(
                    "partitions", of: "Partition", "Each partition of the request.",
                    [
                        .int32("index", "The partition's number."),
                        .errorCode("Why the batch was not appended."),
                        .int64("baseOffset", "Offset of the batch's first record."),
                        .int64(
                            "logAppendTime", since: 2, default: -1, ignorable: true,
                            "When the broker appended it, in milliseconds since 1970; -1 if records keep their own time."
                        ),
                        .int64(
                            "logStartOffset", since: 5, default: -1, ignorable: true, "The log's first offset."),
                        .array(
                            "recordErrors", of: "RecordError", since: 8, ignorable: true,
                            "The records because of which the batch was refused.",
                            [
                                .int32("batchIndex", since: 8, "The record's place in the batch."),
                                .errorMessage(named: "batchIndexErrorMessage", since: 8, "What is wrong with it."),
                            ]),
                        .errorMessage(since: 8),
                        currentLeader(since: 10, tag: 0),
                    ]),
            ]),
        .throttleTime(since: 1),
        nodeEndpoints(since: 10),
    ])

private let fetch = API(
    1, "Fetch", versions: 4...18, flexibleFrom: 12, topicIDsFrom: 13, sentTo: .leader,
    "Reads record batches from partitions, waiting for new ones if asked to.",
    request: [
        .nullableString("clusterID", since: 12, tag: 0, ignorable: true, "Between brokers only."),
        .int32("replicaID", until: 14, default: -1, "-1 for a consumer."),
        .structure(
            "replicaState", of: "ReplicaState", since: 15, tag: 1, "Between brokers only.",
            [
                .int32("replicaID", since: 15, default: -1, "-1 for a consumer."),
                .int64("replicaEpoch", since: 15, default: -1, "Epoch of the replica."),
            ]),
        .milliseconds("maxWait", "How long to wait for `minBytes`."),
        .int32("minBytes", "Answer when there is at least this much."),
        .int32(
            "maxBytes", since: 3, default: 0x7fff_ffff, ignorable: true,
            "Answer with at most this much; but the first batch comes whole."),
        .int8("isolationLevel", since: 4, ignorable: true, "0: read uncommitted, 1: read committed."),
        .int32("sessionID", since: 7, ignorable: true, "Fetch session (KIP-227); 0: none yet."),
        .int32(
            "sessionEpoch", since: 7, default: -1, ignorable: true,
            "Next epoch of the session; 0: start one, -1: do without one."),
        .array(
            "topics", of: "Topic", "What to read; in a session, what has changed.",
            [
                .string("name", until: 12, ignorable: true, "The topic's name."),
                .topicID(since: 13, ignorable: true, "The topic's id."),
                .array(
                    "partitions", of: "Partition", "The partitions to read.",
                    [
                        .int32("index", "The partition's number."),
                        .int32(
                            "currentLeaderEpoch", since: 9, default: -1, ignorable: true,
                            "The leader epoch that the client knows; -1: don't check."),
                        .int64("fetchOffset", "Offset of the first record to read."),
                        .int32(
                            "lastFetchedEpoch", since: 12, default: -1,
                            "Epoch of the last record fetched, to notice a log that was cut; -1: don't check."),
                        .int64(
                            "logStartOffset", since: 5, default: -1, ignorable: true, "Between brokers only."),
                        .int32("partitionMaxBytes", "Answer with at most this much of the partition."),
                        .topicID(
                            named: "replicaDirectoryID", since: 17, tag: 0, ignorable: true, "Between brokers only."),
                        .int64(
                            "highWatermark", since: 18, tag: 1, default: 0x7fff_ffff_ffff_ffff, ignorable: true,
                            "Between brokers only."),
                    ]),
            ]),
        .array(
            "forgottenTopics", of: "ForgottenTopic", since: 7, "What the session is to drop.",
            [
                .string("name", since: 7, until: 12, ignorable: true, "The topic's name."),
                .topicID(since: 13, ignorable: true, "The topic's id."),
                .int32s("partitions", since: 7, "The partitions to drop."),
            ]),
        .string("rackID", since: 11, ignorable: true, "The client's rack, so that it may read from a replica nearby."),
    ],
    response: [
        .throttleTime(since: 1),
        .errorCode(since: 7, ignorable: true, "What is wrong with the session."),
        .int32("sessionID", since: 7, "The session; 0: none."),
        .array(
            "topics", of: "Topic", "Topics with something to tell.",
            [
                .string("name", until: 12, ignorable: true, "The topic's name."),
                .topicID(since: 13, ignorable: true, "The topic's id."),
                .array("partitions", of: "Partition", "Partitions with something to tell.", fetchedPartition),
            ]),
        nodeEndpoints(since: 16),
    ])

private let fetchedPartition: [Field] = [
    .int32("index", "The partition's number."),
    .errorCode("Why there are no records."),
    .int64("highWatermark", "Offset behind the last record that all replicas have."),
    .int64(
        "lastStableOffset", since: 4, default: -1, ignorable: true,
        "Offset behind the last record whose transaction has ended."),
    .int64("logStartOffset", since: 5, default: -1, ignorable: true, "The log's first offset."),
    .structure(
        "divergingEpoch", of: "DivergingEpoch", since: 12, tag: 0, ignorable: true,
        "Where the log and the client's last epoch part, if they do.",
        [
            .int32("epoch", since: 12, default: -1, "The latest epoch in common; -1: nothing to tell."),
            .int64("endOffset", since: 12, default: -1, "Its end."),
        ]),
    currentLeader(since: 12, tag: 1),
    .structure(
        "snapshotID", of: "SnapshotID", since: 12, tag: 2, ignorable: true, "Between controllers only.",
        [
            .int64("endOffset", default: -1, "End of the snapshot."),
            .int32("epoch", default: -1, "Epoch of the snapshot."),
        ]),
    .nullableArray(
        "abortedTransactions", of: "AbortedTransaction", since: 4, nullableFrom: 4, ignorable: true,
        "Transactions whose records are to be left out; for read committed only, nil otherwise.",
        [
            .int64("producerID", since: 4, "The producer."),
            .int64("firstOffset", since: 4, "Offset of its transaction's first record."),
        ]),
    .int32(
        "preferredReadReplica", since: 11, default: -1, ignorable: true,
        "The broker to read from instead; -1: this one."),
    .records("records", "Record batches back to back; the last may be cut off."),
]

private let listOffsets = API(
    2, "ListOffsets", versions: 1...10, flexibleFrom: 6, sentTo: .leader,
    "Asks for the offset of the first record at or after a time, or for the log's ends.",
    request: [
        .int32("replicaID", default: -1, "-1 for a client."),
        .int8("isolationLevel", since: 2, "0: read uncommitted, 1: read committed; matters to the log's end."),
        .array(
            "topics", of: "Topic", "Each topic once.",
            [
                .string("name", "The topic's name."),
                .array(
                    "partitions", of: "Partition", "Each partition once.",
                    [
                        .int32("index", "The partition's number."),
                        .int32(
                            "currentLeaderEpoch", since: 4, default: -1, ignorable: true,
                            "The leader epoch that the client knows; -1: don't check."),
                        .int64(
                            "timestamp",
                            "Milliseconds since 1970; -1: end, -2: start, -3: largest time, -4: local start, -5: tiered end."
                        ),
                    ]),
            ]),
        .milliseconds("timeout", since: 10, ignorable: true, "How long the broker may look in tiered storage."),
    ],
    response: [
        .throttleTime(since: 2),
        .array(
            "topics", of: "Topic", "Each topic of the request.",
            [
                .string("name", "The topic's name."),
                .array(
                    "partitions", of: "Partition", "Each partition of the request.",
                    [
                        .int32("index", "The partition's number."),
                        .errorCode("Why there is no offset."),
                        .int64("timestamp", since: 1, default: -1, "The record's time; -1 for the ends of the log."),
                        .int64("offset", since: 1, default: -1, "The offset; -1 if no record is that late."),
                        .int32("leaderEpoch", since: 4, default: -1, ignorable: true, "The record's leader epoch."),
                    ]),
            ]),
    ])

private let offsetForLeaderEpoch = API(
    23, "OffsetForLeaderEpoch", versions: 2...4, flexibleFrom: 4, sentTo: .leader,
    "Asks where a leader epoch ended, to notice a log that was cut (KIP-320).",
    request: [
        .int32("replicaID", since: 3, default: -2, ignorable: true, "-2: a debugging client, -1: a consumer."),
        .array(
            "topics", of: "Topic", "Each topic once.",
            [
                .string("name", "The topic's name."),
                .array(
                    "partitions", of: "Partition", "Each partition once.",
                    [
                        .int32("index", "The partition's number."),
                        .int32(
                            "currentLeaderEpoch", since: 2, default: -1, ignorable: true,
                            "The leader epoch that the client knows; -1: don't check."),
                        .int32("leaderEpoch", "The epoch asked for."),
                    ]),
            ]),
    ],
    response: [
        .throttleTime(since: 2),
        .array(
            "topics", of: "Topic", "Each topic of the request.",
            [
                .string("name", "The topic's name."),
                .array(
                    "partitions", of: "Partition", "Each partition of the request.",
                    [
                        .errorCode("Why there is no offset."),
                        .int32("index", "The partition's number."),
                        .int32(
                            "leaderEpoch", since: 1, default: -1, ignorable: true, "The epoch that the answer is about."
                        ),
                        .int64("endOffset", default: -1, "Offset behind the epoch's last record; -1: not known."),
                    ]),
            ]),
    ])
