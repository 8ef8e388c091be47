// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for the state and the members of groups of the newer protocol. Sent to the group's coordinator.
package struct ConsumerGroupDescribeRequest: KafkaRequest {
    package typealias Response = ConsumerGroupDescribeResponse
    package static let apiKey = APIKey.consumerGroupDescribe
    package static let versions: ClosedRange<Int16> = 0...1

    /// The groups' ids.
    package var groupIDs: [String] = []
    /// Whether to tell what we may do to them.
    package var includeAuthorizedOperations: Bool = false

    package init() {}

    package init(
        groupIDs: [String] = [],
        includeAuthorizedOperations: Bool = false
    ) {
        self.groupIDs = groupIDs
        self.includeAuthorizedOperations = includeAuthorizedOperations
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.groupIDs = try reader.readArray(version: version, flexible: true)
        self.includeAuthorizedOperations = try reader.readBool()
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        try writer.append(array: self.groupIDs, version: version, flexible: true)
        writer.append(bool: self.includeAuthorizedOperations)
        writer.append(0)
    }
}

/// The answer to ``ConsumerGroupDescribeRequest``.
package struct ConsumerGroupDescribeResponse: KafkaResponse {
    package typealias Request = ConsumerGroupDescribeRequest
    package static let apiKey = APIKey.consumerGroupDescribe
    package static let versions: ClosedRange<Int16> = 0...1

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// One for each group asked for.
    package var groups: [Group] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        groups: [Group] = []
    ) {
        self.throttleTime = throttleTime
        self.groups = groups
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.throttleTime = try reader.readMilliseconds()
        self.groups = try reader.readArray(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        writer.append(milliseconds: self.throttleTime)
        try writer.append(array: self.groups, version: version, flexible: true)
        writer.append(0)
    }

    /// An element of `groups`.
    package struct Group: WireElement {
        package static var minimumSize: Int { 20 }

        /// Why there is nothing to tell.
        package var errorCode: ErrorCode = ErrorCode.none
        /// What went wrong, in words; nil if nothing did or the broker has no words for it.
        package var errorMessage: String? = nil
        /// The group.
        package var groupID: String = ""
        /// Its state.
        package var groupState: String = ""
        /// Its epoch.
        package var groupEpoch: Int32 = 0
        /// Epoch of its target assignment.
        package var assignmentEpoch: Int32 = 0
        /// The assignor in use.
        package var assignorName: String = ""
        /// Its members.
        package var members: [Member] = []
        /// One bit for each operation allowed; the default: not asked for.
        package var authorizedOperations: Int32 = -2147483648

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil,
            groupID: String = "",
            groupState: String = "",
            groupEpoch: Int32 = 0,
            assignmentEpoch: Int32 = 0,
            assignorName: String = "",
            members: [Member] = [],
            authorizedOperations: Int32 = -2147483648
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.groupID = groupID
            self.groupState = groupState
            self.groupEpoch = groupEpoch
            self.assignmentEpoch = assignmentEpoch
            self.assignorName = assignorName
            self.members = members
            self.authorizedOperations = authorizedOperations
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.errorMessage = try reader.readNullableString(compact: true)
            self.groupID = try reader.readString(compact: true)
            self.groupState = try reader.readString(compact: true)
            self.groupEpoch = try reader.read()
            self.assignmentEpoch = try reader.read()
            self.assignorName = try reader.readString(compact: true)
            self.members = try reader.readArray(version: version, flexible: true)
            self.authorizedOperations = try reader.read()
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.errorCode.rawValue)
            try writer.append(nullableString: self.errorMessage, compact: true)
            try writer.append(string: self.groupID, compact: true)
            try writer.append(string: self.groupState, compact: true)
            writer.append(bigEndian: self.groupEpoch)
            writer.append(bigEndian: self.assignmentEpoch)
            try writer.append(string: self.assignorName, compact: true)
            try writer.append(array: self.members, version: version, flexible: true)
            writer.append(bigEndian: self.authorizedOperations)
            writer.append(0)
        }
    }

    /// An element of `members`.
    package struct Member: WireElement {
        package static var minimumSize: Int { 15 }

        /// The member's id.
        package var memberID: String = ""
        /// Its static id, if it has one.
        package var instanceID: String? = nil
        /// Its rack, if it has one.
        package var rackID: String? = nil
        /// Its epoch.
        package var memberEpoch: Int32 = 0
        /// The client's id.
        package var clientID: String = ""
        /// Where it comes from.
        package var clientHost: String = ""
        /// The topics it reads.
        package var subscribedTopicNames: [String] = []
        /// The topics it reads, as a pattern.
        package var subscribedTopicRegex: String? = nil
        /// What it holds.
        package var assignment: Assignment = Assignment()
        /// What it is to hold.
        package var targetAssignment: Assignment = Assignment()
        /// 0: of the older protocol, 1: of the newer, -1: not known.
        package var memberType: Int8 = -1

        package init() {}

        package init(
            memberID: String = "",
            instanceID: String? = nil,
            rackID: String? = nil,
            memberEpoch: Int32 = 0,
            clientID: String = "",
            clientHost: String = "",
            subscribedTopicNames: [String] = [],
            subscribedTopicRegex: String? = nil,
            assignment: Assignment = Assignment(),
            targetAssignment: Assignment = Assignment(),
            memberType: Int8 = -1
        ) {
            self.memberID = memberID
            self.instanceID = instanceID
            self.rackID = rackID
            self.memberEpoch = memberEpoch
            self.clientID = clientID
            self.clientHost = clientHost
            self.subscribedTopicNames = subscribedTopicNames
            self.subscribedTopicRegex = subscribedTopicRegex
            self.assignment = assignment
            self.targetAssignment = targetAssignment
            self.memberType = memberType
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.memberID = try reader.readString(compact: true)
            self.instanceID = try reader.readNullableString(compact: true)
            self.rackID = try reader.readNullableString(compact: true)
            self.memberEpoch = try reader.read()
            self.clientID = try reader.readString(compact: true)
            self.clientHost = try reader.readString(compact: true)
            self.subscribedTopicNames = try reader.readArray(version: version, flexible: true)
            self.subscribedTopicRegex = try reader.readNullableString(compact: true)
            self.assignment = try Assignment(from: &reader, version: version, flexible: true)
            self.targetAssignment = try Assignment(from: &reader, version: version, flexible: true)
            if version >= 1 { self.memberType = try reader.read() }
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.memberID, compact: true)
            try writer.append(nullableString: self.instanceID, compact: true)
            try writer.append(nullableString: self.rackID, compact: true)
            writer.append(bigEndian: self.memberEpoch)
            try writer.append(string: self.clientID, compact: true)
            try writer.append(string: self.clientHost, compact: true)
            try writer.append(array: self.subscribedTopicNames, version: version, flexible: true)
            try writer.append(nullableString: self.subscribedTopicRegex, compact: true)
            try self.assignment.encode(into: &writer, version: version, flexible: true)
            try self.targetAssignment.encode(into: &writer, version: version, flexible: true)
            if version >= 1 { writer.append(bigEndian: self.memberType) }
            writer.append(0)
        }
    }

    /// The value of `assignment`.
    package struct Assignment: WireElement {
        package static var minimumSize: Int { 2 }

        /// By topic.
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
        package static var minimumSize: Int { 19 }

        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// The topic's name.
        package var topicName: String = ""
        /// The partitions' numbers.
        package var partitions: [Int32] = []

        package init() {}

        package init(
            topicID: TopicID = TopicID.zero,
            topicName: String = "",
            partitions: [Int32] = []
        ) {
            self.topicID = topicID
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.topicID = try TopicID(from: &reader, version: version, flexible: true)
            self.topicName = try reader.readString(compact: true)
            self.partitions = try reader.readArray(version: version, flexible: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try self.topicID.encode(into: &writer, version: version, flexible: true)
            try writer.append(string: self.topicName, compact: true)
            try writer.append(array: self.partitions, version: version, flexible: true)
            writer.append(0)
        }
    }
}
