// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks where a leader epoch ended, to notice a log that was cut (KIP-320). Sent to the leader of the partitions.
package struct OffsetForLeaderEpochRequest: KafkaRequest {
    package typealias Response = OffsetForLeaderEpochResponse
    package static let apiKey = APIKey.offsetForLeaderEpoch
    package static let versions: ClosedRange<Int16> = 2...4

    /// -2: a debugging client, -1: a consumer.
    package var replicaID: Int32 = -2
    /// Each topic once.
    package var topics: [Topic] = []

    package init() {}

    package init(
        replicaID: Int32 = -2,
        topics: [Topic] = []
    ) {
        self.replicaID = replicaID
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 4
        if version >= 3 { self.replicaID = try reader.read() }
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 4
        if version >= 3 { writer.append(bigEndian: self.replicaID) }
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
        package static var minimumSize: Int { 12 }

        /// The partition's number.
        package var index: Int32 = 0
        /// The leader epoch that the client knows; -1: don't check.
        package var currentLeaderEpoch: Int32 = -1
        /// The epoch asked for.
        package var leaderEpoch: Int32 = 0

        package init() {}

        package init(
            index: Int32 = 0,
            currentLeaderEpoch: Int32 = -1,
            leaderEpoch: Int32 = 0
        ) {
            self.index = index
            self.currentLeaderEpoch = currentLeaderEpoch
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            self.currentLeaderEpoch = try reader.read()
            self.leaderEpoch = try reader.read()
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.currentLeaderEpoch)
            writer.append(bigEndian: self.leaderEpoch)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``OffsetForLeaderEpochRequest``.
package struct OffsetForLeaderEpochResponse: KafkaResponse {
    package typealias Request = OffsetForLeaderEpochRequest
    package static let apiKey = APIKey.offsetForLeaderEpoch
    package static let versions: ClosedRange<Int16> = 2...4

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
        let flexible = version >= 4
        self.throttleTime = try reader.readMilliseconds()
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 4
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
        package static var minimumSize: Int { 18 }

        /// Why there is no offset.
        package var errorCode: ErrorCode = ErrorCode.none
        /// The partition's number.
        package var index: Int32 = 0
        /// The epoch that the answer is about.
        package var leaderEpoch: Int32 = -1
        /// Offset behind the epoch's last record; -1: not known.
        package var endOffset: Int64 = -1

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            index: Int32 = 0,
            leaderEpoch: Int32 = -1,
            endOffset: Int64 = -1
        ) {
            self.errorCode = errorCode
            self.index = index
            self.leaderEpoch = leaderEpoch
            self.endOffset = endOffset
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.index = try reader.read()
            self.leaderEpoch = try reader.read()
            self.endOffset = try reader.read()
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.errorCode.rawValue)
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.leaderEpoch)
            writer.append(bigEndian: self.endOffset)
            if flexible {
                writer.append(0)
            }
        }
    }
}
