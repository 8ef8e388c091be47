// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// The one request of the newer group protocol: joins, reports, leaves and is told what to do. Sent to the group's
/// coordinator.
package struct ConsumerGroupHeartbeatRequest: KafkaRequest {
    package typealias Response = ConsumerGroupHeartbeatResponse
    package static let apiKey = APIKey.consumerGroupHeartbeat
    package static let versions: ClosedRange<Int16> = 0...1

    /// The group.
    package var groupID: String = ""
    /// An id that the member chooses and keeps.
    package var memberID: String = ""
    /// The member's epoch; 0: join, -1: leave, -2: a static member leaves for now.
    package var memberEpoch: Int32 = 0
    /// Static member id; nil: none, or as before.
    package var instanceID: String? = nil
    /// The member's rack; nil: none, or as before.
    package var rackID: String? = nil
    /// How long it may take to give up partitions; -1 ms: as before.
    package var rebalanceTimeout: Duration = Duration.milliseconds(-1)
    /// Topics to read; nil: as before.
    package var subscribedTopicNames: [String]? = nil
    /// Topics to read, as a pattern; nil: none, or as before.
    package var subscribedTopicRegex: String? = nil
    /// The coordinator's assignor to use; nil: none, or as before.
    package var serverAssignor: String? = nil
    /// What the member holds; nil: as before.
    package var topicPartitions: [TopicPartitions]? = nil

    package init() {}

    package init(
        groupID: String = "",
        memberID: String = "",
        memberEpoch: Int32 = 0,
        instanceID: String? = nil,
        rackID: String? = nil,
        rebalanceTimeout: Duration = Duration.milliseconds(-1),
        subscribedTopicNames: [String]? = nil,
        subscribedTopicRegex: String? = nil,
        serverAssignor: String? = nil,
        topicPartitions: [TopicPartitions]? = nil
    ) {
        self.groupID = groupID
        self.memberID = memberID
        self.memberEpoch = memberEpoch
        self.instanceID = instanceID
        self.rackID = rackID
        self.rebalanceTimeout = rebalanceTimeout
        self.subscribedTopicNames = subscribedTopicNames
        self.subscribedTopicRegex = subscribedTopicRegex
        self.serverAssignor = serverAssignor
        self.topicPartitions = topicPartitions
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.groupID = try reader.readString(compact: true)
        self.memberID = try reader.readString(compact: true)
        self.memberEpoch = try reader.read()
        self.instanceID = try reader.readNullableString(compact: true)
        self.rackID = try reader.readNullableString(compact: true)
        self.rebalanceTimeout = try reader.readMilliseconds()
        self.subscribedTopicNames = try reader.readNullableArray(version: version, flexible: true)
        if version >= 1 { self.subscribedTopicRegex = try reader.readNullableString(compact: true) }
        self.serverAssignor = try reader.readNullableString(compact: true)
        self.topicPartitions = try reader.readNullableArray(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        try writer.append(string: self.groupID, compact: true)
        try writer.append(string: self.memberID, compact: true)
        writer.append(bigEndian: self.memberEpoch)
        try writer.append(nullableString: self.instanceID, compact: true)
        try writer.append(nullableString: self.rackID, compact: true)
        writer.append(milliseconds: self.rebalanceTimeout)
        try writer.append(nullableArray: self.subscribedTopicNames, version: version, flexible: true)
        if version >= 1 {
            try writer.append(nullableString: self.subscribedTopicRegex, compact: true)
        } else if self.subscribedTopicRegex != nil {
            throw WireError(.notInVersion, at: writer.count, field: "subscribedTopicRegex")
        }
        try writer.append(nullableString: self.serverAssignor, compact: true)
        try writer.append(nullableArray: self.topicPartitions, version: version, flexible: true)
        writer.append(0)
    }

    /// An element of `topicPartitions`.
    package struct TopicPartitions: WireElement {
        package static var minimumSize: Int { 18 }

        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// The partitions' numbers.
        package var partitions: [Int32] = []

        package init() {}

        package init(
            topicID: TopicID = TopicID.zero,
            partitions: [Int32] = []
        ) {
            self.topicID = topicID
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.topicID = try TopicID(from: &reader, version: version, flexible: true)
            self.partitions = try reader.readArray(version: version, flexible: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try self.topicID.encode(into: &writer, version: version, flexible: true)
            try writer.append(array: self.partitions, version: version, flexible: true)
            writer.append(0)
        }
    }
}

/// The answer to ``ConsumerGroupHeartbeatRequest``.
package struct ConsumerGroupHeartbeatResponse: KafkaResponse {
    package typealias Request = ConsumerGroupHeartbeatRequest
    package static let apiKey = APIKey.consumerGroupHeartbeat
    package static let versions: ClosedRange<Int16> = 0...1

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Fencing, for example.
    package var errorCode: ErrorCode = ErrorCode.none
    /// What went wrong, in words; nil if nothing did or the broker has no words for it.
    package var errorMessage: String? = nil
    /// The member's id.
    package var memberID: String? = nil
    /// The member's epoch from now on.
    package var memberEpoch: Int32 = 0
    /// How often to call.
    package var heartbeatInterval: Duration = Duration.zero
    /// What the member is to hold; nil: as before.
    package var assignment: Assignment? = nil

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        errorMessage: String? = nil,
        memberID: String? = nil,
        memberEpoch: Int32 = 0,
        heartbeatInterval: Duration = Duration.zero,
        assignment: Assignment? = nil
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.memberID = memberID
        self.memberEpoch = memberEpoch
        self.heartbeatInterval = heartbeatInterval
        self.assignment = assignment
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.throttleTime = try reader.readMilliseconds()
        self.errorCode = ErrorCode(rawValue: try reader.read())
        self.errorMessage = try reader.readNullableString(compact: true)
        self.memberID = try reader.readNullableString(compact: true)
        self.memberEpoch = try reader.read()
        self.heartbeatInterval = try reader.readMilliseconds()
        self.assignment = try reader.readNullable(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        writer.append(milliseconds: self.throttleTime)
        writer.append(bigEndian: self.errorCode.rawValue)
        try writer.append(nullableString: self.errorMessage, compact: true)
        try writer.append(nullableString: self.memberID, compact: true)
        writer.append(bigEndian: self.memberEpoch)
        writer.append(milliseconds: self.heartbeatInterval)
        try writer.append(nullable: self.assignment, version: version, flexible: true)
        writer.append(0)
    }

    /// The value of `assignment`.
    package struct Assignment: WireElement {
        package static var minimumSize: Int { 2 }

        /// What to hold.
        package var topicPartitions: [TopicPartitions] = []

        package init() {}

        package init(
            topicPartitions: [TopicPartitions]
        ) {
            self.topicPartitions = topicPartitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.topicPartitions = try reader.readArray(version: version, flexible: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(array: self.topicPartitions, version: version, flexible: true)
            writer.append(0)
        }
    }

    /// An element of `topicPartitions`.
    package struct TopicPartitions: WireElement {
        package static var minimumSize: Int { 18 }

        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// The partitions' numbers.
        package var partitions: [Int32] = []

        package init() {}

        package init(
            topicID: TopicID = TopicID.zero,
            partitions: [Int32] = []
        ) {
            self.topicID = topicID
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.topicID = try TopicID(from: &reader, version: version, flexible: true)
            self.partitions = try reader.readArray(version: version, flexible: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try self.topicID.encode(into: &writer, version: version, flexible: true)
            try writer.append(array: self.partitions, version: version, flexible: true)
            writer.append(0)
        }
    }
}
