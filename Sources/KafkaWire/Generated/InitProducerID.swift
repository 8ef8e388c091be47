// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for a producer's id and epoch; with a transactional id it fences that id's other producers. Sent to the
/// transaction's coordinator.
package struct InitProducerIDRequest: KafkaRequest {
    package typealias Response = InitProducerIDResponse
    package static let apiKey = APIKey.initProducerID
    package static let versions: ClosedRange<Int16> = 0...6

    /// Transactional id; nil for an idempotent producer, then any broker will do.
    package var transactionalID: String? = nil
    /// After this long the coordinator aborts an open transaction.
    package var transactionTimeout: Duration = Duration.zero
    /// The id that the producer has, to raise its epoch; -1: none.
    package var producerID: Int64 = -1
    /// The epoch that the producer has; -1: none.
    package var producerEpoch: Int16 = -1
    /// Whether others decide on its transactions (KIP-939).
    package var enableTwoPhaseCommit: Bool = false
    /// Whether a prepared transaction stays (KIP-939).
    package var keepPreparedTransaction: Bool = false

    package init() {}

    package init(
        transactionalID: String? = nil,
        transactionTimeout: Duration = Duration.zero,
        producerID: Int64 = -1,
        producerEpoch: Int16 = -1,
        enableTwoPhaseCommit: Bool = false,
        keepPreparedTransaction: Bool = false
    ) {
        self.transactionalID = transactionalID
        self.transactionTimeout = transactionTimeout
        self.producerID = producerID
        self.producerEpoch = producerEpoch
        self.enableTwoPhaseCommit = enableTwoPhaseCommit
        self.keepPreparedTransaction = keepPreparedTransaction
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 2
        self.transactionalID = try reader.readNullableString(compact: flexible)
        self.transactionTimeout = try reader.readMilliseconds()
        if version >= 3 { self.producerID = try reader.read() }
        if version >= 3 { self.producerEpoch = try reader.read() }
        if version >= 6 { self.enableTwoPhaseCommit = try reader.readBool() }
        if version >= 6 { self.keepPreparedTransaction = try reader.readBool() }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 2
        try writer.append(nullableString: self.transactionalID, compact: flexible)
        writer.append(milliseconds: self.transactionTimeout)
        if version >= 3 {
            writer.append(bigEndian: self.producerID)
        } else if self.producerID != -1 {
            throw WireError(.notInVersion, at: writer.count, field: "producerID")
        }
        if version >= 3 {
            writer.append(bigEndian: self.producerEpoch)
        } else if self.producerEpoch != -1 {
            throw WireError(.notInVersion, at: writer.count, field: "producerEpoch")
        }
        if version >= 6 {
            writer.append(bool: self.enableTwoPhaseCommit)
        } else if self.enableTwoPhaseCommit {
            throw WireError(.notInVersion, at: writer.count, field: "enableTwoPhaseCommit")
        }
        if version >= 6 {
            writer.append(bool: self.keepPreparedTransaction)
        } else if self.keepPreparedTransaction {
            throw WireError(.notInVersion, at: writer.count, field: "keepPreparedTransaction")
        }
        if flexible {
            writer.append(0)
        }
    }
}

/// The answer to ``InitProducerIDRequest``.
package struct InitProducerIDResponse: KafkaResponse {
    package typealias Request = InitProducerIDRequest
    package static let apiKey = APIKey.initProducerID
    package static let versions: ClosedRange<Int16> = 0...6

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Why there is no id.
    package var errorCode: ErrorCode = ErrorCode.none
    /// The producer's id.
    package var producerID: Int64 = -1
    /// The producer's epoch.
    package var producerEpoch: Int16 = 0
    /// Of a transaction that was kept; -1: none.
    package var ongoingTransactionProducerID: Int64 = -1
    /// Of a transaction that was kept; -1: none.
    package var ongoingTransactionProducerEpoch: Int16 = -1

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        producerID: Int64 = -1,
        producerEpoch: Int16 = 0,
        ongoingTransactionProducerID: Int64 = -1,
        ongoingTransactionProducerEpoch: Int16 = -1
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.producerID = producerID
        self.producerEpoch = producerEpoch
        self.ongoingTransactionProducerID = ongoingTransactionProducerID
        self.ongoingTransactionProducerEpoch = ongoingTransactionProducerEpoch
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 2
        self.throttleTime = try reader.readMilliseconds()
        self.errorCode = ErrorCode(rawValue: try reader.read())
        self.producerID = try reader.read()
        self.producerEpoch = try reader.read()
        if version >= 6 { self.ongoingTransactionProducerID = try reader.read() }
        if version >= 6 { self.ongoingTransactionProducerEpoch = try reader.read() }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 2
        writer.append(milliseconds: self.throttleTime)
        writer.append(bigEndian: self.errorCode.rawValue)
        writer.append(bigEndian: self.producerID)
        writer.append(bigEndian: self.producerEpoch)
        if version >= 6 { writer.append(bigEndian: self.ongoingTransactionProducerID) }
        if version >= 6 { writer.append(bigEndian: self.ongoingTransactionProducerEpoch) }
        if flexible {
            writer.append(0)
        }
    }
}
