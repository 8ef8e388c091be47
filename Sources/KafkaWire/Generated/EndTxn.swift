// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Commits or aborts a transaction. Sent to the transaction's coordinator.
package struct EndTxnRequest: KafkaRequest {
    package typealias Response = EndTxnResponse
    package static let apiKey = APIKey.endTxn
    package static let versions: ClosedRange<Int16> = 0...5

    /// The transactional id.
    package var transactionalID: String = ""
    /// The producer's id.
    package var producerID: Int64 = 0
    /// The producer's epoch.
    package var producerEpoch: Int16 = 0
    /// Whether to commit; else abort.
    package var isCommit: Bool = false

    package init() {}

    package init(
        transactionalID: String = "",
        producerID: Int64 = 0,
        producerEpoch: Int16 = 0,
        isCommit: Bool = false
    ) {
        self.transactionalID = transactionalID
        self.producerID = producerID
        self.producerEpoch = producerEpoch
        self.isCommit = isCommit
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        self.transactionalID = try reader.readString(compact: flexible)
        self.producerID = try reader.read()
        self.producerEpoch = try reader.read()
        self.isCommit = try reader.readBool()
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        try writer.append(string: self.transactionalID, compact: flexible)
        writer.append(bigEndian: self.producerID)
        writer.append(bigEndian: self.producerEpoch)
        writer.append(bool: self.isCommit)
        if flexible {
            writer.append(0)
        }
    }
}

/// The answer to ``EndTxnRequest``.
package struct EndTxnResponse: KafkaResponse {
    package typealias Request = EndTxnRequest
    package static let apiKey = APIKey.endTxn
    package static let versions: ClosedRange<Int16> = 0...5

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Why it didn't end.
    package var errorCode: ErrorCode = ErrorCode.none
    /// The producer's id from now on (KIP-890); -1: as before.
    package var producerID: Int64 = -1
    /// The producer's epoch from now on; -1: as before.
    package var producerEpoch: Int16 = -1

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        producerID: Int64 = -1,
        producerEpoch: Int16 = -1
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.producerID = producerID
        self.producerEpoch = producerEpoch
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        self.throttleTime = try reader.readMilliseconds()
        self.errorCode = ErrorCode(rawValue: try reader.read())
        if version >= 5 { self.producerID = try reader.read() }
        if version >= 5 { self.producerEpoch = try reader.read() }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        writer.append(milliseconds: self.throttleTime)
        writer.append(bigEndian: self.errorCode.rawValue)
        if version >= 5 { writer.append(bigEndian: self.producerID) }
        if version >= 5 { writer.append(bigEndian: self.producerEpoch) }
        if flexible {
            writer.append(0)
        }
    }
}
