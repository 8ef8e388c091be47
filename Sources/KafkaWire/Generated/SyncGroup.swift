// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Hands in the leader's assignments, and asks for the member's own. Sent to the group's coordinator.
package struct SyncGroupRequest: KafkaRequest {
    package typealias Response = SyncGroupResponse
    package static let apiKey = APIKey.syncGroup
    package static let versions: ClosedRange<Int16> = 0...5

    /// Group the member belongs to.
    package var groupID: String = ""
    /// Generation from the JoinGroup response.
    package var generationID: Int32 = 0
    /// The member's id.
    package var memberID: String = ""
    /// Static member id; nil for a dynamic member.
    package var groupInstanceID: String? = nil
    /// What kind of group it is; checked if given.
    package var protocolType: String? = nil
    /// The protocol of the generation; checked if given.
    package var protocolName: String? = nil
    /// One for each member from the leader; empty from the others.
    package var assignments: [Assignment] = []

    package init() {}

    package init(
        groupID: String = "",
        generationID: Int32 = 0,
        memberID: String = "",
        groupInstanceID: String? = nil,
        protocolType: String? = nil,
        protocolName: String? = nil,
        assignments: [Assignment] = []
    ) {
        self.groupID = groupID
        self.generationID = generationID
        self.memberID = memberID
        self.groupInstanceID = groupInstanceID
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.assignments = assignments
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 4
        self.groupID = try reader.readString(compact: flexible)
        self.generationID = try reader.read()
        self.memberID = try reader.readString(compact: flexible)
        if version >= 3 { self.groupInstanceID = try reader.readNullableString(compact: flexible) }
        if version >= 5 { self.protocolType = try reader.readNullableString(compact: flexible) }
        if version >= 5 { self.protocolName = try reader.readNullableString(compact: flexible) }
        self.assignments = try reader.readArray(version: version, flexible: flexible)
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
        if version >= 5 { try writer.append(nullableString: self.protocolType, compact: flexible) }
        if version >= 5 { try writer.append(nullableString: self.protocolName, compact: flexible) }
        try writer.append(array: self.assignments, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `assignments`.
    package struct Assignment: WireElement {
        package static var minimumSize: Int { 3 }

        /// The member's id.
        package var memberID: String = ""
        /// What it is to do.
        package var assignment: Bytes = Bytes()

        package init() {}

        package init(
            memberID: String = "",
            assignment: Bytes = Bytes()
        ) {
            self.memberID = memberID
            self.assignment = assignment
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.memberID = try reader.readString(compact: flexible)
            self.assignment = try reader.readBytes(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.memberID, compact: flexible)
            try writer.append(bytes: self.assignment, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``SyncGroupRequest``.
package struct SyncGroupResponse: KafkaResponse {
    package typealias Request = SyncGroupRequest
    package static let apiKey = APIKey.syncGroup
    package static let versions: ClosedRange<Int16> = 0...5

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// `rebalanceInProgress`: join again.
    package var errorCode: ErrorCode = ErrorCode.none
    /// What kind of group it is.
    package var protocolType: String? = nil
    /// The protocol of the generation.
    package var protocolName: String? = nil
    /// What the member is to do.
    package var assignment: Bytes = Bytes()

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        protocolType: String? = nil,
        protocolName: String? = nil,
        assignment: Bytes = Bytes()
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.assignment = assignment
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 4
        if version >= 1 { self.throttleTime = try reader.readMilliseconds() }
        self.errorCode = ErrorCode(rawValue: try reader.read())
        if version >= 5 { self.protocolType = try reader.readNullableString(compact: flexible) }
        if version >= 5 { self.protocolName = try reader.readNullableString(compact: flexible) }
        self.assignment = try reader.readBytes(compact: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 4
        if version >= 1 { writer.append(milliseconds: self.throttleTime) }
        writer.append(bigEndian: self.errorCode.rawValue)
        if version >= 5 { try writer.append(nullableString: self.protocolType, compact: flexible) }
        if version >= 5 { try writer.append(nullableString: self.protocolName, compact: flexible) }
        try writer.append(bytes: self.assignment, compact: flexible)
        if flexible {
            writer.append(0)
        }
    }
}
