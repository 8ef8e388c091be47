// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Commits offsets of a group as part of a transaction. Sent to the group's coordinator.
package struct TxnOffsetCommitRequest: KafkaRequest {
    package typealias Response = TxnOffsetCommitResponse
    package static let apiKey = APIKey.txnOffsetCommit
    package static let versions: ClosedRange<Int16> = 0...5

    /// The transactional id.
    package var transactionalID: String = ""
    /// The group.
    package var groupID: String = ""
    /// The producer's id.
    package var producerID: Int64 = 0
    /// The producer's epoch.
    package var producerEpoch: Int16 = 0
    /// The member's generation; -1: it isn't a member.
    package var generationID: Int32 = -1
    /// The member's id.
    package var memberID: String = ""
    /// Static member id; nil for a dynamic member.
    package var groupInstanceID: String? = nil
    /// Each topic once.
    package var topics: [Topic] = []

    package init() {}

    package init(
        transactionalID: String = "",
        groupID: String = "",
        producerID: Int64 = 0,
        producerEpoch: Int16 = 0,
        generationID: Int32 = -1,
        memberID: String = "",
        groupInstanceID: String? = nil,
        topics: [Topic] = []
    ) {
        self.transactionalID = transactionalID
        self.groupID = groupID
        self.producerID = producerID
        self.producerEpoch = producerEpoch
        self.generationID = generationID
        self.memberID = memberID
        self.groupInstanceID = groupInstanceID
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        self.transactionalID = try reader.readString(compact: flexible)
        self.groupID = try reader.readString(compact: flexible)
        self.producerID = try reader.read()
        self.producerEpoch = try reader.read()
        if flexible { self.generationID = try reader.read() }
        if flexible { self.memberID = try reader.readString(compact: flexible) }
        if flexible { self.groupInstanceID = try reader.readNullableString(compact: flexible) }
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        try writer.append(string: self.transactionalID, compact: flexible)
        try writer.append(string: self.groupID, compact: flexible)
        writer.append(bigEndian: self.producerID)
        writer.append(bigEndian: self.producerEpoch)
        if flexible {
            writer.append(bigEndian: self.generationID)
        } else if self.generationID != -1 {
            throw WireError(.notInVersion, at: writer.count, field: "generationID")
        }
        if flexible {
            try writer.append(string: self.memberID, compact: flexible)
        } else if !self.memberID.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "memberID")
        }
        if flexible {
            try writer.append(nullableString: self.groupInstanceID, compact: flexible)
        } else if self.groupInstanceID != nil {
            throw WireError(.notInVersion, at: writer.count, field: "groupInstanceID")
        }
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
        /// Each partition once.
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
            self.name = try reader.readString(compact: flexible)
            self.partitions = try reader.readArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: flexible)
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
            if version >= 2 { self.committedLeaderEpoch = try reader.read() }
            self.committedMetadata = try reader.readNullableString(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.committedOffset)
            if version >= 2 { writer.append(bigEndian: self.committedLeaderEpoch) }
            try writer.append(nullableString: self.committedMetadata, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``TxnOffsetCommitRequest``.
package struct TxnOffsetCommitResponse: KafkaResponse {
    package typealias Request = TxnOffsetCommitRequest
    package static let apiKey = APIKey.txnOffsetCommit
    package static let versions: ClosedRange<Int16> = 0...5

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
        let flexible = version >= 3
        self.throttleTime = try reader.readMilliseconds()
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        writer.append(milliseconds: self.throttleTime)
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
        /// Each partition of the request.
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
            self.name = try reader.readString(compact: flexible)
            self.partitions = try reader.readArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: flexible)
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
