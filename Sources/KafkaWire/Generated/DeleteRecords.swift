// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Cuts off the start of partitions' logs. Sent to the leader of the partitions.
package struct DeleteRecordsRequest: KafkaRequest {
    package typealias Response = DeleteRecordsResponse
    package static let apiKey = APIKey.deleteRecords
    package static let versions: ClosedRange<Int16> = 0...2

    /// Each topic once.
    package var topics: [Topic] = []
    /// How long the broker may take.
    package var timeout: Duration = Duration.zero

    package init() {}

    package init(
        topics: [Topic] = [],
        timeout: Duration = Duration.zero
    ) {
        self.topics = topics
        self.timeout = timeout
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 2
        self.topics = try reader.readArray(version: version, flexible: flexible)
        self.timeout = try reader.readMilliseconds()
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 2
        try writer.append(array: self.topics, version: version, flexible: flexible)
        writer.append(milliseconds: self.timeout)
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
        /// Offset of the first record to keep; -1: none.
        package var offset: Int64 = 0

        package init() {}

        package init(
            index: Int32 = 0,
            offset: Int64 = 0
        ) {
            self.index = index
            self.offset = offset
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            self.offset = try reader.read()
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.offset)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``DeleteRecordsRequest``.
package struct DeleteRecordsResponse: KafkaResponse {
    package typealias Request = DeleteRecordsRequest
    package static let apiKey = APIKey.deleteRecords
    package static let versions: ClosedRange<Int16> = 0...2

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
        let flexible = version >= 2
        self.throttleTime = try reader.readMilliseconds()
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 2
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
        package static var minimumSize: Int { 14 }

        /// The partition's number.
        package var index: Int32 = 0
        /// The log's first offset from now on.
        package var lowWatermark: Int64 = 0
        /// Why nothing was cut off.
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            index: Int32 = 0,
            lowWatermark: Int64 = 0,
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.index = index
            self.lowWatermark = lowWatermark
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            self.lowWatermark = try reader.read()
            self.errorCode = ErrorCode(rawValue: try reader.read())
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.lowWatermark)
            writer.append(bigEndian: self.errorCode.rawValue)
            if flexible {
                writer.append(0)
            }
        }
    }
}
