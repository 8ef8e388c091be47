extension ErrorCode {
    /// Whether the same request may succeed later, perhaps at another broker.
    public var isRetriable: Bool { Self.retriable.contains(self.rawValue) }

    /// Whether the cluster's metadata is out of date, so that it is worth asking for it before the next try.
    public var meansStaleMetadata: Bool { Self.staleMetadata.contains(self.rawValue) }

    /// Kafka's name of the code, such as `UNKNOWN_TOPIC_OR_PARTITION`, or its number if we don't know it.
    public var name: String { self.entry?.name.description ?? "ERROR_\(self.rawValue)" }

    /// What the code says, in a sentence.
    public var message: String { self.entry?.message.description ?? "The broker answered with an error we don't know." }

    private var entry: (name: StaticString, message: StaticString)? {
        let index = Int(self.rawValue) + 1
        return Self.entries.indices.contains(index) ? Self.entries[index] : nil
    }

    private static let retriable: Set<Int16> = [
        2, 3, 5, 6, 7, 9, 13, 14, 15, 16, 19, 20, 41, 51, 56, 70, 71, 72, 74, 75, 78, 80, 83, 84, 88, 89, 100, 103,
        106, 122, 123, 133,
    ]
    private static let staleMetadata: Set<Int16> = [
        3, 5, 6, 9, 13, 56, 72, 74, 80, 83, 84, 100, 103,
    ]

    /// In the order of the codes, from -1.
    private static let entries: [(name: StaticString, message: StaticString)] = [
        ("UNKNOWN_SERVER_ERROR", "The broker ran into an error it did not expect."),
        ("NONE", "No error."),
        ("OFFSET_OUT_OF_RANGE", "No record of the partition has this offset."),
        ("CORRUPT_MESSAGE", "The records are damaged, too large, or lack a key that a compacted topic needs."),
        ("UNKNOWN_TOPIC_OR_PARTITION", "The broker has no such topic or partition."),
        ("INVALID_FETCH_SIZE", "The fetch size is not valid."),
        ("LEADER_NOT_AVAILABLE", "The partition has no leader at the moment."),
        ("NOT_LEADER_OR_FOLLOWER", "The broker is not the leader, or not a replica, of the partition."),
        ("REQUEST_TIMED_OUT", "The broker did not finish the request in time."),
        ("BROKER_NOT_AVAILABLE", "The broker is not available."),
        ("REPLICA_NOT_AVAILABLE", "The replica is not available."),
        (
            "MESSAGE_TOO_LARGE",
            "The records are larger than the broker accepts (message.max.bytes, or max.message.bytes of the topic)."
        ),
        ("STALE_CONTROLLER_EPOCH", "Another controller has taken over."),
        ("OFFSET_METADATA_TOO_LARGE", "The metadata of a committed offset is too long."),
        ("NETWORK_EXCEPTION", "The broker closed the connection before it answered."),
        ("COORDINATOR_LOAD_IN_PROGRESS", "The coordinator is still loading its state."),
        ("COORDINATOR_NOT_AVAILABLE", "No coordinator is available."),
        ("NOT_COORDINATOR", "The broker is not the coordinator; another one is."),
        ("INVALID_TOPIC_EXCEPTION", "The topic's name is not valid, or clients may not do this to the topic."),
        ("RECORD_LIST_TOO_LARGE", "The batch of records is larger than a log segment."),
        ("NOT_ENOUGH_REPLICAS", "Too few replicas are in sync to accept the records (min.insync.replicas)."),
        ("NOT_ENOUGH_REPLICAS_AFTER_APPEND", "The records were written, but to fewer replicas than asked for."),
        ("INVALID_REQUIRED_ACKS", "The number of acknowledgements asked for is not valid."),
        ("ILLEGAL_GENERATION", "The group has moved on to another generation."),
        ("INCONSISTENT_GROUP_PROTOCOL", "The member has no protocol in common with the rest of the group."),
        ("INVALID_GROUP_ID", "The group's id is not valid."),
        ("UNKNOWN_MEMBER_ID", "The group doesn't know this member."),
        (
            "INVALID_SESSION_TIMEOUT",
            "The session timeout is outside of what the broker allows (group.min and group.max.session.timeout.ms)."
        ),
        ("REBALANCE_IN_PROGRESS", "The group is rebalancing; members have to join again."),
        ("INVALID_COMMIT_OFFSET_SIZE", "The committed offsets take too much space."),
        ("TOPIC_AUTHORIZATION_FAILED", "No permission for the topic."),
        ("GROUP_AUTHORIZATION_FAILED", "No permission for the group."),
        ("CLUSTER_AUTHORIZATION_FAILED", "No permission for the cluster."),
        ("INVALID_TIMESTAMP", "The timestamp of a record is out of range."),
        ("UNSUPPORTED_SASL_MECHANISM", "The broker doesn't offer this SASL mechanism."),
        ("ILLEGAL_SASL_STATE", "The request doesn't fit the state of SASL authentication."),
        ("UNSUPPORTED_VERSION", "The broker doesn't support this version of the request."),
        ("TOPIC_ALREADY_EXISTS", "The topic exists already."),
        ("INVALID_PARTITIONS", "The number of partitions is not valid."),
        ("INVALID_REPLICATION_FACTOR", "The replication factor is below 1 or above the number of brokers."),
        ("INVALID_REPLICA_ASSIGNMENT", "The assignment of replicas is not valid."),
        ("INVALID_CONFIG", "The configuration is not valid."),
        ("NOT_CONTROLLER", "The broker is not the controller; another one is."),
        ("INVALID_REQUEST", "The broker can't accept the request as it is; its log says why."),
        ("UNSUPPORTED_FOR_MESSAGE_FORMAT", "The broker's message format doesn't support the request."),
        ("POLICY_VIOLATION", "A policy of the cluster forbids it."),
        ("OUT_OF_ORDER_SEQUENCE_NUMBER", "The sequence number is not the next one of this producer."),
        ("DUPLICATE_SEQUENCE_NUMBER", "The broker has the records of this sequence number already."),
        ("INVALID_PRODUCER_EPOCH", "A producer with a newer epoch has taken over."),
        ("INVALID_TXN_STATE", "The producer's transaction is not in a state that allows this."),
        ("INVALID_PRODUCER_ID_MAPPING", "The producer id doesn't belong to the transactional id."),
        (
            "INVALID_TRANSACTION_TIMEOUT",
            "The transaction timeout is above what the broker allows (transaction.max.timeout.ms)."
        ),
        ("CONCURRENT_TRANSACTIONS", "Another operation on the same transaction is still going on."),
        ("TRANSACTION_COORDINATOR_FENCED", "The transaction's coordinator is not the current one any more."),
        ("TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "No permission for the transactional id."),
        ("SECURITY_DISABLED", "The broker runs without security features."),
        ("OPERATION_NOT_ATTEMPTED", "The operation was not tried, because another one of the same request failed."),
        ("KAFKA_STORAGE_ERROR", "The broker's disk failed."),
        ("LOG_DIR_NOT_FOUND", "The broker has no such log directory."),
        ("SASL_AUTHENTICATION_FAILED", "Authentication failed."),
        ("UNKNOWN_PRODUCER_ID", "The broker has forgotten this producer, since none of its records are left."),
        ("REASSIGNMENT_IN_PROGRESS", "The partition is being moved to other brokers."),
        ("DELEGATION_TOKEN_AUTH_DISABLED", "Delegation tokens are switched off."),
        ("DELEGATION_TOKEN_NOT_FOUND", "The broker has no such delegation token."),
        ("DELEGATION_TOKEN_OWNER_MISMATCH", "The delegation token belongs to somebody else."),
        ("DELEGATION_TOKEN_REQUEST_NOT_ALLOWED", "Delegation tokens can't be asked for on this kind of connection."),
        ("DELEGATION_TOKEN_AUTHORIZATION_FAILED", "No permission for the delegation token."),
        ("DELEGATION_TOKEN_EXPIRED", "The delegation token has expired."),
        ("INVALID_PRINCIPAL_TYPE", "The type of the principal is not supported."),
        ("NON_EMPTY_GROUP", "The group still has members."),
        ("GROUP_ID_NOT_FOUND", "There is no such group."),
        ("FETCH_SESSION_ID_NOT_FOUND", "The broker has no such fetch session."),
        ("INVALID_FETCH_SESSION_EPOCH", "The fetch session is at another epoch."),
        ("LISTENER_NOT_FOUND", "The partition's leader lacks the listener that was asked."),
        ("TOPIC_DELETION_DISABLED", "The cluster doesn't allow topics to be deleted."),
        ("FENCED_LEADER_EPOCH", "The leader epoch is older than the broker's."),
        ("UNKNOWN_LEADER_EPOCH", "The leader epoch is newer than the broker's."),
        ("UNSUPPORTED_COMPRESSION_TYPE", "The client can't read this compression type."),
        ("STALE_BROKER_EPOCH", "The broker has registered anew since."),
        ("OFFSET_NOT_AVAILABLE", "The leader can't tell the offset yet, shortly after its election."),
        ("MEMBER_ID_REQUIRED", "The member needs an id before it may join; the answer holds one."),
        ("PREFERRED_LEADER_NOT_AVAILABLE", "The preferred leader is not available."),
        ("GROUP_MAX_SIZE_REACHED", "The group is full."),
        ("FENCED_INSTANCE_ID", "Another member has joined with the same group.instance.id."),
        ("ELIGIBLE_LEADERS_NOT_AVAILABLE", "None of the replicas that may lead is available."),
        ("ELECTION_NOT_NEEDED", "The partition needs no election."),
        ("NO_REASSIGNMENT_IN_PROGRESS", "The partition is not being moved."),
        ("GROUP_SUBSCRIBED_TO_TOPIC", "Members of the group are still subscribed to the topic."),
        ("INVALID_RECORD", "The broker refused a record as not valid."),
        ("UNSTABLE_OFFSET_COMMIT", "Offsets of an open transaction are still pending."),
        ("THROTTLING_QUOTA_EXCEEDED", "The quota is used up for now."),
        ("PRODUCER_FENCED", "A newer producer with the same transactional id has taken over."),
        ("RESOURCE_NOT_FOUND", "There is no such resource."),
        ("DUPLICATE_RESOURCE", "The request names a resource twice."),
        ("UNACCEPTABLE_CREDENTIAL", "The credential doesn't meet what the broker demands."),
        ("INCONSISTENT_VOTER_SET", "The voter is not part of the expected set."),
        ("INVALID_UPDATE_VERSION", "The version of the feature is not valid."),
        ("FEATURE_UPDATE_FAILED", "Features could not be updated."),
        ("PRINCIPAL_DESERIALIZATION_FAILURE", "The principal of a forwarded request could not be read."),
        ("SNAPSHOT_NOT_FOUND", "There is no such snapshot."),
        ("POSITION_OUT_OF_RANGE", "The position is outside of the snapshot."),
        ("UNKNOWN_TOPIC_ID", "The broker has no topic with this id."),
        ("DUPLICATE_BROKER_REGISTRATION", "The broker's id is in use already."),
        ("BROKER_ID_NOT_REGISTERED", "The broker's id is not registered."),
        ("INCONSISTENT_TOPIC_ID", "The topic's id is not the one that the broker knows."),
        ("INCONSISTENT_CLUSTER_ID", "The cluster's id is another one."),
        ("TRANSACTIONAL_ID_NOT_FOUND", "The transactional id is not known."),
        ("FETCH_SESSION_TOPIC_ID_ERROR", "The fetch session mixes topic ids and names."),
        ("INELIGIBLE_REPLICA", "A replica may not be in sync."),
        ("NEW_LEADER_ELECTED", "A new leader was elected meanwhile."),
        ("OFFSET_MOVED_TO_TIERED_STORAGE", "The offset lies in tiered storage."),
        ("FENCED_MEMBER_EPOCH", "The member's epoch is old: it has to give up its partitions and join again."),
        ("UNRELEASED_INSTANCE_ID", "The previous member with this group.instance.id has not left yet."),
        ("UNSUPPORTED_ASSIGNOR", "The group doesn't support this assignor."),
        ("STALE_MEMBER_EPOCH", "The member's epoch is old: try again after the next heartbeat."),
        ("MISMATCHED_ENDPOINT_TYPE", "The request went to the wrong kind of endpoint."),
        ("UNSUPPORTED_ENDPOINT_TYPE", "This kind of endpoint is not supported yet."),
        ("UNKNOWN_CONTROLLER_ID", "The controller's id is not known."),
        ("UNKNOWN_SUBSCRIPTION_ID", "The id of the telemetry subscription is not known."),
        ("TELEMETRY_TOO_LARGE", "The telemetry is larger than the broker accepts."),
        ("INVALID_REGISTRATION", "The controller refused the registration of the broker."),
        ("TRANSACTION_ABORTABLE", "The transaction has to be aborted; then the producer can go on."),
        ("INVALID_RECORD_STATE", "The record's state doesn't allow the acknowledgement."),
        ("SHARE_SESSION_NOT_FOUND", "The broker has no such share session."),
        ("INVALID_SHARE_SESSION_EPOCH", "The share session is at another epoch."),
        ("FENCED_STATE_EPOCH", "The state of the share group has another epoch."),
        ("INVALID_VOTER_KEY", "The voter's key is not that of the replica."),
        ("DUPLICATE_VOTER", "The voter is in the set already."),
        ("VOTER_NOT_FOUND", "The voter is not in the set."),
        ("INVALID_REGULAR_EXPRESSION", "The regular expression is not valid."),
        (
            "REBOOTSTRAP_REQUIRED",
            "The client's metadata is out of date; it has to start again from its bootstrap servers."
        ),
        ("STREAMS_INVALID_TOPOLOGY", "The topology is not valid."),
        ("STREAMS_INVALID_TOPOLOGY_EPOCH", "The epoch of the topology is not valid."),
        ("STREAMS_TOPOLOGY_FENCED", "The epoch of the topology is old."),
        ("SHARE_SESSION_LIMIT_REACHED", "The broker takes no more share sessions."),
    ]
}

extension ErrorCode: CustomStringConvertible {
    public var description: String { self.name }
}
