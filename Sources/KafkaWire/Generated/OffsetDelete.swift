// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Forgets offsets of a group. Sent to the group's coordinator.
package struct OffsetDeleteRequest: KafkaRequest {
    package typealias Response = OffsetDeleteResponse
    package static let apiKey = APIKey.offsetDelete
    package static let versions: ClosedRange<Int16> = 0...0

    /// The group.
    package var groupID: String = ""
    /// Each topic once.
    package var topics: [Topic] = []

    package init() {}

    package init(
        groupID: String = "",
        topics: [Topic] = []
    ) {
        self.groupID = groupID
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.groupID = try reader.readString(compact: false)
        self.topics = try reader.readArray(version: version, flexible: false)
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        try writer.append(string: self.groupID, compact: false)
        try writer.append(array: self.topics, version: version, flexible: false)
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 6 }

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
            self.name = try reader.readString(compact: false)
            self.partitions = try reader.readArray(version: version, flexible: false)
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: false)
            try writer.append(array: self.partitions, version: version, flexible: false)
        }
    }

    /// An element of `partitions`.
    package struct Partition: WireElement {
        package static var minimumSize: Int { 4 }

        /// The partition's number.
        package var index: Int32 = 0

        package init() {}

        package init(
            index: Int32
        ) {
            self.index = index
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
        }
    }
}

/// The answer to ``OffsetDeleteRequest``.
package struct OffsetDeleteResponse: KafkaResponse {
    package typealias Request = OffsetDeleteRequest
    package static let apiKey = APIKey.offsetDelete
    package static let versions: ClosedRange<Int16> = 0...0

    /// What went wrong for the request as a whole.
    package var errorCode: ErrorCode = ErrorCode.none
    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Each topic of the request.
    package var topics: [Topic] = []

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        throttleTime: Duration = Duration.zero,
        topics: [Topic] = []
    ) {
        self.errorCode = errorCode
        self.throttleTime = throttleTime
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.errorCode = ErrorCode(rawValue: try reader.read())
        self.throttleTime = try reader.readMilliseconds()
        self.topics = try reader.readArray(version: version, flexible: false)
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        writer.append(bigEndian: self.errorCode.rawValue)
        writer.append(milliseconds: self.throttleTime)
        try writer.append(array: self.topics, version: version, flexible: false)
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 6 }

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
            self.name = try reader.readString(compact: false)
            self.partitions = try reader.readArray(version: version, flexible: false)
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: false)
            try writer.append(array: self.partitions, version: version, flexible: false)
        }
    }

    /// An element of `partitions`.
    package struct Partition: WireElement {
        package static var minimumSize: Int { 6 }

        /// The partition's number.
        package var index: Int32 = 0
        /// Why it was not forgotten.
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
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.errorCode.rawValue)
        }
    }
}
