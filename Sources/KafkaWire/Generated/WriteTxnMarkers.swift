// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Between brokers: ends a transaction in the partitions it wrote to. Sent to the leader of the partitions.
package struct WriteTxnMarkersRequest: KafkaRequest {
    package typealias Response = WriteTxnMarkersResponse
    package static let apiKey = APIKey.writeTxnMarkers
    package static let versions: ClosedRange<Int16> = 1...1

    /// One for each producer.
    package var markers: [Marker] = []

    package init() {}

    package init(
        markers: [Marker]
    ) {
        self.markers = markers
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.markers = try reader.readArray(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        try writer.append(array: self.markers, version: version, flexible: true)
        writer.append(0)
    }

    /// An element of `markers`.
    package struct Marker: WireElement {
        package static var minimumSize: Int { 17 }

        /// The producer's id.
        package var producerID: Int64 = 0
        /// The producer's epoch.
        package var producerEpoch: Int16 = 0
        /// Whether the transaction is committed; else aborted.
        package var isCommit: Bool = false
        /// Each topic once.
        package var topics: [Topic] = []
        /// Epoch of the coordinator's partition.
        package var coordinatorEpoch: Int32 = 0

        package init() {}

        package init(
            producerID: Int64 = 0,
            producerEpoch: Int16 = 0,
            isCommit: Bool = false,
            topics: [Topic] = [],
            coordinatorEpoch: Int32 = 0
        ) {
            self.producerID = producerID
            self.producerEpoch = producerEpoch
            self.isCommit = isCommit
            self.topics = topics
            self.coordinatorEpoch = coordinatorEpoch
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.producerID = try reader.read()
            self.producerEpoch = try reader.read()
            self.isCommit = try reader.readBool()
            self.topics = try reader.readArray(version: version, flexible: true)
            self.coordinatorEpoch = try reader.read()
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.producerID)
            writer.append(bigEndian: self.producerEpoch)
            writer.append(bool: self.isCommit)
            try writer.append(array: self.topics, version: version, flexible: true)
            writer.append(bigEndian: self.coordinatorEpoch)
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The partitions to mark.
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
            self.name = try reader.readString(compact: true)
            self.partitions = try reader.readArray(version: version, flexible: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: true)
            try writer.append(array: self.partitions, version: version, flexible: true)
            writer.append(0)
        }
    }
}

/// The answer to ``WriteTxnMarkersRequest``.
package struct WriteTxnMarkersResponse: KafkaResponse {
    package typealias Request = WriteTxnMarkersRequest
    package static let apiKey = APIKey.writeTxnMarkers
    package static let versions: ClosedRange<Int16> = 1...1

    /// One for each producer.
    package var markers: [Marker] = []

    package init() {}

    package init(
        markers: [Marker]
    ) {
        self.markers = markers
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.markers = try reader.readArray(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        try writer.append(array: self.markers, version: version, flexible: true)
        writer.append(0)
    }

    /// An element of `markers`.
    package struct Marker: WireElement {
        package static var minimumSize: Int { 10 }

        /// The producer's id.
        package var producerID: Int64 = 0
        /// Each topic of the request.
        package var topics: [Topic] = []

        package init() {}

        package init(
            producerID: Int64 = 0,
            topics: [Topic] = []
        ) {
            self.producerID = producerID
            self.topics = topics
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.producerID = try reader.read()
            self.topics = try reader.readArray(version: version, flexible: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.producerID)
            try writer.append(array: self.topics, version: version, flexible: true)
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
            self.name = try reader.readString(compact: true)
            self.partitions = try reader.readArray(version: version, flexible: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: true)
            try writer.append(array: self.partitions, version: version, flexible: true)
            writer.append(0)
        }
    }

    /// An element of `partitions`.
    package struct Partition: WireElement {
        package static var minimumSize: Int { 7 }

        /// The partition's number.
        package var index: Int32 = 0
        /// Why it was not marked.
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
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.errorCode.rawValue)
            writer.append(0)
        }
    }
}
