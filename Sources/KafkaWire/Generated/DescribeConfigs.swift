// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for the configuration of topics, brokers or groups. A broker's own is asked of that broker. Sent to any broker.
package struct DescribeConfigsRequest: KafkaRequest {
    package typealias Response = DescribeConfigsResponse
    package static let apiKey = APIKey.describeConfigs
    package static let versions: ClosedRange<Int16> = 1...4

    /// What is asked about.
    package var resources: [Resource] = []
    /// Whether to tell which other settings the value is taken from.
    package var includeSynonyms: Bool = false
    /// Whether to tell what each setting does.
    package var includeDocumentation: Bool = false

    package init() {}

    package init(
        resources: [Resource] = [],
        includeSynonyms: Bool = false,
        includeDocumentation: Bool = false
    ) {
        self.resources = resources
        self.includeSynonyms = includeSynonyms
        self.includeDocumentation = includeDocumentation
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 4
        self.resources = try reader.readArray(version: version, flexible: flexible)
        self.includeSynonyms = try reader.readBool()
        if version >= 3 { self.includeDocumentation = try reader.readBool() }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 4
        try writer.append(array: self.resources, version: version, flexible: flexible)
        writer.append(bool: self.includeSynonyms)
        if version >= 3 {
            writer.append(bool: self.includeDocumentation)
        } else if self.includeDocumentation {
            throw WireError(.notInVersion, at: writer.count, field: "includeDocumentation")
        }
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
        /// The keys asked for; nil: all.
        package var keys: [String]? = nil

        package init() {}

        package init(
            resourceType: Int8 = 0,
            resourceName: String = "",
            keys: [String]? = nil
        ) {
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.keys = keys
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.resourceType = try reader.read()
            self.resourceName = try reader.readString(compact: flexible)
            self.keys = try reader.readNullableArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.resourceType)
            try writer.append(string: self.resourceName, compact: flexible)
            try writer.append(nullableArray: self.keys, version: version, flexible: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``DescribeConfigsRequest``.
package struct DescribeConfigsResponse: KafkaResponse {
    package typealias Request = DescribeConfigsRequest
    package static let apiKey = APIKey.describeConfigs
    package static let versions: ClosedRange<Int16> = 1...4

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// One answer for each resource.
    package var results: [Result] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        results: [Result] = []
    ) {
        self.throttleTime = throttleTime
        self.results = results
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 4
        self.throttleTime = try reader.readMilliseconds()
        self.results = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 4
        writer.append(milliseconds: self.throttleTime)
        try writer.append(array: self.results, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `results`.
    package struct Result: WireElement {
        package static var minimumSize: Int { 7 }

        /// Why there is nothing to tell.
        package var errorCode: ErrorCode = ErrorCode.none
        /// What went wrong, in words; nil if nothing did or the broker has no words for it.
        package var errorMessage: String? = nil
        /// As in the request.
        package var resourceType: Int8 = 0
        /// As in the request.
        package var resourceName: String = ""
        /// Its settings.
        package var configs: [Config] = []

        package init() {}

        package init(
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil,
            resourceType: Int8 = 0,
            resourceName: String = "",
            configs: [Config] = []
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.configs = configs
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.errorMessage = try reader.readNullableString(compact: flexible)
            self.resourceType = try reader.read()
            self.resourceName = try reader.readString(compact: flexible)
            self.configs = try reader.readArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.errorCode.rawValue)
            try writer.append(nullableString: self.errorMessage, compact: flexible)
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
        package static var minimumSize: Int { 9 }

        /// For example cleanup.policy.
        package var name: String = ""
        /// Its value; nil if it has none or is a secret.
        package var value: String? = nil
        /// Whether it can't be changed.
        package var isReadOnly: Bool = false
        /// 1: the topic, 2: the broker dynamically, 3: all brokers dynamically, 4: the broker's file, 5: default, 6:
        /// loggers.
        package var source: Int8 = -1
        /// Whether the value is a secret, and withheld.
        package var isSensitive: Bool = false
        /// The settings that the value may come from, the first one wins.
        package var synonyms: [Synonym] = []
        /// 1: boolean, 2: string, 3: int, 4: short, 5: long, 6: double, 7: list, 8: class, 9: password; 0: not known.
        package var configType: Int8 = 0
        /// What it does.
        package var documentation: String? = nil

        package init() {}

        package init(
            name: String = "",
            value: String? = nil,
            isReadOnly: Bool = false,
            source: Int8 = -1,
            isSensitive: Bool = false,
            synonyms: [Synonym] = [],
            configType: Int8 = 0,
            documentation: String? = nil
        ) {
            self.name = name
            self.value = value
            self.isReadOnly = isReadOnly
            self.source = source
            self.isSensitive = isSensitive
            self.synonyms = synonyms
            self.configType = configType
            self.documentation = documentation
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.name = try reader.readString(compact: flexible)
            self.value = try reader.readNullableString(compact: flexible)
            self.isReadOnly = try reader.readBool()
            self.source = try reader.read()
            self.isSensitive = try reader.readBool()
            self.synonyms = try reader.readArray(version: version, flexible: flexible)
            if version >= 3 { self.configType = try reader.read() }
            if version >= 3 { self.documentation = try reader.readNullableString(compact: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: flexible)
            try writer.append(nullableString: self.value, compact: flexible)
            writer.append(bool: self.isReadOnly)
            writer.append(bigEndian: self.source)
            writer.append(bool: self.isSensitive)
            try writer.append(array: self.synonyms, version: version, flexible: flexible)
            if version >= 3 { writer.append(bigEndian: self.configType) }
            if version >= 3 { try writer.append(nullableString: self.documentation, compact: flexible) }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `synonyms`.
    package struct Synonym: WireElement {
        package static var minimumSize: Int { 4 }

        /// The setting's name.
        package var name: String = ""
        /// Its value.
        package var value: String? = nil
        /// Where it comes from.
        package var source: Int8 = 0

        package init() {}

        package init(
            name: String = "",
            value: String? = nil,
            source: Int8 = 0
        ) {
            self.name = name
            self.value = value
            self.source = source
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.name = try reader.readString(compact: flexible)
            self.value = try reader.readNullableString(compact: flexible)
            self.source = try reader.read()
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            try writer.append(string: self.name, compact: flexible)
            try writer.append(nullableString: self.value, compact: flexible)
            writer.append(bigEndian: self.source)
            if flexible {
                writer.append(0)
            }
        }
    }
}
