/// Looking at groups from outside, and groups of the newer protocol (KIP-848).
let groupAdminAPIs = [describeGroups, listGroups, deleteGroups, consumerGroupHeartbeat, consumerGroupDescribe]

private let operations: Field = .int32(
    "authorizedOperations", default: -0x8000_0000, ignorable: true,
    "One bit for each operation allowed; the default: not asked for.")

private let describeGroups = API(
    15, "DescribeGroups", versions: 0...6, flexibleFrom: 5, sentTo: .groupCoordinator,
    "Asks for the state and the members of groups.",
    request: [
        .strings("groups", "The groups' ids."),
        .bool("includeAuthorizedOperations", since: 3, "Whether to tell what we may do to them."),
    ],
    response: [
        .throttleTime(since: 1),
        .array(
            "groups", of: "Group", "One for each group asked for.",
            [
                .errorCode("Why there is nothing to tell."),
                .errorMessage(since: 6),
                .string("groupID", "The group."),
                .string("groupState", "Empty, PreparingRebalance, CompletingRebalance, Stable or Dead."),
                .string("protocolType", "What kind of group it is."),
                .string("protocolData", "The protocol that its members speak."),
                .array(
                    "members", of: "Member", "Its members.",
                    [
                        .string("memberID", "The member's id."),
                        .nullableString("groupInstanceID", since: 4, ignorable: true, "Its static id, if it has one."),
                        .string("clientID", "The client's id."),
                        .string("clientHost", "Where it comes from."),
                        .bytes("memberMetadata", "Its metadata for the protocol."),
                        .bytes("memberAssignment", "What it is to do."),
                    ]),
                .int32(
                    "authorizedOperations", since: 3, default: -0x8000_0000, ignorable: true,
                    "One bit for each operation allowed; the default: not asked for."),
            ]),
    ])

private let listGroups = API(
    16, "ListGroups", versions: 0...5, flexibleFrom: 3, sentTo: .anyBroker,
    "Asks for the groups that a broker coordinates.",
    request: [
        .strings("statesFilter", since: 4, "Only groups in these states; empty: all."),
        .strings("typesFilter", since: 5, "Only groups of these types; empty: all."),
    ],
    response: [
        .throttleTime(since: 1),
        .errorCode("Why there is nothing to tell."),
        .array(
            "groups", of: "Group", "The groups.",
            [
                .string("groupID", "The group."),
                .string("protocolType", "What kind of group it is."),
                .string("groupState", since: 4, ignorable: true, "Its state."),
                .string("groupType", since: 5, ignorable: true, "Its type: classic, consumer, share, streams."),
            ]),
    ])

private let deleteGroups = API(
    42, "DeleteGroups", versions: 0...2, flexibleFrom: 2, sentTo: .groupCoordinator,
    "Deletes groups without members, and what they have committed.",
    request: [.strings("groupsNames", "The groups' ids.")],
    response: [
        .throttleTime(ignorable: false),
        .array(
            "results", of: "Group", "One for each group.",
            [
                .string("groupID", "The group."),
                .errorCode("Why it was not deleted."),
            ]),
    ])

private let topicPartitions: [Field] = [
    .topicID("The topic's id."),
    .int32s("partitions", "The partitions' numbers."),
]

private let consumerGroupHeartbeat = API(
    68, "ConsumerGroupHeartbeat", versions: 0...1, flexibleFrom: 0, sentTo: .groupCoordinator,
    "The one request of the newer group protocol: joins, reports, leaves and is told what to do.",
    request: [
        .string("groupID", "The group."),
        .string("memberID", "An id that the member chooses and keeps."),
        .int32("memberEpoch", "The member's epoch; 0: join, -1: leave, -2: a static member leaves for now."),
        .nullableString("instanceID", "Static member id; nil: none, or as before."),
        .nullableString("rackID", "The member's rack; nil: none, or as before."),
        .milliseconds("rebalanceTimeout", default: -1, "How long it may take to give up partitions; -1 ms: as before."),
        .nullableStrings("subscribedTopicNames", "Topics to read; nil: as before."),
        .nullableString("subscribedTopicRegex", since: 1, "Topics to read, as a pattern; nil: none, or as before."),
        .nullableString("serverAssignor", "The coordinator's assignor to use; nil: none, or as before."),
        .nullableArray(
            "topicPartitions", of: "TopicPartitions", "What the member holds; nil: as before.", topicPartitions),
    ],
    response: [
        .throttleTime(ignorable: false),
        .errorCode("Fencing, for example."),
        .errorMessage(),
        .nullableString("memberID", "The member's id."),
        .int32("memberEpoch", "The member's epoch from now on."),
        .milliseconds("heartbeatInterval", "How often to call."),
        .nullableStructure(
            "assignment", of: "Assignment", "What the member is to hold; nil: as before.",
            [.array("topicPartitions", of: "TopicPartitions", "What to hold.", topicPartitions)]),
    ])

private let consumerGroupDescribe = API(
    69, "ConsumerGroupDescribe", versions: 0...1, flexibleFrom: 0, sentTo: .groupCoordinator,
    "Asks for the state and the members of groups of the newer protocol.",
    request: [
        .strings("groupIDs", "The groups' ids."),
        .bool("includeAuthorizedOperations", "Whether to tell what we may do to them."),
    ],
    response: [
        .throttleTime(ignorable: false),
        .array(
            "groups", of: "Group", "One for each group asked for.",
            [
                .errorCode("Why there is nothing to tell."),
                .errorMessage(),
                .string("groupID", "The group."),
                .string("groupState", "Its state."),
                .int32("groupEpoch", "Its epoch."),
                .int32("assignmentEpoch", "Epoch of its target assignment."),
                .string("assignorName", "The assignor in use."),
                .array("members", of: "Member", "Its members.", describedMember),
                operations,
            ]),
    ])

private let describedMember: [Field] = [
    .string("memberID", "The member's id."),
    .nullableString("instanceID", "Its static id, if it has one."),
    .nullableString("rackID", "Its rack, if it has one."),
    .int32("memberEpoch", "Its epoch."),
    .string("clientID", "The client's id."),
    .string("clientHost", "Where it comes from."),
    .strings("subscribedTopicNames", "The topics it reads."),
    .nullableString("subscribedTopicRegex", "The topics it reads, as a pattern."),
    .structure(
        "assignment", of: "Assignment", "What it holds.",
        [
            .array(
                "topicPartitions", of: "TopicPartitions", "By topic.",
                [
                    .topicID("The topic's id."),
                    .string("topicName", "The topic's name."),
                    .int32s("partitions", "The partitions' numbers."),
                ])
        ]),
    .structure("targetAssignment", of: "Assignment", "What it is to hold."),
    .int8(
        "memberType", since: 1, default: -1, ignorable: true,
        "0: of the older protocol, 1: of the newer, -1: not known."),
]
