// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for the state and the members of groups. Sent to the group's coordinator.
package struct DescribeGroupsRequest: KafkaRequest {
    package typealias Response = DescribeGroupsResponse
    package static let apiKey = APIKey.describeGroups
    package static let versions: ClosedRange<Int16> = 0...6

    /// The groups' ids.
    package var groups: [String] = []
    /// Whether to tell what we may do to them.
    package var includeAuthorizedOperations: Bool = false

    package init() {}

    package init(
        groups: [String] = [],
        includeAuthorizedOperations: Bool = false
    ) {
        self.groups = groups
        self.includeAuthorizedOperations = includeAuthorizedOperations
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 5
        self.groups = try reader.readArray(version: version, flexible: flexible)
        if version >= 3 { self.includeAuthorizedOperations = try reader.readBool() }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 5
        try writer.append(array: self.groups, version: version, flexible: flexible)
        if version >= 3 {
            writer.append(bool: self.includeAuthorizedOperations)
        } else if self.includeAuthorizedOperations {
            throw WireError(.notInVersion, at: writer.count, field: "includeAuthorizedOperations")
        }
        if flexible {
            writer.append(0)
        }
    }
}

/// The answer to ``DescribeGroupsRequest``.
package struct DescribeGroupsResponse: KafkaResponse {
    package typealias Request = DescribeGroupsRequest
    package static let apiKey = APIKey.describeGroups
    package static let versions: ClosedRange<Int16> = 0...6

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// One for each group asked for.
    package var groups: [Group] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        groups: [Group] = []
    ) {
        self.throttleTime = throttleTime
        self.groups = groups
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 5
        if version >= 1 { self.throttleTime = try reader.readMilliseconds() }
        self.groups = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 5
        if version >= 1 { writer.append(milliseconds: self.throttleTime) }
        try writer.append(array: self.groups, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `groups`.
    package struct Group: WireElement {
        package static var minimumSize: Int { 12 }

        /// Why there is nothing to tell.
        package var errorCode: ErrorCode = ErrorCode.none
        /// What went wrong, in words; nil if nothing did or the broker has no words for it.
        package var errorMessage: String? = nil
        /// The group.
        package var groupID: String = ""
        /// Empty, PreparingRebalance, CompletingRebalance, Stable or Dead.
        package var groupState: String = ""
        /// What kind of group it is.
        package var protocolType: String = ""
        /// The protocol that its members speak.
        package var protocolData: String = ""
        /// Its members.
        package var members: [Member] = []
        /// One bit for each operation allowed; the default: not asked for.
        package var authorizedOperations: Int32 = -2147483648

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil,
            groupID: String = "",
            groupState: String = "",
            protocolType: String = "",
            protocolData: String = "",
            members: [Member] = [],
            authorizedOperations: Int32 = -2147483648
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.groupID = groupID
            self.groupState = groupState
            self.protocolType = protocolType
            self.protocolData = protocolData
            self.members = members
            self.authorizedOperations = authorizedOperations
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.errorCode = ErrorCode(rawValue: try reader.read())
            if version >= 6 { self.errorMessage = try reader.readNullableString(compact: flexible) }
            self.groupID = try reader.readString(compact: flexible)
            self.groupState = try reader.readString(compact: flexible)
            self.protocolType = try reader.readString(compact: flexible)
            self.protocolData = try reader.readString(compact: flexible)
            self.members = try reader.readArray(version: version, flexible: flexible)
            if version >= 3 { self.authorizedOperations = try reader.read() }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.errorCode.rawValue)
            if version >= 6 { try writer.append(nullableString: self.errorMessage, compact: flexible) }
            try writer.append(string: self.groupID, compact: flexible)
            try writer.append(string: self.groupState, compact: flexible)
            try writer.append(string: self.protocolType, compact: flexible)
            try writer.append(string: self.protocolData, compact: flexible)
            try writer.append(array: self.members, version: version, flexible: flexible)
            if version >= 3 { writer.append(bigEndian: self.authorizedOperations) }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `members`.
    package struct Member: WireElement {
        package static var minimumSize: Int { 7 }

        /// The member's id.
        package var memberID: String = ""
        /// Its static id, if it has one.
        package var groupInstanceID: String? = nil
        /// The client's id.
        package var clientID: String = ""
        /// Where it comes from.
        package var clientHost: String = ""
        /// Its metadata for the protocol.
        package var memberMetadata: Bytes = Bytes()
        /// What it is to do.
        package var memberAssignment: Bytes = Bytes()

        package init() {}

        package init(
            memberID: String = "",
            groupInstanceID: String? = nil,
            clientID: String = "",
            clientHost: String = "",
            memberMetadata: Bytes = Bytes(),
            memberAssignment: Bytes = Bytes()
        ) {
            self.memberID = memberID
            self.groupInstanceID = groupInstanceID
            self.clientID = clientID
            self.clientHost = clientHost
            self.memberMetadata = memberMetadata
            self.memberAssignment = memberAssignment
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.memberID = try reader.readString(compact: flexible)
            if version >= 4 { self.groupInstanceID = try reader.readNullableString(compact: flexible) }
            self.clientID = try reader.readString(compact: flexible)
            self.clientHost = try reader.readString(compact: flexible)
            self.memberMetadata = try reader.readBytes(compact: flexible)
            self.memberAssignment = try reader.readBytes(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.memberID, compact: flexible)
            if version >= 4 { try writer.append(nullableString: self.groupInstanceID, compact: flexible) }
            try writer.append(string: self.clientID, compact: flexible)
            try writer.append(string: self.clientHost, compact: flexible)
            try writer.append(bytes: self.memberMetadata, compact: flexible)
            try writer.append(bytes: self.memberAssignment, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}
