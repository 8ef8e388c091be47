// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Commits offsets of a group. Sent to the group's coordinator.
package struct OffsetCommitRequest: KafkaRequest {
    package typealias Response = OffsetCommitResponse
    package static let apiKey = APIKey.offsetCommit
    package static let versions: ClosedRange<Int16> = 2...10
    package static let versionsWithTopicNames: ClosedRange<Int16> = 2...9

    /// The group.
    package var groupID: String = ""
    /// The member's generation (or epoch, KIP-848); -1: it commits without being a member.
    package var generationID: Int32 = -1
    /// The member's id.
    package var memberID: String = ""
    /// Static member id; nil for a dynamic member.
    package var groupInstanceID: String? = nil
    /// Milliseconds to keep it; -1: the broker's default.
    package var retentionTime: Int64 = -1
    /// Each topic once.
    package var topics: [Topic] = []

    package init() {}

    package init(
        groupID: String = "",
        generationID: Int32 = -1,
        memberID: String = "",
        groupInstanceID: String? = nil,
        retentionTime: Int64 = -1,
        topics: [Topic] = []
    ) {
        self.groupID = groupID
        self.generationID = generationID
        self.memberID = memberID
        self.groupInstanceID = groupInstanceID
        self.retentionTime = retentionTime
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 8
        self.groupID = try reader.readString(compact: flexible)
        self.generationID = try reader.read()
        self.memberID = try reader.readString(compact: flexible)
        if version >= 7 { self.groupInstanceID = try reader.readNullableString(compact: flexible) }
        if version <= 4 { self.retentionTime = try reader.read() }
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 8
        try writer.append(string: self.groupID, compact: flexible)
        writer.append(bigEndian: self.generationID)
        try writer.append(string: self.memberID, compact: flexible)
        if version >= 7 {
            try writer.append(nullableString: self.groupInstanceID, compact: flexible)
        } else if self.groupInstanceID != nil {
            throw WireError(.notInVersion, at: writer.count, field: "groupInstanceID")
        }
        if version <= 4 { writer.append(bigEndian: self.retentionTime) }
        try writer.append(array: self.topics, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// Each partition once.
        package var partitions: [Partition] = []

        package init() {}

        package init(
            name: String = "",
            topicID: TopicID = TopicID.zero,
            partitions: [Partition] = []
        ) {
            self.name = name
            self.topicID = topicID
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 9 { self.name = try reader.readString(compact: flexible) }
            if version >= 10 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            self.partitions = try reader.readArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 9 { try writer.append(string: self.name, compact: flexible) }
            if version >= 10 { try self.topicID.encode(into: &writer, version: version, flexible: flexible) }
            try writer.append(array: self.partitions, version: version, flexible: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `partitions`.
    package struct Partition: WireElement {
        package static var minimumSize: Int { 14 }

        /// The partition's number.
        package var index: Int32 = 0
        /// Offset of the next record to read.
        package var committedOffset: Int64 = 0
        /// Leader epoch of the last record read; -1: not known.
        package var committedLeaderEpoch: Int32 = -1
        /// Anything the client wants to keep with it.
        package var committedMetadata: String? = nil

        package init() {}

        package init(
            index: Int32 = 0,
            committedOffset: Int64 = 0,
            committedLeaderEpoch: Int32 = -1,
            committedMetadata: String? = nil
        ) {
            self.index = index
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.committedMetadata = committedMetadata
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            self.committedOffset = try reader.read()
            if version >= 6 { self.committedLeaderEpoch = try reader.read() }
            self.committedMetadata = try reader.readNullableString(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.committedOffset)
            if version >= 6 { writer.append(bigEndian: self.committedLeaderEpoch) }
            try writer.append(nullableString: self.committedMetadata, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``OffsetCommitRequest``.
package struct OffsetCommitResponse: KafkaResponse {
    package typealias Request = OffsetCommitRequest
    package static let apiKey = APIKey.offsetCommit
    package static let versions: ClosedRange<Int16> = 2...10
    package static let versionsWithTopicNames: ClosedRange<Int16> = 2...9

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Each topic of the request.
    package var topics: [Topic] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        topics: [Topic] = []
    ) {
        self.throttleTime = throttleTime
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 8
        if version >= 3 { self.throttleTime = try reader.readMilliseconds() }
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 8
        if version >= 3 { writer.append(milliseconds: self.throttleTime) }
        try writer.append(array: self.topics, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// Each partition of the request.
        package var partitions: [Partition] = []

        package init() {}

        package init(
            name: String = "",
            topicID: TopicID = TopicID.zero,
            partitions: [Partition] = []
        ) {
            self.name = name
            self.topicID = topicID
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 9 { self.name = try reader.readString(compact: flexible) }
            if version >= 10 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            self.partitions = try reader.readArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 9 { try writer.append(string: self.name, compact: flexible) }
            if version >= 10 { try self.topicID.encode(into: &writer, version: version, flexible: flexible) }
            try writer.append(array: self.partitions, version: version, flexible: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `partitions`.
    package struct Partition: WireElement {
        package static var minimumSize: Int { 6 }

        /// The partition's number.
        package var index: Int32 = 0
        /// Why it was not committed.
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            index: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.index = index
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            self.errorCode = ErrorCode(rawValue: try reader.read())
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.errorCode.rawValue)
            if flexible {
                writer.append(0)
            }
        }
    }
}
