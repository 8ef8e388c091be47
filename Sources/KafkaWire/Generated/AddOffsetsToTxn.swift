// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Tells the coordinator that a transaction will commit offsets of a group. Sent to the transaction's coordinator.
package struct AddOffsetsToTxnRequest: KafkaRequest {
    package typealias Response = AddOffsetsToTxnResponse
    package static let apiKey = APIKey.addOffsetsToTxn
    package static let versions: ClosedRange<Int16> = 0...4

    /// The transactional id.
    package var transactionalID: String = ""
    /// The producer's id.
    package var producerID: Int64 = 0
    /// The producer's epoch.
    package var producerEpoch: Int16 = 0
    /// The group.
    package var groupID: String = ""

    package init() {}

    package init(
        transactionalID: String = "",
        producerID: Int64 = 0,
        producerEpoch: Int16 = 0,
        groupID: String = ""
    ) {
        self.transactionalID = transactionalID
        self.producerID = producerID
        self.producerEpoch = producerEpoch
        self.groupID = groupID
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        self.transactionalID = try reader.readString(compact: flexible)
        self.producerID = try reader.read()
        self.producerEpoch = try reader.read()
        self.groupID = try reader.readString(compact: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        try writer.append(string: self.transactionalID, compact: flexible)
        writer.append(bigEndian: self.producerID)
        writer.append(bigEndian: self.producerEpoch)
        try writer.append(string: self.groupID, compact: flexible)
        if flexible {
            writer.append(0)
        }
    }
}

/// The answer to ``AddOffsetsToTxnRequest``.
package struct AddOffsetsToTxnResponse: KafkaResponse {
    package typealias Request = AddOffsetsToTxnRequest
    package static let apiKey = APIKey.addOffsetsToTxn
    package static let versions: ClosedRange<Int16> = 0...4

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Why it was not added.
    package var errorCode: ErrorCode = ErrorCode.none

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        self.throttleTime = try reader.readMilliseconds()
        self.errorCode = ErrorCode(rawValue: try reader.read())
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        writer.append(milliseconds: self.throttleTime)
        writer.append(bigEndian: self.errorCode.rawValue)
        if flexible {
            writer.append(0)
        }
    }
}
