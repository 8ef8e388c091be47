// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// A group member's sign of life. Sent to the group's coordinator.
package struct HeartbeatRequest: KafkaRequest {
    package typealias Response = HeartbeatResponse
    package static let apiKey = APIKey.heartbeat
    package static let versions: ClosedRange<Int16> = 0...4

    /// Group the member belongs to.
    package var groupID: String = ""
    /// Generation from the coordinator's last JoinGroup response.
    package var generationID: Int32 = 0
    /// Member id from the coordinator's first JoinGroup response.
    package var memberID: String = ""
    /// Static member id; nil for a dynamic member (KIP-345).
    package var groupInstanceID: String? = nil

    package init() {}

    package init(
        groupID: String = "",
        generationID: Int32 = 0,
        memberID: String = "",
        groupInstanceID: String? = nil
    ) {
        self.groupID = groupID
        self.generationID = generationID
        self.memberID = memberID
        self.groupInstanceID = groupInstanceID
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 4
        self.groupID = try reader.readString(compact: flexible)
        self.generationID = try reader.read()
        self.memberID = try reader.readString(compact: flexible)
        if version >= 3 { self.groupInstanceID = try reader.readNullableString(compact: flexible) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 4
        try writer.append(string: self.groupID, compact: flexible)
        writer.append(bigEndian: self.generationID)
        try writer.append(string: self.memberID, compact: flexible)
        if version >= 3 {
            try writer.append(nullableString: self.groupInstanceID, compact: flexible)
        } else if self.groupInstanceID != nil {
            throw WireError(.notInVersion, at: writer.count, field: "groupInstanceID")
        }
        if flexible {
            writer.append(0)
        }
    }
}

/// The answer to ``HeartbeatRequest``.
package struct HeartbeatResponse: KafkaResponse {
    package typealias Request = HeartbeatRequest
    package static let apiKey = APIKey.heartbeat
    package static let versions: ClosedRange<Int16> = 0...4

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Rebalance, fencing and coordinator moves arrive here.
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
        let flexible = version >= 4
        if version >= 1 { self.throttleTime = try reader.readMilliseconds() }
        self.errorCode = ErrorCode(rawValue: try reader.read())
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 4
        if version >= 1 { writer.append(milliseconds: self.throttleTime) }
        writer.append(bigEndian: self.errorCode.rawValue)
        if flexible {
            writer.append(0)
        }
    }
}
