// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Tells the coordinator which partitions a transaction will write to. Sent to the transaction's coordinator.
package struct AddPartitionsToTxnRequest: KafkaRequest {
    package typealias Response = AddPartitionsToTxnResponse
    package static let apiKey = APIKey.addPartitionsToTxn
    package static let versions: ClosedRange<Int16> = 0...5

    /// Between brokers only.
    package var transactions: [Transaction] = []
    /// The transactional id.
    package var transactionalID: String = ""
    /// The producer's id.
    package var producerID: Int64 = 0
    /// The producer's epoch.
    package var producerEpoch: Int16 = 0
    /// Each topic once.
    package var topics: [Topic] = []

    package init() {}

    package init(
        transactions: [Transaction] = [],
        transactionalID: String = "",
        producerID: Int64 = 0,
        producerEpoch: Int16 = 0,
        topics: [Topic] = []
    ) {
        self.transactions = transactions
        self.transactionalID = transactionalID
        self.producerID = producerID
        self.producerEpoch = producerEpoch
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if version >= 4 { self.transactions = try reader.readArray(version: version, flexible: flexible) }
        if version <= 3 { self.transactionalID = try reader.readString(compact: flexible) }
        if version <= 3 { self.producerID = try reader.read() }
        if version <= 3 { self.producerEpoch = try reader.read() }
        if version <= 3 { self.topics = try reader.readArray(version: version, flexible: flexible) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if version >= 4 {
            try writer.append(array: self.transactions, version: version, flexible: flexible)
        } else if !self.transactions.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "transactions")
        }
        if version <= 3 {
            try writer.append(string: self.transactionalID, compact: flexible)
        } else if !self.transactionalID.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "transactionalID")
        }
        if version <= 3 {
            writer.append(bigEndian: self.producerID)
        } else if self.producerID != 0 {
            throw WireError(.notInVersion, at: writer.count, field: "producerID")
        }
        if version <= 3 {
            writer.append(bigEndian: self.producerEpoch)
        } else if self.producerEpoch != 0 {
            throw WireError(.notInVersion, at: writer.count, field: "producerEpoch")
        }
        if version <= 3 {
            try writer.append(array: self.topics, version: version, flexible: flexible)
        } else if !self.topics.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "topics")
        }
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `transactions`.
    package struct Transaction: WireElement {
        package static var minimumSize: Int { 14 }

        /// The transactional id.
        package var transactionalID: String = ""
        /// The producer's id.
        package var producerID: Int64 = 0
        /// The producer's epoch.
        package var producerEpoch: Int16 = 0
        /// Only look whether it was added before.
        package var verifyOnly: Bool = false
        /// Each topic once.
        package var topics: [Topic] = []

        package init() {}

        package init(
            transactionalID: String = "",
            producerID: Int64 = 0,
            producerEpoch: Int16 = 0,
            verifyOnly: Bool = false,
            topics: [Topic] = []
        ) {
            self.transactionalID = transactionalID
            self.producerID = producerID
            self.producerEpoch = producerEpoch
            self.verifyOnly = verifyOnly
            self.topics = topics
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 4 { self.transactionalID = try reader.readString(compact: flexible) }
            if version >= 4 { self.producerID = try reader.read() }
            if version >= 4 { self.producerEpoch = try reader.read() }
            if version >= 4 { self.verifyOnly = try reader.readBool() }
            if version >= 4 { self.topics = try reader.readArray(version: version, flexible: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 4 {
                try writer.append(string: self.transactionalID, compact: flexible)
            } else if !self.transactionalID.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "transactionalID")
            }
            if version >= 4 {
                writer.append(bigEndian: self.producerID)
            } else if self.producerID != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "producerID")
            }
            if version >= 4 {
                writer.append(bigEndian: self.producerEpoch)
            } else if self.producerEpoch != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "producerEpoch")
            }
            if version >= 4 {
                writer.append(bool: self.verifyOnly)
            } else if self.verifyOnly {
                throw WireError(.notInVersion, at: writer.count, field: "verifyOnly")
            }
            if version >= 4 {
                try writer.append(array: self.topics, version: version, flexible: flexible)
            } else if !self.topics.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "topics")
            }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The partitions to add.
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
}

/// The answer to ``AddPartitionsToTxnRequest``.
package struct AddPartitionsToTxnResponse: KafkaResponse {
    package typealias Request = AddPartitionsToTxnRequest
    package static let apiKey = APIKey.addPartitionsToTxn
    package static let versions: ClosedRange<Int16> = 0...5

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// What went wrong for the request as a whole.
    package var errorCode: ErrorCode = ErrorCode.none
    /// Between brokers only.
    package var transactions: [TransactionResult] = []
    /// Each topic of the request.
    package var topics: [TopicResult] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        transactions: [TransactionResult] = [],
        topics: [TopicResult] = []
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.transactions = transactions
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        self.throttleTime = try reader.readMilliseconds()
        if version >= 4 { self.errorCode = ErrorCode(rawValue: try reader.read()) }
        if version >= 4 { self.transactions = try reader.readArray(version: version, flexible: flexible) }
        if version <= 3 { self.topics = try reader.readArray(version: version, flexible: flexible) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        writer.append(milliseconds: self.throttleTime)
        if version >= 4 { writer.append(bigEndian: self.errorCode.rawValue) }
        if version >= 4 {
            try writer.append(array: self.transactions, version: version, flexible: flexible)
        } else if !self.transactions.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "transactions")
        }
        if version <= 3 {
            try writer.append(array: self.topics, version: version, flexible: flexible)
        } else if !self.topics.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "topics")
        }
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `transactions`.
    package struct TransactionResult: WireElement {
        package static var minimumSize: Int { 3 }

        /// The transactional id.
        package var transactionalID: String = ""
        /// Each topic of the request.
        package var topics: [TopicResult] = []

        package init() {}

        package init(
            transactionalID: String = "",
            topics: [TopicResult] = []
        ) {
            self.transactionalID = transactionalID
            self.topics = topics
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 4 { self.transactionalID = try reader.readString(compact: flexible) }
            if version >= 4 { self.topics = try reader.readArray(version: version, flexible: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 4 {
                try writer.append(string: self.transactionalID, compact: flexible)
            } else if !self.transactionalID.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "transactionalID")
            }
            if version >= 4 {
                try writer.append(array: self.topics, version: version, flexible: flexible)
            } else if !self.topics.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "topics")
            }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `topics`.
    package struct TopicResult: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// Each partition of the request.
        package var partitions: [PartitionResult] = []

        package init() {}

        package init(
            name: String = "",
            partitions: [PartitionResult] = []
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
    package struct PartitionResult: WireElement {
        package static var minimumSize: Int { 6 }

        /// The partition's number.
        package var index: Int32 = 0
        /// Why it was not added.
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
