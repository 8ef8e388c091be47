// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Joins a group, or joins it again for the next generation. The answer comes when all members have joined. Sent to the
/// group's coordinator.
package struct JoinGroupRequest: KafkaRequest {
    package typealias Response = JoinGroupResponse
    package static let apiKey = APIKey.joinGroup
    package static let versions: ClosedRange<Int16> = 0...9

    /// Group to join.
    package var groupID: String = ""
    /// Without a heartbeat for this long the coordinator drops the member.
    package var sessionTimeout: Duration = Duration.zero
    /// How long the coordinator waits for each member to join again.
    package var rebalanceTimeout: Duration = Duration.milliseconds(-1)
    /// Id that the coordinator gave to the member; empty at first.
    package var memberID: String = ""
    /// Static member id; nil for a dynamic member (KIP-345).
    package var groupInstanceID: String? = nil
    /// What kind of group it is: "consumer", "connect".
    package var protocolType: String = ""
    /// What the member can speak, the one it likes best first.
    package var protocols: [GroupProtocol] = []
    /// Why the member joins (again), for the broker's log.
    package var reason: String? = nil

    package init() {}

    package init(
        groupID: String = "",
        sessionTimeout: Duration = Duration.zero,
        rebalanceTimeout: Duration = Duration.milliseconds(-1),
        memberID: String = "",
        groupInstanceID: String? = nil,
        protocolType: String = "",
        protocols: [GroupProtocol] = [],
        reason: String? = nil
    ) {
        self.groupID = groupID
        self.sessionTimeout = sessionTimeout
        self.rebalanceTimeout = rebalanceTimeout
        self.memberID = memberID
        self.groupInstanceID = groupInstanceID
        self.protocolType = protocolType
        self.protocols = protocols
        self.reason = reason
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 6
        self.groupID = try reader.readString(compact: flexible)
        self.sessionTimeout = try reader.readMilliseconds()
        if version >= 1 { self.rebalanceTimeout = try reader.readMilliseconds() }
        self.memberID = try reader.readString(compact: flexible)
        if version >= 5 { self.groupInstanceID = try reader.readNullableString(compact: flexible) }
        self.protocolType = try reader.readString(compact: flexible)
        self.protocols = try reader.readArray(version: version, flexible: flexible)
        if version >= 8 { self.reason = try reader.readNullableString(compact: flexible) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 6
        try writer.append(string: self.groupID, compact: flexible)
        writer.append(milliseconds: self.sessionTimeout)
        if version >= 1 { writer.append(milliseconds: self.rebalanceTimeout) }
        try writer.append(string: self.memberID, compact: flexible)
        if version >= 5 {
            try writer.append(nullableString: self.groupInstanceID, compact: flexible)
        } else if self.groupInstanceID != nil {
            throw WireError(.notInVersion, at: writer.count, field: "groupInstanceID")
        }
        try writer.append(string: self.protocolType, compact: flexible)
        try writer.append(array: self.protocols, version: version, flexible: flexible)
        if version >= 8 { try writer.append(nullableString: self.reason, compact: flexible) }
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `protocols`.
    package struct GroupProtocol: WireElement {
        package static var minimumSize: Int { 3 }

        /// The protocol's name, for example of an assignor.
        package var name: String = ""
        /// What the leader gets to see of this member.
        package var metadata: Bytes = Bytes()

        package init() {}

        package init(
            name: String = "",
            metadata: Bytes = Bytes()
        ) {
            self.name = name
            self.metadata = metadata
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.name = try reader.readString(compact: flexible)
            self.metadata = try reader.readBytes(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: flexible)
            try writer.append(bytes: self.metadata, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``JoinGroupRequest``.
package struct JoinGroupResponse: KafkaResponse {
    package typealias Request = JoinGroupRequest
    package static let apiKey = APIKey.joinGroup
    package static let versions: ClosedRange<Int16> = 0...9

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// `memberIDRequired` comes with the id to join with.
    package var errorCode: ErrorCode = ErrorCode.none
    /// The generation that begins.
    package var generationID: Int32 = -1
    /// What kind of group it is.
    package var protocolType: String? = nil
    /// The protocol that all members can speak.
    package var protocolName: String? = ""
    /// The member that has to assign.
    package var leader: String = ""
    /// Whether the leader must not assign, since the group goes on as it was.
    package var skipAssignment: Bool = false
    /// Id that the coordinator gave to the member.
    package var memberID: String = ""
    /// All members, for the leader only; empty for the others.
    package var members: [Member] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        generationID: Int32 = -1,
        protocolType: String? = nil,
        protocolName: String? = "",
        leader: String = "",
        skipAssignment: Bool = false,
        memberID: String = "",
        members: [Member] = []
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.generationID = generationID
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.leader = leader
        self.skipAssignment = skipAssignment
        self.memberID = memberID
        self.members = members
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 6
        if version >= 2 { self.throttleTime = try reader.readMilliseconds() }
        self.errorCode = ErrorCode(rawValue: try reader.read())
        self.generationID = try reader.read()
        if version >= 7 { self.protocolType = try reader.readNullableString(compact: flexible) }
        self.protocolName = version >= 7 ? try reader.readNullableString(compact: flexible) : try reader.readString(compact: flexible)
        self.leader = try reader.readString(compact: flexible)
        if version >= 9 { self.skipAssignment = try reader.readBool() }
        self.memberID = try reader.readString(compact: flexible)
        self.members = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 6
        if version >= 2 { writer.append(milliseconds: self.throttleTime) }
        writer.append(bigEndian: self.errorCode.rawValue)
        writer.append(bigEndian: self.generationID)
        if version >= 7 { try writer.append(nullableString: self.protocolType, compact: flexible) }
        try writer.append(nullableString: self.protocolName, nullable: version >= 7, compact: flexible)
        try writer.append(string: self.leader, compact: flexible)
        if version >= 9 {
            writer.append(bool: self.skipAssignment)
        } else if self.skipAssignment {
            throw WireError(.notInVersion, at: writer.count, field: "skipAssignment")
        }
        try writer.append(string: self.memberID, compact: flexible)
        try writer.append(array: self.members, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `members`.
    package struct Member: WireElement {
        package static var minimumSize: Int { 4 }

        /// The member's id.
        package var memberID: String = ""
        /// Its static id, if it has one.
        package var groupInstanceID: String? = nil
        /// Its metadata for the chosen protocol.
        package var metadata: Bytes = Bytes()

        package init() {}

        package init(
            memberID: String = "",
            groupInstanceID: String? = nil,
            metadata: Bytes = Bytes()
        ) {
            self.memberID = memberID
            self.groupInstanceID = groupInstanceID
            self.metadata = metadata
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.memberID = try reader.readString(compact: flexible)
            if version >= 5 { self.groupInstanceID = try reader.readNullableString(compact: flexible) }
            self.metadata = try reader.readBytes(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.memberID, compact: flexible)
            if version >= 5 { try writer.append(nullableString: self.groupInstanceID, compact: flexible) }
            try writer.append(bytes: self.metadata, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}
