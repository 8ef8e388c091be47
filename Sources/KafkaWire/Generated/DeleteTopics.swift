// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Deletes topics. Sent to the controller (or any broker, which forwards it).
package struct DeleteTopicsRequest: KafkaRequest {
    package typealias Response = DeleteTopicsResponse
    package static let apiKey = APIKey.deleteTopics
    package static let versions: ClosedRange<Int16> = 1...6

    /// Topics to delete, by name or by id.
    package var topics: [Topic] = []
    /// Topics to delete.
    package var topicNames: [String] = []
    /// How long the broker may take.
    package var timeout: Duration = Duration.zero

    package init() {}

    package init(
        topics: [Topic] = [],
        topicNames: [String] = [],
        timeout: Duration = Duration.zero
    ) {
        self.topics = topics
        self.topicNames = topicNames
        self.timeout = timeout
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 4
        if version >= 6 { self.topics = try reader.readArray(version: version, flexible: flexible) }
        if version <= 5 { self.topicNames = try reader.readArray(version: version, flexible: flexible) }
        self.timeout = try reader.readMilliseconds()
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 4
        if version >= 6 {
            try writer.append(array: self.topics, version: version, flexible: flexible)
        } else if !self.topics.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "topics")
        }
        if version <= 5 { try writer.append(array: self.topicNames, version: version, flexible: flexible) }
        writer.append(milliseconds: self.timeout)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 18 }

        /// The topic's name; nil if its id is given.
        package var name: String? = nil
        /// The topic's id, in place of its name.
        package var topicID: TopicID = TopicID.zero

        package init() {}

        package init(
            name: String? = nil,
            topicID: TopicID = TopicID.zero
        ) {
            self.name = name
            self.topicID = topicID
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 6 { self.name = try reader.readNullableString(compact: flexible) }
            if version >= 6 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 6 {
                try writer.append(nullableString: self.name, compact: flexible)
            } else if self.name != nil {
                throw WireError(.notInVersion, at: writer.count, field: "name")
            }
            if version >= 6 {
                try self.topicID.encode(into: &writer, version: version, flexible: flexible)
            } else if self.topicID != TopicID.zero {
                throw WireError(.notInVersion, at: writer.count, field: "topicID")
            }
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``DeleteTopicsRequest``.
package struct DeleteTopicsResponse: KafkaResponse {
    package typealias Request = DeleteTopicsRequest
    package static let apiKey = APIKey.deleteTopics
    package static let versions: ClosedRange<Int16> = 1...6

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// One answer for each topic.
    package var responses: [Topic] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        responses: [Topic] = []
    ) {
        self.throttleTime = throttleTime
        self.responses = responses
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 4
        self.throttleTime = try reader.readMilliseconds()
        self.responses = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 4
        writer.append(milliseconds: self.throttleTime)
        try writer.append(array: self.responses, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `responses`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 4 }

        /// The topic's name; nil if its id is not known.
        package var name: String? = ""
        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// Why it was not deleted.
        package var errorCode: ErrorCode = ErrorCode.none
        /// What went wrong, in words; nil if nothing did or the broker has no words for it.
        package var errorMessage: String? = nil

        package init() {}

        package init(
            name: String? = "",
            topicID: TopicID = TopicID.zero,
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil
        ) {
            self.name = name
            self.topicID = topicID
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.name = version >= 6 ? try reader.readNullableString(compact: flexible) : try reader.readString(compact: flexible)
            if version >= 6 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            self.errorCode = ErrorCode(rawValue: try reader.read())
            if version >= 5 { self.errorMessage = try reader.readNullableString(compact: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(nullableString: self.name, nullable: version >= 6, compact: flexible)
            if version >= 6 { try self.topicID.encode(into: &writer, version: version, flexible: flexible) }
            writer.append(bigEndian: self.errorCode.rawValue)
            if version >= 5 { try writer.append(nullableString: self.errorMessage, compact: flexible) }
            if flexible {
                writer.append(0)
            }
        }
    }
}
