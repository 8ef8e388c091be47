// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for the groups that a broker coordinates. Sent to any broker.
package struct ListGroupsRequest: KafkaRequest {
    package typealias Response = ListGroupsResponse
    package static let apiKey = APIKey.listGroups
    package static let versions: ClosedRange<Int16> = 0...5

    /// Only groups in these states; empty: all.
    package var statesFilter: [String] = []
    /// Only groups of these types; empty: all.
    package var typesFilter: [String] = []

    package init() {}

    package init(
        statesFilter: [String] = [],
        typesFilter: [String] = []
    ) {
        self.statesFilter = statesFilter
        self.typesFilter = typesFilter
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if version >= 4 { self.statesFilter = try reader.readArray(version: version, flexible: flexible) }
        if version >= 5 { self.typesFilter = try reader.readArray(version: version, flexible: flexible) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if version >= 4 {
            try writer.append(array: self.statesFilter, version: version, flexible: flexible)
        } else if !self.statesFilter.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "statesFilter")
        }
        if version >= 5 {
            try writer.append(array: self.typesFilter, version: version, flexible: flexible)
        } else if !self.typesFilter.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "typesFilter")
        }
        if flexible {
            writer.append(0)
        }
    }
}

/// The answer to ``ListGroupsRequest``.
package struct ListGroupsResponse: KafkaResponse {
    package typealias Request = ListGroupsRequest
    package static let apiKey = APIKey.listGroups
    package static let versions: ClosedRange<Int16> = 0...5

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Why there is nothing to tell.
    package var errorCode: ErrorCode = ErrorCode.none
    /// The groups.
    package var groups: [Group] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        groups: [Group] = []
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.groups = groups
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if version >= 1 { self.throttleTime = try reader.readMilliseconds() }
        self.errorCode = ErrorCode(rawValue: try reader.read())
        self.groups = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if version >= 1 { writer.append(milliseconds: self.throttleTime) }
        writer.append(bigEndian: self.errorCode.rawValue)
        try writer.append(array: self.groups, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `groups`.
    package struct Group: WireElement {
        package static var minimumSize: Int { 3 }

        /// The group.
        package var groupID: String = ""
        /// What kind of group it is.
        package var protocolType: String = ""
        /// Its state.
        package var groupState: String = ""
        /// Its type: classic, consumer, share, streams.
        package var groupType: String = ""

        package init() {}

        package init(
            groupID: String = "",
            protocolType: String = "",
            groupState: String = "",
            groupType: String = ""
        ) {
            self.groupID = groupID
            self.protocolType = protocolType
            self.groupState = groupState
            self.groupType = groupType
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.groupID = try reader.readString(compact: flexible)
            self.protocolType = try reader.readString(compact: flexible)
            if version >= 4 { self.groupState = try reader.readString(compact: flexible) }
            if version >= 5 { self.groupType = try reader.readString(compact: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.groupID, compact: flexible)
            try writer.append(string: self.protocolType, compact: flexible)
            if version >= 4 { try writer.append(string: self.groupState, compact: flexible) }
            if version >= 5 { try writer.append(string: self.groupType, compact: flexible) }
            if flexible {
                writer.append(0)
            }
        }
    }
}
