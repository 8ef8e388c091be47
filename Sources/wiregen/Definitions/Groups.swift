/// How members find, join and leave a group, whatever its protocol type.
let groupAPIs = [findCoordinator, joinGroup, heartbeat, leaveGroup, syncGroup]

private let findCoordinator = API(
    10, "FindCoordinator", versions: 0...6, flexibleFrom: 3, sentTo: .anyBroker,
    "Asks which broker coordinates a group or a transactional id.",
    request: [
        .string("key", until: 3, "The group's id or the transactional id."),
        .int8("keyType", since: 1, "0: a group, 1: a transactional id, 2: a share group."),
        .strings("coordinatorKeys", since: 4, "The ids to look up, all of the same type."),
    ],
    response: [
        .throttleTime(since: 1),
        .errorCode(until: 3, "Why there is no coordinator."),
        .errorMessage(since: 1, until: 3),
        .int32("nodeID", until: 3, "The coordinating broker's id."),
        .string("host", until: 3, "Where to reach it."),
        .int32("port", until: 3, "Where to reach it."),
        .array(
            "coordinators", of: "Coordinator", since: 4, "One answer for each key asked for.",
            [
                .string("key", since: 4, "The id that was looked up."),
                .int32("nodeID", since: 4, "The coordinating broker's id."),
                .string("host", since: 4, "Where to reach it."),
                .int32("port", since: 4, "Where to reach it."),
                .errorCode(since: 4, "Why there is no coordinator."),
                .errorMessage(since: 4),
            ]),
    ])

private let joinGroup = API(
    11, "JoinGroup", versions: 0...9, flexibleFrom: 6, sentTo: .groupCoordinator,
    "Joins a group, or joins it again for the next generation. The answer comes when all members have joined.",
    request: [
        .string("groupID", "Group to join."),
        .milliseconds("sessionTimeout", "Without a heartbeat for this long the coordinator drops the member."),
        .milliseconds(
            "rebalanceTimeout", since: 1, default: -1, ignorable: true,
            "How long the coordinator waits for each member to join again."),
        .string("memberID", "Id that the coordinator gave to the member; empty at first."),
        .nullableString("groupInstanceID", since: 5, "Static member id; nil for a dynamic member (KIP-345)."),
        .string("protocolType", "What kind of group it is: \"consumer\", \"connect\"."),
        .array(
            "protocols", of: "GroupProtocol", "What the member can speak, the one it likes best first.",
            [
                .string("name", "The protocol's name, for example of an assignor."),
                .bytes("metadata", "What the leader gets to see of this member."),
            ]),
        .nullableString("reason", since: 8, ignorable: true, "Why the member joins (again), for the broker's log."),
    ],
    response: [
        .throttleTime(since: 2),
        .errorCode("`memberIDRequired` comes with the id to join with."),
        .int32("generationID", default: -1, "The generation that begins."),
        .nullableString("protocolType", since: 7, ignorable: true, "What kind of group it is."),
        .nullableString("protocolName", nullableFrom: 7, "The protocol that all members can speak."),
        .string("leader", "The member that has to assign."),
        .bool(
            "skipAssignment", since: 9, "Whether the leader must not assign, since the group goes on as it was."),
        .string("memberID", "Id that the coordinator gave to the member."),
        .array(
            "members", of: "Member", "All members, for the leader only; empty for the others.",
            [
                .string("memberID", "The member's id."),
                .nullableString("groupInstanceID", since: 5, ignorable: true, "Its static id, if it has one."),
                .bytes("metadata", "Its metadata for the chosen protocol."),
            ]),
    ])

private let heartbeat = API(
    12, "Heartbeat", versions: 0...4, flexibleFrom: 4, sentTo: .groupCoordinator,
    "A group member's sign of life.",
    request: [
        .string("groupID", "Group the member belongs to."),
        .int32("generationID", "Generation from the coordinator's last JoinGroup response."),
        .string("memberID", "Member id from the coordinator's first JoinGroup response."),
        .nullableString("groupInstanceID", since: 3, "Static member id; nil for a dynamic member (KIP-345)."),
    ],
    response: [
        .throttleTime(since: 1),
        .errorCode("Rebalance, fencing and coordinator moves arrive here."),
    ])

private let leaveGroup = API(
    13, "LeaveGroup", versions: 0...5, flexibleFrom: 4, sentTo: .groupCoordinator,
    "Leaves a group at once, instead of by a session that times out.",
    request: [
        .string("groupID", "Group to leave."),
        .string("memberID", until: 2, "Member that leaves."),
        .array(
            "members", of: "Member", since: 3, "Members that leave.",
            [
                .string("memberID", since: 3, "The member's id; may be empty if the static id is given."),
                .nullableString("groupInstanceID", since: 3, "Its static id, if it has one."),
                .nullableString("reason", since: 5, ignorable: true, "Why it leaves, for the broker's log."),
            ]),
    ],
    response: [
        .throttleTime(since: 1),
        .errorCode("What went wrong for the request as a whole."),
        .array(
            "members", of: "Member", since: 3, "One answer for each member.",
            [
                .string("memberID", since: 3, "The member's id."),
                .nullableString("groupInstanceID", since: 3, "Its static id, if it has one."),
                .errorCode(since: 3, "What went wrong for this member."),
            ]),
    ])

private let syncGroup = API(
    14, "SyncGroup", versions: 0...5, flexibleFrom: 4, sentTo: .groupCoordinator,
    "Hands in the leader's assignments, and asks for the member's own.",
    request: [
        .string("groupID", "Group the member belongs to."),
        .int32("generationID", "Generation from the JoinGroup response."),
        .string("memberID", "The member's id."),
        .nullableString("groupInstanceID", since: 3, "Static member id; nil for a dynamic member."),
        .nullableString("protocolType", since: 5, ignorable: true, "What kind of group it is; checked if given."),
        .nullableString("protocolName", since: 5, ignorable: true, "The protocol of the generation; checked if given."),
        .array(
            "assignments", of: "Assignment", "One for each member from the leader; empty from the others.",
            [
                .string("memberID", "The member's id."),
                .bytes("assignment", "What it is to do."),
            ]),
    ],
    response: [
        .throttleTime(since: 1),
        .errorCode("`rebalanceInProgress`: join again."),
        .nullableString("protocolType", since: 5, ignorable: true, "What kind of group it is."),
        .nullableString("protocolName", since: 5, ignorable: true, "The protocol of the generation."),
        .bytes("assignment", "What the member is to do."),
    ])
