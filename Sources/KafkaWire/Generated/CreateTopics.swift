// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Creates topics. Sent to the controller (or any broker, which forwards it).
package struct CreateTopicsRequest: KafkaRequest {
    package typealias Response = CreateTopicsResponse
    package static let apiKey = APIKey.createTopics
    package static let versions: ClosedRange<Int16> = 2...7

    /// Each topic once.
    package var topics: [Topic] = []
    /// How long the broker may take.
    package var timeout: Duration = Duration.milliseconds(60000)
    /// Check, but don't create.
    package var validateOnly: Bool = false

    package init() {}

    package init(
        topics: [Topic] = [],
        timeout: Duration = Duration.milliseconds(60000),
        validateOnly: Bool = false
    ) {
        self.topics = topics
        self.timeout = timeout
        self.validateOnly = validateOnly
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 5
        self.topics = try reader.readArray(version: version, flexible: flexible)
        self.timeout = try reader.readMilliseconds()
        self.validateOnly = try reader.readBool()
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 5
        try writer.append(array: self.topics, version: version, flexible: flexible)
        writer.append(milliseconds: self.timeout)
        writer.append(bool: self.validateOnly)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 10 }

        /// The topic's name.
        package var name: String = ""
        /// How many partitions; -1: the broker's default, or `assignments`.
        package var partitionCount: Int32 = -1
        /// How many replicas; -1: the broker's default, or `assignments`.
        package var replicationFactor: Int16 = -1
        /// Where each partition goes; empty: the broker decides.
        package var assignments: [Assignment] = []
        /// Configurations that differ from the broker's.
        package var configs: [Config] = []

        package init() {}

        package init(
            name: String = "",
            partitionCount: Int32 = -1,
            replicationFactor: Int16 = -1,
            assignments: [Assignment] = [],
            configs: [Config] = []
        ) {
            self.name = name
            self.partitionCount = partitionCount
            self.replicationFactor = replicationFactor
            self.assignments = assignments
            self.configs = configs
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.name = try reader.readString(compact: flexible)
            self.partitionCount = try reader.read()
            self.replicationFactor = try reader.read()
            self.assignments = try reader.readArray(version: version, flexible: flexible)
            self.configs = try reader.readArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: flexible)
            writer.append(bigEndian: self.partitionCount)
            writer.append(bigEndian: self.replicationFactor)
            try writer.append(array: self.assignments, version: version, flexible: flexible)
            try writer.append(array: self.configs, version: version, flexible: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `assignments`.
    package struct Assignment: WireElement {
        package static var minimumSize: Int { 6 }

        /// The partition's number.
        package var partitionIndex: Int32 = 0
        /// The brokers to hold it, the preferred leader first.
        package var brokerIDs: [Int32] = []

        package init() {}

        package init(
            partitionIndex: Int32 = 0,
            brokerIDs: [Int32] = []
        ) {
            self.partitionIndex = partitionIndex
            self.brokerIDs = brokerIDs
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.partitionIndex = try reader.read()
            self.brokerIDs = try reader.readArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.partitionIndex)
            try writer.append(array: self.brokerIDs, version: version, flexible: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `configs`.
    package struct Config: WireElement {
        package static var minimumSize: Int { 3 }

        /// For example cleanup.policy.
        package var name: String = ""
        /// Its value.
        package var value: String? = nil

        package init() {}

        package init(
            name: String = "",
            value: String? = nil
        ) {
            self.name = name
            self.value = value
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.name = try reader.readString(compact: flexible)
            self.value = try reader.readNullableString(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: flexible)
            try writer.append(nullableString: self.value, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``CreateTopicsRequest``.
package struct CreateTopicsResponse: KafkaResponse {
    package typealias Request = CreateTopicsRequest
    package static let apiKey = APIKey.createTopics
    package static let versions: ClosedRange<Int16> = 2...7

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// One answer for each topic.
    package var topics: [Topic] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        topics: [Topic] = []
    ) {
        self.throttleTime = throttleTime
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 5
        self.throttleTime = try reader.readMilliseconds()
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 5
        writer.append(milliseconds: self.throttleTime)
        try writer.append(array: self.topics, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 6 }

        /// The topic's name.
        package var name: String = ""
        /// The new topic's id.
        package var topicID: TopicID = TopicID.zero
        /// Why it was not created.
        package var errorCode: ErrorCode = ErrorCode.none
        /// What went wrong, in words; nil if nothing did or the broker has no words for it.
        package var errorMessage: String? = nil
        /// Why there are no configurations in the answer.
        package var topicConfigErrorCode: ErrorCode = ErrorCode.none
        /// How many partitions it has.
        package var partitionCount: Int32 = -1
        /// How many replicas it has.
        package var replicationFactor: Int16 = -1
        /// Its configuration; nil if we may not see it.
        package var configs: [Config]? = nil

        package init() {}

        package init(
            name: String = "",
            topicID: TopicID = TopicID.zero,
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil,
            topicConfigErrorCode: ErrorCode = ErrorCode.none,
            partitionCount: Int32 = -1,
            replicationFactor: Int16 = -1,
            configs: [Config]? = nil
        ) {
            self.name = name
            self.topicID = topicID
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.topicConfigErrorCode = topicConfigErrorCode
            self.partitionCount = partitionCount
            self.replicationFactor = replicationFactor
            self.configs = configs
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.name = try reader.readString(compact: flexible)
            if version >= 7 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.errorMessage = try reader.readNullableString(compact: flexible)
            if flexible { self.partitionCount = try reader.read() }
            if flexible { self.replicationFactor = try reader.read() }
            if flexible { self.configs = try reader.readNullableArray(version: version, flexible: flexible) }
            if flexible {
                for _ in 0..<(try reader.readTagCount()) {
                    let (tag, end) = try reader.readTag()
                    switch tag {
                    case 0: self.topicConfigErrorCode = ErrorCode(rawValue: try reader.read())
                    default: try reader.skipTag(to: end)
                    }
                    try reader.finishTag(at: end)
                }
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: flexible)
            if version >= 7 { try self.topicID.encode(into: &writer, version: version, flexible: flexible) }
            writer.append(bigEndian: self.errorCode.rawValue)
            try writer.append(nullableString: self.errorMessage, compact: flexible)
            if flexible { writer.append(bigEndian: self.partitionCount) }
            if flexible { writer.append(bigEndian: self.replicationFactor) }
            if flexible { try writer.append(nullableArray: self.configs, version: version, flexible: flexible) }
            if flexible {
                let hasTag0 = self.topicConfigErrorCode != ErrorCode.none
                writer.append(UInt8((hasTag0 ? 1 : 0)))
                if hasTag0 {
                    let place = writer.beginTag(0)
                    writer.append(bigEndian: self.topicConfigErrorCode.rawValue)
                    writer.patch(varintLengthAt: place)
                }
            }
        }
    }

    /// An element of `configs`.
    package struct Config: WireElement {
        package static var minimumSize: Int { 6 }

        /// For example cleanup.policy.
        package var name: String = ""
        /// Its value.
        package var value: String? = nil
        /// Whether it can't be changed.
        package var isReadOnly: Bool = false
        /// Where the value comes from, see DescribeConfigs.
        package var source: Int8 = -1
        /// Whether the value is a secret, and withheld.
        package var isSensitive: Bool = false

        package init() {}

        package init(
            name: String = "",
            value: String? = nil,
            isReadOnly: Bool = false,
            source: Int8 = -1,
            isSensitive: Bool = false
        ) {
            self.name = name
            self.value = value
            self.isReadOnly = isReadOnly
            self.source = source
            self.isSensitive = isSensitive
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if flexible { self.name = try reader.readString(compact: flexible) }
            if flexible { self.value = try reader.readNullableString(compact: flexible) }
            if flexible { self.isReadOnly = try reader.readBool() }
            if flexible { self.source = try reader.read() }
            if flexible { self.isSensitive = try reader.readBool() }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if flexible {
                try writer.append(string: self.name, compact: flexible)
            } else if !self.name.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "name")
            }
            if flexible {
                try writer.append(nullableString: self.value, compact: flexible)
            } else if self.value != nil {
                throw WireError(.notInVersion, at: writer.count, field: "value")
            }
            if flexible {
                writer.append(bool: self.isReadOnly)
            } else if self.isReadOnly {
                throw WireError(.notInVersion, at: writer.count, field: "isReadOnly")
            }
            if flexible { writer.append(bigEndian: self.source) }
            if flexible {
                writer.append(bool: self.isSensitive)
            } else if self.isSensitive {
                throw WireError(.notInVersion, at: writer.count, field: "isSensitive")
            }
            if flexible {
                writer.append(0)
            }
        }
    }
}
