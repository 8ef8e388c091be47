// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for the offset of the first record at or after a time, or for the log's ends. Sent to the leader of the
/// partitions.
package struct ListOffsetsRequest: KafkaRequest {
    package typealias Response = ListOffsetsResponse
    package static let apiKey = APIKey.listOffsets
    package static let versions: ClosedRange<Int16> = 1...10

    /// -1 for a client.
    package var replicaID: Int32 = -1
    /// 0: read uncommitted, 1: read committed; matters to the log's end.
    package var isolationLevel: Int8 = 0
    /// Each topic once.
    package var topics: [Topic] = []
    /// How long the broker may look in tiered storage.
    package var timeout: Duration = Duration.zero

    package init() {}

    package init(
        replicaID: Int32 = -1,
        isolationLevel: Int8 = 0,
        topics: [Topic] = [],
        timeout: Duration = Duration.zero
    ) {
        self.replicaID = replicaID
        self.isolationLevel = isolationLevel
        self.topics = topics
        self.timeout = timeout
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 6
        self.replicaID = try reader.read()
        if version >= 2 { self.isolationLevel = try reader.read() }
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if version >= 10 { self.timeout = try reader.readMilliseconds() }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 6
        writer.append(bigEndian: self.replicaID)
        if version >= 2 {
            writer.append(bigEndian: self.isolationLevel)
        } else if self.isolationLevel != 0 {
            throw WireError(.notInVersion, at: writer.count, field: "isolationLevel")
        }
        try writer.append(array: self.topics, version: version, flexible: flexible)
        if version >= 10 { writer.append(milliseconds: self.timeout) }
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
        /// Milliseconds since 1970; -1: end, -2: start, -3: largest time, -4: local start, -5: tiered end.
        package var timestamp: Int64 = 0

        package init() {}

        package init(
            index: Int32 = 0,
            currentLeaderEpoch: Int32 = -1,
            timestamp: Int64 = 0
        ) {
            self.index = index
            self.currentLeaderEpoch = currentLeaderEpoch
            self.timestamp = timestamp
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            if version >= 4 { self.currentLeaderEpoch = try reader.read() }
            self.timestamp = try reader.read()
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            if version >= 4 { writer.append(bigEndian: self.currentLeaderEpoch) }
            writer.append(bigEndian: self.timestamp)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``ListOffsetsRequest``.
package struct ListOffsetsResponse: KafkaResponse {
    package typealias Request = ListOffsetsRequest
    package static let apiKey = APIKey.listOffsets
    package static let versions: ClosedRange<Int16> = 1...10

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
        let flexible = version >= 6
        if version >= 2 { self.throttleTime = try reader.readMilliseconds() }
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 6
        if version >= 2 { writer.append(milliseconds: self.throttleTime) }
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
        package static var minimumSize: Int { 22 }

        /// The partition's number.
        package var index: Int32 = 0
        /// Why there is no offset.
        package var errorCode: ErrorCode = ErrorCode.none
        /// The record's time; -1 for the ends of the log.
        package var timestamp: Int64 = -1
        /// The offset; -1 if no record is that late.
        package var offset: Int64 = -1
        /// The record's leader epoch.
        package var leaderEpoch: Int32 = -1

        package init() {}

        package init(
            index: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            timestamp: Int64 = -1,
            offset: Int64 = -1,
            leaderEpoch: Int32 = -1
        ) {
            self.index = index
            self.errorCode = errorCode
            self.timestamp = timestamp
            self.offset = offset
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.timestamp = try reader.read()
            self.offset = try reader.read()
            if version >= 4 { self.leaderEpoch = try reader.read() }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.errorCode.rawValue)
            writer.append(bigEndian: self.timestamp)
            writer.append(bigEndian: self.offset)
            if version >= 4 { writer.append(bigEndian: self.leaderEpoch) }
            if flexible {
                writer.append(0)
            }
        }
    }
}
