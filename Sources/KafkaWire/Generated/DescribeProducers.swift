// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for the producers that a partition knows (KIP-664). Sent to the leader of the partitions.
package struct DescribeProducersRequest: KafkaRequest {
    package typealias Response = DescribeProducersResponse
    package static let apiKey = APIKey.describeProducers
    package static let versions: ClosedRange<Int16> = 0...0

    /// Each topic once.
    package var topics: [Topic] = []

    package init() {}

    package init(
        topics: [Topic]
    ) {
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.topics = try reader.readArray(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        try writer.append(array: self.topics, version: version, flexible: true)
        writer.append(0)
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

/// The answer to ``DescribeProducersRequest``.
package struct DescribeProducersResponse: KafkaResponse {
    package typealias Request = DescribeProducersRequest
    package static let apiKey = APIKey.describeProducers
    package static let versions: ClosedRange<Int16> = 0...0

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
        self.throttleTime = try reader.readMilliseconds()
        self.topics = try reader.readArray(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        writer.append(milliseconds: self.throttleTime)
        try writer.append(array: self.topics, version: version, flexible: true)
        writer.append(0)
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
        package static var minimumSize: Int { 9 }

        /// The partition's number.
        package var index: Int32 = 0
        /// Why there is nothing to tell.
        package var errorCode: ErrorCode = ErrorCode.none
        /// What went wrong, in words; nil if nothing did or the broker has no words for it.
        package var errorMessage: String? = nil
        /// The producers.
        package var activeProducers: [Producer] = []

        package init() {}

        package init(
            index: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil,
            activeProducers: [Producer] = []
        ) {
            self.index = index
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.activeProducers = activeProducers
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.errorMessage = try reader.readNullableString(compact: true)
            self.activeProducers = try reader.readArray(version: version, flexible: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.errorCode.rawValue)
            try writer.append(nullableString: self.errorMessage, compact: true)
            try writer.append(array: self.activeProducers, version: version, flexible: true)
            writer.append(0)
        }
    }

    /// An element of `activeProducers`.
    package struct Producer: WireElement {
        package static var minimumSize: Int { 37 }

        /// The producer's id.
        package var producerID: Int64 = 0
        /// The producer's epoch.
        package var producerEpoch: Int32 = 0
        /// Sequence number of its last record; -1: none.
        package var lastSequence: Int32 = -1
        /// Time of its last record; -1: none.
        package var lastTimestamp: Int64 = -1
        /// Epoch of its coordinator's partition.
        package var coordinatorEpoch: Int32 = 0
        /// Where its open transaction starts; -1: there is none.
        package var currentTxnStartOffset: Int64 = -1

        package init() {}

        package init(
            producerID: Int64 = 0,
            producerEpoch: Int32 = 0,
            lastSequence: Int32 = -1,
            lastTimestamp: Int64 = -1,
            coordinatorEpoch: Int32 = 0,
            currentTxnStartOffset: Int64 = -1
        ) {
            self.producerID = producerID
            self.producerEpoch = producerEpoch
            self.lastSequence = lastSequence
            self.lastTimestamp = lastTimestamp
            self.coordinatorEpoch = coordinatorEpoch
            self.currentTxnStartOffset = currentTxnStartOffset
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.producerID = try reader.read()
            self.producerEpoch = try reader.read()
            self.lastSequence = try reader.read()
            self.lastTimestamp = try reader.read()
            self.coordinatorEpoch = try reader.read()
            self.currentTxnStartOffset = try reader.read()
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.producerID)
            writer.append(bigEndian: self.producerEpoch)
            writer.append(bigEndian: self.lastSequence)
            writer.append(bigEndian: self.lastTimestamp)
            writer.append(bigEndian: self.coordinatorEpoch)
            writer.append(bigEndian: self.currentTxnStartOffset)
            writer.append(0)
        }
    }
}
