// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Gives topics more partitions. Sent to the controller (or any broker, which forwards it).
package struct CreatePartitionsRequest: KafkaRequest {
    package typealias Response = CreatePartitionsResponse
    package static let apiKey = APIKey.createPartitions
    package static let versions: ClosedRange<Int16> = 0...3

    /// Each topic once.
    package var topics: [Topic] = []
    /// How long the broker may take.
    package var timeout: Duration = Duration.zero
    /// Check, but don't create.
    package var validateOnly: Bool = false

    package init() {}

    package init(
        topics: [Topic] = [],
        timeout: Duration = Duration.zero,
        validateOnly: Bool = false
    ) {
        self.topics = topics
        self.timeout = timeout
        self.validateOnly = validateOnly
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 2
        self.topics = try reader.readArray(version: version, flexible: flexible)
        self.timeout = try reader.readMilliseconds()
        self.validateOnly = try reader.readBool()
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 2
        try writer.append(array: self.topics, version: version, flexible: flexible)
        writer.append(milliseconds: self.timeout)
        writer.append(bool: self.validateOnly)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 7 }

        /// The topic's name.
        package var name: String = ""
        /// How many partitions it is to have.
        package var count: Int32 = 0
        /// Where the new ones go; nil: the broker decides.
        package var assignments: [Assignment]? = nil

        package init() {}

        package init(
            name: String = "",
            count: Int32 = 0,
            assignments: [Assignment]? = nil
        ) {
            self.name = name
            self.count = count
            self.assignments = assignments
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.name = try reader.readString(compact: flexible)
            self.count = try reader.read()
            self.assignments = try reader.readNullableArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: flexible)
            writer.append(bigEndian: self.count)
            try writer.append(nullableArray: self.assignments, version: version, flexible: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `assignments`.
    package struct Assignment: WireElement {
        package static var minimumSize: Int { 2 }

        /// The brokers to hold it, the preferred leader first.
        package var brokerIDs: [Int32] = []

        package init() {}

        package init(
            brokerIDs: [Int32]
        ) {
            self.brokerIDs = brokerIDs
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.brokerIDs = try reader.readArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(array: self.brokerIDs, version: version, flexible: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``CreatePartitionsRequest``.
package struct CreatePartitionsResponse: KafkaResponse {
    package typealias Request = CreatePartitionsRequest
    package static let apiKey = APIKey.createPartitions
    package static let versions: ClosedRange<Int16> = 0...3

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// One answer for each topic.
    package var results: [Topic] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        results: [Topic] = []
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
    package struct Topic: WireElement {
        package static var minimumSize: Int { 5 }

        /// The topic's name.
        package var name: String = ""
        /// Why it got none.
        package var errorCode: ErrorCode = ErrorCode.none
        /// What went wrong, in words; nil if nothing did or the broker has no words for it.
        package var errorMessage: String? = nil

        package init() {}

        package init(
            name: String = "",
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil
        ) {
            self.name = name
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.name = try reader.readString(compact: flexible)
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.errorMessage = try reader.readNullableString(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: flexible)
            writer.append(bigEndian: self.errorCode.rawValue)
            try writer.append(nullableString: self.errorMessage, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}
