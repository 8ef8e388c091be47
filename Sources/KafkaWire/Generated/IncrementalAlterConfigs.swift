// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Changes single settings of topics, brokers or groups (KIP-339). Sent to the controller (or any broker, which
/// forwards it).
package struct IncrementalAlterConfigsRequest: KafkaRequest {
    package typealias Response = IncrementalAlterConfigsResponse
    package static let apiKey = APIKey.incrementalAlterConfigs
    package static let versions: ClosedRange<Int16> = 0...1

    /// What to change.
    package var resources: [Resource] = []
    /// Check, but don't change.
    package var validateOnly: Bool = false

    package init() {}

    package init(
        resources: [Resource] = [],
        validateOnly: Bool = false
    ) {
        self.resources = resources
        self.validateOnly = validateOnly
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 1
        self.resources = try reader.readArray(version: version, flexible: flexible)
        self.validateOnly = try reader.readBool()
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 1
        try writer.append(array: self.resources, version: version, flexible: flexible)
        writer.append(bool: self.validateOnly)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `resources`.
    package struct Resource: WireElement {
        package static var minimumSize: Int { 4 }

        /// 2: topic, 4: broker, 8: broker's loggers, 16: client metrics, 32: group.
        package var resourceType: Int8 = 0
        /// The topic's name, the broker's id, the group's id.
        package var resourceName: String = ""
        /// The settings to change.
        package var configs: [Config] = []

        package init() {}

        package init(
            resourceType: Int8 = 0,
            resourceName: String = "",
            configs: [Config] = []
        ) {
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.configs = configs
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.resourceType = try reader.read()
            self.resourceName = try reader.readString(compact: flexible)
            self.configs = try reader.readArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.resourceType)
            try writer.append(string: self.resourceName, compact: flexible)
            try writer.append(array: self.configs, version: version, flexible: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `configs`.
    package struct Config: WireElement {
        package static var minimumSize: Int { 4 }

        /// For example cleanup.policy.
        package var name: String = ""
        /// 0: set, 1: back to the default, 2: append to a list, 3: remove from a list.
        package var operation: Int8 = 0
        /// Its value; nil for the default.
        package var value: String? = nil

        package init() {}

        package init(
            name: String = "",
            operation: Int8 = 0,
            value: String? = nil
        ) {
            self.name = name
            self.operation = operation
            self.value = value
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.name = try reader.readString(compact: flexible)
            self.operation = try reader.read()
            self.value = try reader.readNullableString(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: flexible)
            writer.append(bigEndian: self.operation)
            try writer.append(nullableString: self.value, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``IncrementalAlterConfigsRequest``.
package struct IncrementalAlterConfigsResponse: KafkaResponse {
    package typealias Request = IncrementalAlterConfigsRequest
    package static let apiKey = APIKey.incrementalAlterConfigs
    package static let versions: ClosedRange<Int16> = 0...1

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// One answer for each resource.
    package var responses: [Resource] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        responses: [Resource] = []
    ) {
        self.throttleTime = throttleTime
        self.responses = responses
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 1
        self.throttleTime = try reader.readMilliseconds()
        self.responses = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 1
        writer.append(milliseconds: self.throttleTime)
        try writer.append(array: self.responses, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `responses`.
    package struct Resource: WireElement {
        package static var minimumSize: Int { 6 }

        /// Why it was not changed.
        package var errorCode: ErrorCode = ErrorCode.none
        /// What went wrong, in words; nil if nothing did or the broker has no words for it.
        package var errorMessage: String? = nil
        /// As in the request.
        package var resourceType: Int8 = 0
        /// As in the request.
        package var resourceName: String = ""

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil,
            resourceType: Int8 = 0,
            resourceName: String = ""
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.resourceType = resourceType
            self.resourceName = resourceName
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.errorMessage = try reader.readNullableString(compact: flexible)
            self.resourceType = try reader.read()
            self.resourceName = try reader.readString(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.errorCode.rawValue)
            try writer.append(nullableString: self.errorMessage, compact: flexible)
            writer.append(bigEndian: self.resourceType)
            try writer.append(string: self.resourceName, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}
