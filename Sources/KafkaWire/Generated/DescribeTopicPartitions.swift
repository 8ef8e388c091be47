// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for the partitions of topics, a page at a time (KIP-966). Sent to any broker.
package struct DescribeTopicPartitionsRequest: KafkaRequest {
    package typealias Response = DescribeTopicPartitionsResponse
    package static let apiKey = APIKey.describeTopicPartitions
    package static let versions: ClosedRange<Int16> = 0...0

    /// Topics asked for; empty: all.
    package var topics: [Topic] = []
    /// At most this many partitions a page.
    package var responsePartitionLimit: Int32 = 2000
    /// Where to go on; nil: at the start.
    package var cursor: Cursor? = nil

    package init() {}

    package init(
        topics: [Topic] = [],
        responsePartitionLimit: Int32 = 2000,
        cursor: Cursor? = nil
    ) {
        self.topics = topics
        self.responsePartitionLimit = responsePartitionLimit
        self.cursor = cursor
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.topics = try reader.readArray(version: version, flexible: true)
        self.responsePartitionLimit = try reader.read()
        self.cursor = try reader.readNullable(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        try writer.append(array: self.topics, version: version, flexible: true)
        writer.append(bigEndian: self.responsePartitionLimit)
        try writer.append(nullable: self.cursor, version: version, flexible: true)
        writer.append(0)
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 2 }

        /// The topic's name.
        package var name: String = ""

        package init() {}

        package init(
            name: String
        ) {
            self.name = name
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.name = try reader.readString(compact: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: true)
            writer.append(0)
        }
    }

    /// The value of `cursor`.
    package struct Cursor: WireElement {
        package static var minimumSize: Int { 6 }

        /// The topic to go on with.
        package var topicName: String = ""
        /// The partition to go on with.
        package var partitionIndex: Int32 = 0

        package init() {}

        package init(
            topicName: String = "",
            partitionIndex: Int32 = 0
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.topicName = try reader.readString(compact: true)
            self.partitionIndex = try reader.read()
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.topicName, compact: true)
            writer.append(bigEndian: self.partitionIndex)
            writer.append(0)
        }
    }
}

/// The answer to ``DescribeTopicPartitionsRequest``.
package struct DescribeTopicPartitionsResponse: KafkaResponse {
    package typealias Request = DescribeTopicPartitionsRequest
    package static let apiKey = APIKey.describeTopicPartitions
    package static let versions: ClosedRange<Int16> = 0...0

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// The page's topics, by name.
    package var topics: [Topic] = []
    /// Where the next page starts; nil: there is none.
    package var nextCursor: Cursor? = nil

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        topics: [Topic] = [],
        nextCursor: Cursor? = nil
    ) {
        self.throttleTime = throttleTime
        self.topics = topics
        self.nextCursor = nextCursor
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.throttleTime = try reader.readMilliseconds()
        self.topics = try reader.readArray(version: version, flexible: true)
        self.nextCursor = try reader.readNullable(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        writer.append(milliseconds: self.throttleTime)
        try writer.append(array: self.topics, version: version, flexible: true)
        try writer.append(nullable: self.nextCursor, version: version, flexible: true)
        writer.append(0)
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 26 }

        /// Why there is nothing to tell.
        package var errorCode: ErrorCode = ErrorCode.none
        /// The topic's name.
        package var name: String? = nil
        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// Whether it is one of Kafka's own.
        package var isInternal: Bool = false
        /// Its partitions.
        package var partitions: [Partition] = []
        /// One bit for each operation allowed; the default: not asked for.
        package var topicAuthorizedOperations: Int32 = -2147483648

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            name: String? = nil,
            topicID: TopicID = TopicID.zero,
            isInternal: Bool = false,
            partitions: [Partition] = [],
            topicAuthorizedOperations: Int32 = -2147483648
        ) {
            self.errorCode = errorCode
            self.name = name
            self.topicID = topicID
            self.isInternal = isInternal
            self.partitions = partitions
            self.topicAuthorizedOperations = topicAuthorizedOperations
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.name = try reader.readNullableString(compact: true)
            self.topicID = try TopicID(from: &reader, version: version, flexible: true)
            self.isInternal = try reader.readBool()
            self.partitions = try reader.readArray(version: version, flexible: true)
            self.topicAuthorizedOperations = try reader.read()
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.errorCode.rawValue)
            try writer.append(nullableString: self.name, compact: true)
            try self.topicID.encode(into: &writer, version: version, flexible: true)
            writer.append(bool: self.isInternal)
            try writer.append(array: self.partitions, version: version, flexible: true)
            writer.append(bigEndian: self.topicAuthorizedOperations)
            writer.append(0)
        }
    }

    /// An element of `partitions`.
    package struct Partition: WireElement {
        package static var minimumSize: Int { 20 }

        /// For example `leaderNotAvailable`.
        package var errorCode: ErrorCode = ErrorCode.none
        /// The partition's number.
        package var index: Int32 = 0
        /// The leading broker's id; -1: none.
        package var leaderID: Int32 = 0
        /// The leader's epoch.
        package var leaderEpoch: Int32 = -1
        /// The brokers that hold it.
        package var replicas: [Int32] = []
        /// Those that are in sync.
        package var inSyncReplicas: [Int32] = []
        /// Those that may lead though they aren't in sync.
        package var eligibleLeaderReplicas: [Int32]? = nil
        /// Those that might lead if all else fails.
        package var lastKnownELR: [Int32]? = nil
        /// Those that are away.
        package var offlineReplicas: [Int32] = []

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            index: Int32 = 0,
            leaderID: Int32 = 0,
            leaderEpoch: Int32 = -1,
            replicas: [Int32] = [],
            inSyncReplicas: [Int32] = [],
            eligibleLeaderReplicas: [Int32]? = nil,
            lastKnownELR: [Int32]? = nil,
            offlineReplicas: [Int32] = []
        ) {
            self.errorCode = errorCode
            self.index = index
            self.leaderID = leaderID
            self.leaderEpoch = leaderEpoch
            self.replicas = replicas
            self.inSyncReplicas = inSyncReplicas
            self.eligibleLeaderReplicas = eligibleLeaderReplicas
            self.lastKnownELR = lastKnownELR
            self.offlineReplicas = offlineReplicas
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.index = try reader.read()
            self.leaderID = try reader.read()
            self.leaderEpoch = try reader.read()
            self.replicas = try reader.readArray(version: version, flexible: true)
            self.inSyncReplicas = try reader.readArray(version: version, flexible: true)
            self.eligibleLeaderReplicas = try reader.readNullableArray(version: version, flexible: true)
            self.lastKnownELR = try reader.readNullableArray(version: version, flexible: true)
            self.offlineReplicas = try reader.readArray(version: version, flexible: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.errorCode.rawValue)
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.leaderID)
            writer.append(bigEndian: self.leaderEpoch)
            try writer.append(array: self.replicas, version: version, flexible: true)
            try writer.append(array: self.inSyncReplicas, version: version, flexible: true)
            try writer.append(nullableArray: self.eligibleLeaderReplicas, version: version, flexible: true)
            try writer.append(nullableArray: self.lastKnownELR, version: version, flexible: true)
            try writer.append(array: self.offlineReplicas, version: version, flexible: true)
            writer.append(0)
        }
    }

    /// The value of `nextCursor`.
    package struct Cursor: WireElement {
        package static var minimumSize: Int { 6 }

        /// The topic to go on with.
        package var topicName: String = ""
        /// The partition to go on with.
        package var partitionIndex: Int32 = 0

        package init() {}

        package init(
            topicName: String = "",
            partitionIndex: Int32 = 0
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.topicName = try reader.readString(compact: true)
            self.partitionIndex = try reader.read()
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.topicName, compact: true)
            writer.append(bigEndian: self.partitionIndex)
            writer.append(0)
        }
    }
}
