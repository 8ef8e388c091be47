// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for the brokers of the cluster and for topics, their partitions and leaders. Sent to any broker.
package struct MetadataRequest: KafkaRequest {
    package typealias Response = MetadataResponse
    package static let apiKey = APIKey.metadata
    package static let versions: ClosedRange<Int16> = 0...13

    /// The topics asked for. Nil: all of them; empty: none, except in version 0, where it is all.
    package var topics: [Topic]? = []
    /// Whether the broker may create missing topics.
    package var allowAutoTopicCreation: Bool = true
    /// Whether to tell what we may do to the cluster.
    package var includeClusterAuthorizedOperations: Bool = false
    /// Whether to tell what we may do to the topics.
    package var includeTopicAuthorizedOperations: Bool = false

    package init() {}

    package init(
        topics: [Topic]? = [],
        allowAutoTopicCreation: Bool = true,
        includeClusterAuthorizedOperations: Bool = false,
        includeTopicAuthorizedOperations: Bool = false
    ) {
        self.topics = topics
        self.allowAutoTopicCreation = allowAutoTopicCreation
        self.includeClusterAuthorizedOperations = includeClusterAuthorizedOperations
        self.includeTopicAuthorizedOperations = includeTopicAuthorizedOperations
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 9
        self.topics = version >= 1 ? try reader.readNullableArray(version: version, flexible: flexible) : try reader.readArray(version: version, flexible: flexible)
        if version >= 4 { self.allowAutoTopicCreation = try reader.readBool() }
        if version >= 8 && version <= 10 { self.includeClusterAuthorizedOperations = try reader.readBool() }
        if version >= 8 { self.includeTopicAuthorizedOperations = try reader.readBool() }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 9
        try writer.append(nullableArray: self.topics, nullable: version >= 1, version: version, flexible: flexible)
        if version >= 4 {
            writer.append(bool: self.allowAutoTopicCreation)
        } else if !self.allowAutoTopicCreation {
            throw WireError(.notInVersion, at: writer.count, field: "allowAutoTopicCreation")
        }
        if version >= 8 && version <= 10 {
            writer.append(bool: self.includeClusterAuthorizedOperations)
        } else if self.includeClusterAuthorizedOperations {
            throw WireError(.notInVersion, at: writer.count, field: "includeClusterAuthorizedOperations")
        }
        if version >= 8 {
            writer.append(bool: self.includeTopicAuthorizedOperations)
        } else if self.includeTopicAuthorizedOperations {
            throw WireError(.notInVersion, at: writer.count, field: "includeTopicAuthorizedOperations")
        }
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 2 }

        /// The topic's id, in place of its name.
        package var topicID: TopicID = TopicID.zero
        /// The topic's name; nil if its id is given.
        package var name: String? = ""

        package init() {}

        package init(
            topicID: TopicID = TopicID.zero,
            name: String? = ""
        ) {
            self.topicID = topicID
            self.name = name
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 10 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            self.name = version >= 10 ? try reader.readNullableString(compact: flexible) : try reader.readString(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 10 { try self.topicID.encode(into: &writer, version: version, flexible: flexible) }
            try writer.append(nullableString: self.name, nullable: version >= 10, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``MetadataRequest``.
package struct MetadataResponse: KafkaResponse {
    package typealias Request = MetadataRequest
    package static let apiKey = APIKey.metadata
    package static let versions: ClosedRange<Int16> = 0...13

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// The brokers that are alive.
    package var brokers: [Broker] = []
    /// The cluster's id.
    package var clusterID: String? = nil
    /// The broker to send the controller's requests to.
    package var controllerID: Int32 = -1
    /// One for each topic asked for.
    package var topics: [Topic] = []
    /// One bit for each operation allowed; the default: not asked for.
    package var clusterAuthorizedOperations: Int32 = -2147483648
    /// `rebootstrapRequired`, for example.
    package var errorCode: ErrorCode = ErrorCode.none

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        brokers: [Broker] = [],
        clusterID: String? = nil,
        controllerID: Int32 = -1,
        topics: [Topic] = [],
        clusterAuthorizedOperations: Int32 = -2147483648,
        errorCode: ErrorCode = ErrorCode.none
    ) {
        self.throttleTime = throttleTime
        self.brokers = brokers
        self.clusterID = clusterID
        self.controllerID = controllerID
        self.topics = topics
        self.clusterAuthorizedOperations = clusterAuthorizedOperations
        self.errorCode = errorCode
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 9
        if version >= 3 { self.throttleTime = try reader.readMilliseconds() }
        self.brokers = try reader.readArray(version: version, flexible: flexible)
        if version >= 2 { self.clusterID = try reader.readNullableString(compact: flexible) }
        if version >= 1 { self.controllerID = try reader.read() }
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if version >= 8 && version <= 10 { self.clusterAuthorizedOperations = try reader.read() }
        if version >= 13 { self.errorCode = ErrorCode(rawValue: try reader.read()) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 9
        if version >= 3 { writer.append(milliseconds: self.throttleTime) }
        try writer.append(array: self.brokers, version: version, flexible: flexible)
        if version >= 2 { try writer.append(nullableString: self.clusterID, compact: flexible) }
        if version >= 1 { writer.append(bigEndian: self.controllerID) }
        try writer.append(array: self.topics, version: version, flexible: flexible)
        if version >= 8 && version <= 10 { writer.append(bigEndian: self.clusterAuthorizedOperations) }
        if version >= 13 { writer.append(bigEndian: self.errorCode.rawValue) }
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `brokers`.
    package struct Broker: WireElement {
        package static var minimumSize: Int { 10 }

        /// The broker's id.
        package var nodeID: Int32 = 0
        /// Where to reach it.
        package var host: String = ""
        /// Where to reach it.
        package var port: Int32 = 0
        /// Its rack, if it has one.
        package var rack: String? = nil

        package init() {}

        package init(
            nodeID: Int32 = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil
        ) {
            self.nodeID = nodeID
            self.host = host
            self.port = port
            self.rack = rack
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.nodeID = try reader.read()
            self.host = try reader.readString(compact: flexible)
            self.port = try reader.read()
            if version >= 1 { self.rack = try reader.readNullableString(compact: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.nodeID)
            try writer.append(string: self.host, compact: flexible)
            writer.append(bigEndian: self.port)
            if version >= 1 { try writer.append(nullableString: self.rack, compact: flexible) }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 8 }

        /// Why there is nothing to tell.
        package var errorCode: ErrorCode = ErrorCode.none
        /// The topic's name; nil if its id is not known.
        package var name: String? = ""
        /// The topic's id; zero if its name is not known.
        package var topicID: TopicID = TopicID.zero
        /// Whether it is one of Kafka's own.
        package var isInternal: Bool = false
        /// Its partitions, in any order.
        package var partitions: [Partition] = []
        /// One bit for each operation allowed; the default: not asked for.
        package var topicAuthorizedOperations: Int32 = -2147483648

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            name: String? = "",
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
            self.name = version >= 12 ? try reader.readNullableString(compact: flexible) : try reader.readString(compact: flexible)
            if version >= 10 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            if version >= 1 { self.isInternal = try reader.readBool() }
            self.partitions = try reader.readArray(version: version, flexible: flexible)
            if version >= 8 { self.topicAuthorizedOperations = try reader.read() }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.errorCode.rawValue)
            try writer.append(nullableString: self.name, nullable: version >= 12, compact: flexible)
            if version >= 10 { try self.topicID.encode(into: &writer, version: version, flexible: flexible) }
            if version >= 1 { writer.append(bool: self.isInternal) }
            try writer.append(array: self.partitions, version: version, flexible: flexible)
            if version >= 8 { writer.append(bigEndian: self.topicAuthorizedOperations) }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `partitions`.
    package struct Partition: WireElement {
        package static var minimumSize: Int { 18 }

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
            offlineReplicas: [Int32] = []
        ) {
            self.errorCode = errorCode
            self.index = index
            self.leaderID = leaderID
            self.leaderEpoch = leaderEpoch
            self.replicas = replicas
            self.inSyncReplicas = inSyncReplicas
            self.offlineReplicas = offlineReplicas
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.index = try reader.read()
            self.leaderID = try reader.read()
            if version >= 7 { self.leaderEpoch = try reader.read() }
            self.replicas = try reader.readArray(version: version, flexible: flexible)
            self.inSyncReplicas = try reader.readArray(version: version, flexible: flexible)
            if version >= 5 { self.offlineReplicas = try reader.readArray(version: version, flexible: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.errorCode.rawValue)
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.leaderID)
            if version >= 7 { writer.append(bigEndian: self.leaderEpoch) }
            try writer.append(array: self.replicas, version: version, flexible: flexible)
            try writer.append(array: self.inSyncReplicas, version: version, flexible: flexible)
            if version >= 5 { try writer.append(array: self.offlineReplicas, version: version, flexible: flexible) }
            if flexible {
                writer.append(0)
            }
        }
    }
}
