// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks what groups have committed. Sent to the group's coordinator.
package struct OffsetFetchRequest: KafkaRequest {
    package typealias Response = OffsetFetchResponse
    package static let apiKey = APIKey.offsetFetch
    package static let versions: ClosedRange<Int16> = 1...10
    package static let versionsWithTopicNames: ClosedRange<Int16> = 1...9

    /// The group.
    package var groupID: String = ""
    /// The topics asked for; nil: all that have offsets.
    package var topics: [Topic]? = []
    /// The groups asked for.
    package var groups: [Group] = []
    /// Whether an offset that an open transaction is about to change is an error (KIP-447).
    package var requireStable: Bool = false

    package init() {}

    package init(
        groupID: String = "",
        topics: [Topic]? = [],
        groups: [Group] = [],
        requireStable: Bool = false
    ) {
        self.groupID = groupID
        self.topics = topics
        self.groups = groups
        self.requireStable = requireStable
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 6
        if version <= 7 { self.groupID = try reader.readString(compact: flexible) }
        if version <= 7 { self.topics = version >= 2 ? try reader.readNullableArray(version: version, flexible: flexible) : try reader.readArray(version: version, flexible: flexible) }
        if version >= 8 { self.groups = try reader.readArray(version: version, flexible: flexible) }
        if version >= 7 { self.requireStable = try reader.readBool() }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 6
        if version <= 7 {
            try writer.append(string: self.groupID, compact: flexible)
        } else if !self.groupID.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "groupID")
        }
        if version <= 7 {
            try writer.append(nullableArray: self.topics, nullable: version >= 2, version: version, flexible: flexible)
        } else if self.topics != [] {
            throw WireError(.notInVersion, at: writer.count, field: "topics")
        }
        if version >= 8 {
            try writer.append(array: self.groups, version: version, flexible: flexible)
        } else if !self.groups.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "groups")
        }
        if version >= 7 {
            writer.append(bool: self.requireStable)
        } else if self.requireStable {
            throw WireError(.notInVersion, at: writer.count, field: "requireStable")
        }
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The partitions asked for.
        package var partitions: [Int32] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [Int32] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 7 { self.name = try reader.readString(compact: flexible) }
            if version <= 7 { self.partitions = try reader.readArray(version: version, flexible: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 7 {
                try writer.append(string: self.name, compact: flexible)
            } else if !self.name.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "name")
            }
            if version <= 7 {
                try writer.append(array: self.partitions, version: version, flexible: flexible)
            } else if !self.partitions.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "partitions")
            }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `groups`.
    package struct Group: WireElement {
        package static var minimumSize: Int { 3 }

        /// The group.
        package var groupID: String = ""
        /// The member that asks (KIP-848); nil: none.
        package var memberID: String? = nil
        /// Its epoch; -1: none.
        package var memberEpoch: Int32 = -1
        /// The topics asked for; nil: all that have offsets.
        package var topics: [GroupTopic]? = nil

        package init() {}

        package init(
            groupID: String = "",
            memberID: String? = nil,
            memberEpoch: Int32 = -1,
            topics: [GroupTopic]? = nil
        ) {
            self.groupID = groupID
            self.memberID = memberID
            self.memberEpoch = memberEpoch
            self.topics = topics
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 { self.groupID = try reader.readString(compact: flexible) }
            if version >= 9 { self.memberID = try reader.readNullableString(compact: flexible) }
            if version >= 9 { self.memberEpoch = try reader.read() }
            if version >= 8 { self.topics = try reader.readNullableArray(version: version, flexible: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 {
                try writer.append(string: self.groupID, compact: flexible)
            } else if !self.groupID.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "groupID")
            }
            if version >= 9 { try writer.append(nullableString: self.memberID, compact: flexible) }
            if version >= 9 { writer.append(bigEndian: self.memberEpoch) }
            if version >= 8 {
                try writer.append(nullableArray: self.topics, version: version, flexible: flexible)
            } else if self.topics != nil {
                throw WireError(.notInVersion, at: writer.count, field: "topics")
            }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `topics`.
    package struct GroupTopic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// The partitions asked for.
        package var partitions: [Int32] = []

        package init() {}

        package init(
            name: String = "",
            topicID: TopicID = TopicID.zero,
            partitions: [Int32] = []
        ) {
            self.name = name
            self.topicID = topicID
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 && version <= 9 { self.name = try reader.readString(compact: flexible) }
            if version >= 10 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            if version >= 8 { self.partitions = try reader.readArray(version: version, flexible: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 && version <= 9 { try writer.append(string: self.name, compact: flexible) }
            if version >= 10 { try self.topicID.encode(into: &writer, version: version, flexible: flexible) }
            if version >= 8 {
                try writer.append(array: self.partitions, version: version, flexible: flexible)
            } else if !self.partitions.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "partitions")
            }
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``OffsetFetchRequest``.
package struct OffsetFetchResponse: KafkaResponse {
    package typealias Request = OffsetFetchRequest
    package static let apiKey = APIKey.offsetFetch
    package static let versions: ClosedRange<Int16> = 1...10
    package static let versionsWithTopicNames: ClosedRange<Int16> = 1...9

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// The topics asked for.
    package var topics: [Topic] = []
    /// What went wrong for the group.
    package var errorCode: ErrorCode = ErrorCode.none
    /// The groups asked for.
    package var groups: [Group] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        topics: [Topic] = [],
        errorCode: ErrorCode = ErrorCode.none,
        groups: [Group] = []
    ) {
        self.throttleTime = throttleTime
        self.topics = topics
        self.errorCode = errorCode
        self.groups = groups
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 6
        if version >= 3 { self.throttleTime = try reader.readMilliseconds() }
        if version <= 7 { self.topics = try reader.readArray(version: version, flexible: flexible) }
        if version >= 2 && version <= 7 { self.errorCode = ErrorCode(rawValue: try reader.read()) }
        if version >= 8 { self.groups = try reader.readArray(version: version, flexible: flexible) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 6
        if version >= 3 { writer.append(milliseconds: self.throttleTime) }
        if version <= 7 {
            try writer.append(array: self.topics, version: version, flexible: flexible)
        } else if !self.topics.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "topics")
        }
        if version >= 2 && version <= 7 { writer.append(bigEndian: self.errorCode.rawValue) }
        if version >= 8 {
            try writer.append(array: self.groups, version: version, flexible: flexible)
        } else if !self.groups.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "groups")
        }
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The partitions asked for.
        package var partitions: [Partition] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [Partition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 7 { self.name = try reader.readString(compact: flexible) }
            if version <= 7 { self.partitions = try reader.readArray(version: version, flexible: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 7 {
                try writer.append(string: self.name, compact: flexible)
            } else if !self.name.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "name")
            }
            if version <= 7 {
                try writer.append(array: self.partitions, version: version, flexible: flexible)
            } else if !self.partitions.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "partitions")
            }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `partitions`.
    package struct Partition: WireElement {
        package static var minimumSize: Int { 16 }

        /// The partition's number.
        package var index: Int32 = 0
        /// Offset of the next record to read; -1: none committed.
        package var committedOffset: Int64 = 0
        /// Leader epoch of the last record read; -1: not known.
        package var committedLeaderEpoch: Int32 = -1
        /// What was committed with it.
        package var metadata: String? = nil
        /// Why there is no offset.
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            index: Int32 = 0,
            committedOffset: Int64 = 0,
            committedLeaderEpoch: Int32 = -1,
            metadata: String? = nil,
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.index = index
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.metadata = metadata
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 7 { self.index = try reader.read() }
            if version <= 7 { self.committedOffset = try reader.read() }
            if version >= 5 && version <= 7 { self.committedLeaderEpoch = try reader.read() }
            if version <= 7 { self.metadata = try reader.readNullableString(compact: flexible) }
            if version <= 7 { self.errorCode = ErrorCode(rawValue: try reader.read()) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 7 {
                writer.append(bigEndian: self.index)
            } else if self.index != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "index")
            }
            if version <= 7 {
                writer.append(bigEndian: self.committedOffset)
            } else if self.committedOffset != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "committedOffset")
            }
            if version >= 5 && version <= 7 { writer.append(bigEndian: self.committedLeaderEpoch) }
            if version <= 7 {
                try writer.append(nullableString: self.metadata, compact: flexible)
            } else if self.metadata != nil {
                throw WireError(.notInVersion, at: writer.count, field: "metadata")
            }
            if version <= 7 {
                writer.append(bigEndian: self.errorCode.rawValue)
            } else if self.errorCode != ErrorCode.none {
                throw WireError(.notInVersion, at: writer.count, field: "errorCode")
            }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `groups`.
    package struct Group: WireElement {
        package static var minimumSize: Int { 5 }

        /// The group.
        package var groupID: String = ""
        /// The topics asked for.
        package var topics: [GroupTopic] = []
        /// What went wrong for the group.
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            groupID: String = "",
            topics: [GroupTopic] = [],
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.groupID = groupID
            self.topics = topics
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 { self.groupID = try reader.readString(compact: flexible) }
            if version >= 8 { self.topics = try reader.readArray(version: version, flexible: flexible) }
            if version >= 8 { self.errorCode = ErrorCode(rawValue: try reader.read()) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 {
                try writer.append(string: self.groupID, compact: flexible)
            } else if !self.groupID.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "groupID")
            }
            if version >= 8 {
                try writer.append(array: self.topics, version: version, flexible: flexible)
            } else if !self.topics.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "topics")
            }
            if version >= 8 {
                writer.append(bigEndian: self.errorCode.rawValue)
            } else if self.errorCode != ErrorCode.none {
                throw WireError(.notInVersion, at: writer.count, field: "errorCode")
            }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `topics`.
    package struct GroupTopic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// The partitions asked for.
        package var partitions: [GroupPartition] = []

        package init() {}

        package init(
            name: String = "",
            topicID: TopicID = TopicID.zero,
            partitions: [GroupPartition] = []
        ) {
            self.name = name
            self.topicID = topicID
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 && version <= 9 { self.name = try reader.readString(compact: flexible) }
            if version >= 10 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            if version >= 8 { self.partitions = try reader.readArray(version: version, flexible: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 && version <= 9 { try writer.append(string: self.name, compact: flexible) }
            if version >= 10 { try self.topicID.encode(into: &writer, version: version, flexible: flexible) }
            if version >= 8 {
                try writer.append(array: self.partitions, version: version, flexible: flexible)
            } else if !self.partitions.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "partitions")
            }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `partitions`.
    package struct GroupPartition: WireElement {
        package static var minimumSize: Int { 20 }

        /// The partition's number.
        package var index: Int32 = 0
        /// Offset of the next record to read; -1: none.
        package var committedOffset: Int64 = 0
        /// Leader epoch of the last record read; -1: not known.
        package var committedLeaderEpoch: Int32 = -1
        /// What was committed with it.
        package var metadata: String? = nil
        /// Why there is no offset.
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            index: Int32 = 0,
            committedOffset: Int64 = 0,
            committedLeaderEpoch: Int32 = -1,
            metadata: String? = nil,
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.index = index
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.metadata = metadata
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 { self.index = try reader.read() }
            if version >= 8 { self.committedOffset = try reader.read() }
            if version >= 8 { self.committedLeaderEpoch = try reader.read() }
            if version >= 8 { self.metadata = try reader.readNullableString(compact: flexible) }
            if version >= 8 { self.errorCode = ErrorCode(rawValue: try reader.read()) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 {
                writer.append(bigEndian: self.index)
            } else if self.index != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "index")
            }
            if version >= 8 {
                writer.append(bigEndian: self.committedOffset)
            } else if self.committedOffset != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "committedOffset")
            }
            if version >= 8 { writer.append(bigEndian: self.committedLeaderEpoch) }
            if version >= 8 {
                try writer.append(nullableString: self.metadata, compact: flexible)
            } else if self.metadata != nil {
                throw WireError(.notInVersion, at: writer.count, field: "metadata")
            }
            if version >= 8 {
                writer.append(bigEndian: self.errorCode.rawValue)
            } else if self.errorCode != ErrorCode.none {
                throw WireError(.notInVersion, at: writer.count, field: "errorCode")
            }
            if flexible {
                writer.append(0)
            }
        }
    }
}
