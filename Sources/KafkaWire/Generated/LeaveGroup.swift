// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Leaves a group at once, instead of by a session that times out. Sent to the group's coordinator.
package struct LeaveGroupRequest: KafkaRequest {
    package typealias Response = LeaveGroupResponse
    package static let apiKey = APIKey.leaveGroup
    package static let versions: ClosedRange<Int16> = 0...5

    /// Group to leave.
    package var groupID: String = ""
    /// Member that leaves.
    package var memberID: String = ""
    /// Members that leave.
    package var members: [Member] = []

    package init() {}

    package init(
        groupID: String = "",
        memberID: String = "",
        members: [Member] = []
    ) {
        self.groupID = groupID
        self.memberID = memberID
        self.members = members
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 4
        self.groupID = try reader.readString(compact: flexible)
        if version <= 2 { self.memberID = try reader.readString(compact: flexible) }
        if version >= 3 { self.members = try reader.readArray(version: version, flexible: flexible) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 4
        try writer.append(string: self.groupID, compact: flexible)
        if version <= 2 {
            try writer.append(string: self.memberID, compact: flexible)
        } else if !self.memberID.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "memberID")
        }
        if version >= 3 {
            try writer.append(array: self.members, version: version, flexible: flexible)
        } else if !self.members.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "members")
        }
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `members`.
    package struct Member: WireElement {
        package static var minimumSize: Int { 3 }

        /// The member's id; may be empty if the static id is given.
        package var memberID: String = ""
        /// Its static id, if it has one.
        package var groupInstanceID: String? = nil
        /// Why it leaves, for the broker's log.
        package var reason: String? = nil

        package init() {}

        package init(
            memberID: String = "",
            groupInstanceID: String? = nil,
            reason: String? = nil
        ) {
            self.memberID = memberID
            self.groupInstanceID = groupInstanceID
            self.reason = reason
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 3 { self.memberID = try reader.readString(compact: flexible) }
            if version >= 3 { self.groupInstanceID = try reader.readNullableString(compact: flexible) }
            if version >= 5 { self.reason = try reader.readNullableString(compact: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 3 {
                try writer.append(string: self.memberID, compact: flexible)
            } else if !self.memberID.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "memberID")
            }
            if version >= 3 {
                try writer.append(nullableString: self.groupInstanceID, compact: flexible)
            } else if self.groupInstanceID != nil {
                throw WireError(.notInVersion, at: writer.count, field: "groupInstanceID")
            }
            if version >= 5 { try writer.append(nullableString: self.reason, compact: flexible) }
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``LeaveGroupRequest``.
package struct LeaveGroupResponse: KafkaResponse {
    package typealias Request = LeaveGroupRequest
    package static let apiKey = APIKey.leaveGroup
    package static let versions: ClosedRange<Int16> = 0...5

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// What went wrong for the request as a whole.
    package var errorCode: ErrorCode = ErrorCode.none
    /// One answer for each member.
    package var members: [Member] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        members: [Member] = []
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.members = members
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 4
        if version >= 1 { self.throttleTime = try reader.readMilliseconds() }
        self.errorCode = ErrorCode(rawValue: try reader.read())
        if version >= 3 { self.members = try reader.readArray(version: version, flexible: flexible) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 4
        if version >= 1 { writer.append(milliseconds: self.throttleTime) }
        writer.append(bigEndian: self.errorCode.rawValue)
        if version >= 3 {
            try writer.append(array: self.members, version: version, flexible: flexible)
        } else if !self.members.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "members")
        }
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `members`.
    package struct Member: WireElement {
        package static var minimumSize: Int { 5 }

        /// The member's id.
        package var memberID: String = ""
        /// Its static id, if it has one.
        package var groupInstanceID: String? = nil
        /// What went wrong for this member.
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            memberID: String = "",
            groupInstanceID: String? = nil,
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.memberID = memberID
            self.groupInstanceID = groupInstanceID
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 3 { self.memberID = try reader.readString(compact: flexible) }
            if version >= 3 { self.groupInstanceID = try reader.readNullableString(compact: flexible) }
            if version >= 3 { self.errorCode = ErrorCode(rawValue: try reader.read()) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 3 {
                try writer.append(string: self.memberID, compact: flexible)
            } else if !self.memberID.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "memberID")
            }
            if version >= 3 {
                try writer.append(nullableString: self.groupInstanceID, compact: flexible)
            } else if self.groupInstanceID != nil {
                throw WireError(.notInVersion, at: writer.count, field: "groupInstanceID")
            }
            if version >= 3 {
                writer.append(bigEndian: self.errorCode.rawValue)
            } else if self.errorCode != ErrorCode.none {
                throw WireError(.notInVersion, at: writer.count, field: "errorCode")
            }
            if flexible {
                writer.append(0)
            }
        }
    }
}
