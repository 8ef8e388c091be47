/// What groups have committed.
let offsetAPIs = [offsetCommit, offsetFetch, offsetDelete]

private let offsetCommit = API(
    8, "OffsetCommit", versions: 2...10, flexibleFrom: 8, topicIDsFrom: 10, sentTo: .groupCoordinator,
    "Commits offsets of a group.",
    request: [
        .string("groupID", "The group."),
        .int32(
            "generationID", since: 1, default: -1, ignorable: true,
            "The member's generation (or epoch, KIP-848); -1: it commits without being a member."),
        .string("memberID", since: 1, ignorable: true, "The member's id."),
        .nullableString("groupInstanceID", since: 7, "Static member id; nil for a dynamic member."),
        .int64(
            "retentionTime", since: 2, until: 4, default: -1, ignorable: true,
            "Milliseconds to keep it; -1: the broker's default."),
        .array(
            "topics", of: "Topic", "Each topic once.",
            [
                .string("name", until: 9, ignorable: true, "The topic's name."),
                .topicID(since: 10, ignorable: true, "The topic's id."),
                .array(
                    "partitions", of: "Partition", "Each partition once.",
                    [
                        .int32("index", "The partition's number."),
                        .int64("committedOffset", "Offset of the next record to read."),
                        .int32(
                            "committedLeaderEpoch", since: 6, default: -1, ignorable: true,
                            "Leader epoch of the last record read; -1: not known."),
                        .nullableString("committedMetadata", "Anything the client wants to keep with it."),
                    ]),
            ]),
    ],
    response: [
        .throttleTime(since: 3),
        .array(
            "topics", of: "Topic", "Each topic of the request.",
            [
                .string("name", until: 9, ignorable: true, "The topic's name."),
                .topicID(since: 10, ignorable: true, "The topic's id."),
                .array(
                    "partitions", of: "Partition", "Each partition of the request.",
                    [
                        .int32("index", "The partition's number."),
                        .errorCode("Why it was not committed."),
                    ]),
            ]),
    ])

private let offsetFetch = API(
    9, "OffsetFetch", versions: 1...10, flexibleFrom: 6, topicIDsFrom: 10, sentTo: .groupCoordinator,
    "Asks what groups have committed.",
    request: [
        .string("groupID", until: 7, "The group."),
        .nullableArray(
            "topics", of: "Topic", until: 7, nullableFrom: 2, "The topics asked for; nil: all that have offsets.",
            [
                .string("name", until: 7, "The topic's name."),
                .int32s("partitions", until: 7, "The partitions asked for."),
            ]),
        .array(
            "groups", of: "Group", since: 8, "The groups asked for.",
            [
                .string("groupID", since: 8, "The group."),
                .nullableString("memberID", since: 9, ignorable: true, "The member that asks (KIP-848); nil: none."),
                .int32("memberEpoch", since: 9, default: -1, ignorable: true, "Its epoch; -1: none."),
                .nullableArray(
                    "topics", of: "GroupTopic", since: 8, nullableFrom: 8,
                    "The topics asked for; nil: all that have offsets.",
                    [
                        .string("name", since: 8, until: 9, ignorable: true, "The topic's name."),
                        .topicID(since: 10, ignorable: true, "The topic's id."),
                        .int32s("partitions", since: 8, "The partitions asked for."),
                    ]),
            ]),
        .bool(
            "requireStable", since: 7,
            "Whether an offset that an open transaction is about to change is an error (KIP-447)."),
    ],
    response: [
        .throttleTime(since: 3),
        .array(
            "topics", of: "Topic", until: 7, "The topics asked for.",
            [
                .string("name", until: 7, "The topic's name."),
                .array(
                    "partitions", of: "Partition", until: 7, "The partitions asked for.",
                    [
                        .int32("index", until: 7, "The partition's number."),
                        .int64("committedOffset", until: 7, "Offset of the next record to read; -1: none committed."),
                        .int32(
                            "committedLeaderEpoch", since: 5, until: 7, default: -1, ignorable: true,
                            "Leader epoch of the last record read; -1: not known."),
                        .nullableString("metadata", until: 7, "What was committed with it."),
                        .errorCode(until: 7, "Why there is no offset."),
                    ]),
            ]),
        .errorCode(since: 2, until: 7, ignorable: true, "What went wrong for the group."),
        .array(
            "groups", of: "Group", since: 8, "The groups asked for.",
            [
                .string("groupID", since: 8, "The group."),
                .array(
                    "topics", of: "GroupTopic", since: 8, "The topics asked for.",
                    [
                        .string("name", since: 8, until: 9, ignorable: true, "The topic's name."),
                        .topicID(since: 10, ignorable: true, "The topic's id."),
                        .array(
                            "partitions", of: "GroupPartition", since: 8, "The partitions asked for.",
                            [
                                .int32("index", since: 8, "The partition's number."),
                                .int64("committedOffset", since: 8, "Offset of the next record to read; -1: none."),
                                .int32(
                                    "committedLeaderEpoch", since: 8, default: -1, ignorable: true,
                                    "Leader epoch of the last record read; -1: not known."),
                                .nullableString("metadata", since: 8, "What was committed with it."),
                                .errorCode(since: 8, "Why there is no offset."),
                            ]),
                    ]),
                .errorCode(since: 8, "What went wrong for the group."),
            ]),
    ])

private let offsetDelete = API(
    47, "OffsetDelete", versions: 0...0, flexibleFrom: nil, sentTo: .groupCoordinator,
    "Forgets offsets of a group.",
    request: [
        .string("groupID", "The group."),
        .array(
            "topics", of: "Topic", "Each topic once.",
            [
                .string("name", "The topic's name."),
                .array(
                    "partitions", of: "Partition", "Each partition once.", [.int32("index", "The partition's number.")]),
            ]),
    ],
    response: [
        .errorCode("What went wrong for the request as a whole."),
        .throttleTime(),
        .array(
            "topics", of: "Topic", "Each topic of the request.",
            [
                .string("name", "The topic's name."),
                .array(
                    "partitions", of: "Partition", "Each partition of the request.",
                    [
                        .int32("index", "The partition's number."),
                        .errorCode("Why it was not forgotten."),
                    ]),
            ]),
    ])
