// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for the state of transactions (KIP-664). Sent to the transaction's coordinator.
package struct DescribeTransactionsRequest: KafkaRequest {
    package typealias Response = DescribeTransactionsResponse
    package static let apiKey = APIKey.describeTransactions
    package static let versions: ClosedRange<Int16> = 0...0

    /// The transactional ids asked for.
    package var transactionalIDs: [String] = []

    package init() {}

    package init(
        transactionalIDs: [String]
    ) {
        self.transactionalIDs = transactionalIDs
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.transactionalIDs = try reader.readArray(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        try writer.append(array: self.transactionalIDs, version: version, flexible: true)
        writer.append(0)
    }
}

/// The answer to ``DescribeTransactionsRequest``.
package struct DescribeTransactionsResponse: KafkaResponse {
    package typealias Request = DescribeTransactionsRequest
    package static let apiKey = APIKey.describeTransactions
    package static let versions: ClosedRange<Int16> = 0...0

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// One for each id.
    package var transactionStates: [Transaction] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        transactionStates: [Transaction] = []
    ) {
        self.throttleTime = throttleTime
        self.transactionStates = transactionStates
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.throttleTime = try reader.readMilliseconds()
        self.transactionStates = try reader.readArray(version: version, flexible: true)
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        writer.append(milliseconds: self.throttleTime)
        try writer.append(array: self.transactionStates, version: version, flexible: true)
        writer.append(0)
    }

    /// An element of `transactionStates`.
    package struct Transaction: WireElement {
        package static var minimumSize: Int { 28 }

        /// Why there is nothing to tell.
        package var errorCode: ErrorCode = ErrorCode.none
        /// The transactional id.
        package var transactionalID: String = ""
        /// Its state: Ongoing, CompleteCommit ….
        package var transactionState: String = ""
        /// When it will be aborted.
        package var transactionTimeout: Duration = Duration.zero
        /// When it began, in milliseconds since 1970.
        package var transactionStartTime: Int64 = 0
        /// The producer's id.
        package var producerID: Int64 = 0
        /// The producer's epoch.
        package var producerEpoch: Int16 = 0
        /// What it has written to.
        package var topics: [Topic] = []

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            transactionalID: String = "",
            transactionState: String = "",
            transactionTimeout: Duration = Duration.zero,
            transactionStartTime: Int64 = 0,
            producerID: Int64 = 0,
            producerEpoch: Int16 = 0,
            topics: [Topic] = []
        ) {
            self.errorCode = errorCode
            self.transactionalID = transactionalID
            self.transactionState = transactionState
            self.transactionTimeout = transactionTimeout
            self.transactionStartTime = transactionStartTime
            self.producerID = producerID
            self.producerEpoch = producerEpoch
            self.topics = topics
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.transactionalID = try reader.readString(compact: true)
            self.transactionState = try reader.readString(compact: true)
            self.transactionTimeout = try reader.readMilliseconds()
            self.transactionStartTime = try reader.read()
            self.producerID = try reader.read()
            self.producerEpoch = try reader.read()
            self.topics = try reader.readArray(version: version, flexible: true)
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.errorCode.rawValue)
            try writer.append(string: self.transactionalID, compact: true)
            try writer.append(string: self.transactionState, compact: true)
            writer.append(milliseconds: self.transactionTimeout)
            writer.append(bigEndian: self.transactionStartTime)
            writer.append(bigEndian: self.producerID)
            writer.append(bigEndian: self.producerEpoch)
            try writer.append(array: self.topics, version: version, flexible: true)
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The partitions.
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
