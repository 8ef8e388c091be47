// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Deletes groups without members, and what they have committed. Sent to the group's coordinator.
package struct DeleteGroupsRequest: KafkaRequest {
    package typealias Response = DeleteGroupsResponse
    package static let apiKey = APIKey.deleteGroups
    package static let versions: ClosedRange<Int16> = 0...2

    /// The groups' ids.
    package var groupsNames: [String] = []

    package init() {}

    package init(
        groupsNames: [String]
    ) {
        self.groupsNames = groupsNames
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 2
        self.groupsNames = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 2
        try writer.append(array: self.groupsNames, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }
}

/// The answer to ``DeleteGroupsRequest``.
package struct DeleteGroupsResponse: KafkaResponse {
    package typealias Request = DeleteGroupsRequest
    package static let apiKey = APIKey.deleteGroups
    package static let versions: ClosedRange<Int16> = 0...2

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// One for each group.
    package var results: [Group] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        results: [Group] = []
    ) {
        self.throttleTime = throttleTime
        self.results = results
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 2
        self.throttleTime = try reader.readMilliseconds()
        self.results = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 2
        writer.append(milliseconds: self.throttleTime)
        try writer.append(array: self.results, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `results`.
    package struct Group: WireElement {
        package static var minimumSize: Int { 4 }

        /// The group.
        package var groupID: String = ""
        /// Why it was not deleted.
        package var errorCode: ErrorCode = ErrorCode.none

        package init() {}

        package init(
            groupID: String = "",
            errorCode: ErrorCode = ErrorCode.none
        ) {
            self.groupID = groupID
            self.errorCode = errorCode
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.groupID = try reader.readString(compact: flexible)
            self.errorCode = ErrorCode(rawValue: try reader.read())
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.groupID, compact: flexible)
            writer.append(bigEndian: self.errorCode.rawValue)
            if flexible {
                writer.append(0)
            }
        }
    }
}
