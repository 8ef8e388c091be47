// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks which versions of which APIs the broker speaks; the first request on a connection. Sent to any broker.
package struct ApiVersionsRequest: KafkaRequest {
    package typealias Response = ApiVersionsResponse
    package static let apiKey = APIKey.apiVersions
    package static let versions: ClosedRange<Int16> = 0...4

    /// Name of the client's program (KIP-511).
    package var clientSoftwareName: String = ""
    /// Version of the client's program.
    package var clientSoftwareVersion: String = ""

    package init() {}

    package init(
        clientSoftwareName: String = "",
        clientSoftwareVersion: String = ""
    ) {
        self.clientSoftwareName = clientSoftwareName
        self.clientSoftwareVersion = clientSoftwareVersion
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if flexible { self.clientSoftwareName = try reader.readString(compact: flexible) }
        if flexible { self.clientSoftwareVersion = try reader.readString(compact: flexible) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if flexible { try writer.append(string: self.clientSoftwareName, compact: flexible) }
        if flexible { try writer.append(string: self.clientSoftwareVersion, compact: flexible) }
        if flexible {
            writer.append(0)
        }
    }
}

/// The answer to ``ApiVersionsRequest``.
package struct ApiVersionsResponse: KafkaResponse {
    package typealias Request = ApiVersionsRequest
    package static let apiKey = APIKey.apiVersions
    package static let versions: ClosedRange<Int16> = 0...4

    /// `unsupportedVersion` comes in version 0, whatever was asked.
    package var errorCode: ErrorCode = ErrorCode.none
    /// What the broker speaks.
    package var apiKeys: [APIVersion] = []
    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Features that the broker can have (KIP-584).
    package var supportedFeatures: [SupportedFeature] = []
    /// Grows with each change of the finalized features; -1: not known.
    package var finalizedFeaturesEpoch: Int64 = -1
    /// Features that the whole cluster has.
    package var finalizedFeatures: [FinalizedFeature] = []
    /// Between controllers only.
    package var zkMigrationReady: Bool = false

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        apiKeys: [APIVersion] = [],
        throttleTime: Duration = Duration.zero,
        supportedFeatures: [SupportedFeature] = [],
        finalizedFeaturesEpoch: Int64 = -1,
        finalizedFeatures: [FinalizedFeature] = [],
        zkMigrationReady: Bool = false
    ) {
        self.errorCode = errorCode
        self.apiKeys = apiKeys
        self.throttleTime = throttleTime
        self.supportedFeatures = supportedFeatures
        self.finalizedFeaturesEpoch = finalizedFeaturesEpoch
        self.finalizedFeatures = finalizedFeatures
        self.zkMigrationReady = zkMigrationReady
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        self.errorCode = ErrorCode(rawValue: try reader.read())
        self.apiKeys = try reader.readArray(version: version, flexible: flexible)
        if version >= 1 { self.throttleTime = try reader.readMilliseconds() }
        if flexible {
            for _ in 0..<(try reader.readTagCount()) {
                let (tag, end) = try reader.readTag()
                switch tag {
                case 0: self.supportedFeatures = try reader.readArray(version: version, flexible: true)
                case 1: self.finalizedFeaturesEpoch = try reader.read()
                case 2: self.finalizedFeatures = try reader.readArray(version: version, flexible: true)
                case 3: self.zkMigrationReady = try reader.readBool()
                default: try reader.skipTag(to: end)
                }
                try reader.finishTag(at: end)
            }
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        writer.append(bigEndian: self.errorCode.rawValue)
        try writer.append(array: self.apiKeys, version: version, flexible: flexible)
        if version >= 1 { writer.append(milliseconds: self.throttleTime) }
        if flexible {
            let hasTag0 = !self.supportedFeatures.isEmpty
            let hasTag1 = self.finalizedFeaturesEpoch != -1
            let hasTag2 = !self.finalizedFeatures.isEmpty
            let hasTag3 = self.zkMigrationReady
            writer.append(UInt8((hasTag0 ? 1 : 0) + (hasTag1 ? 1 : 0) + (hasTag2 ? 1 : 0) + (hasTag3 ? 1 : 0)))
            if hasTag0 {
                let place = writer.beginTag(0)
                try writer.append(array: self.supportedFeatures, version: version, flexible: true)
                writer.patch(varintLengthAt: place)
            }
            if hasTag1 {
                let place = writer.beginTag(1)
                writer.append(bigEndian: self.finalizedFeaturesEpoch)
                writer.patch(varintLengthAt: place)
            }
            if hasTag2 {
                let place = writer.beginTag(2)
                try writer.append(array: self.finalizedFeatures, version: version, flexible: true)
                writer.patch(varintLengthAt: place)
            }
            if hasTag3 {
                let place = writer.beginTag(3)
                writer.append(bool: self.zkMigrationReady)
                writer.patch(varintLengthAt: place)
            }
        }
    }

    /// An element of `apiKeys`.
    package struct APIVersion: WireElement {
        package static var minimumSize: Int { 6 }

        /// The API's number.
        package var apiKey: Int16 = 0
        /// Its lowest version.
        package var minVersion: Int16 = 0
        /// Its highest version.
        package var maxVersion: Int16 = 0

        package init() {}

        package init(
            apiKey: Int16 = 0,
            minVersion: Int16 = 0,
            maxVersion: Int16 = 0
        ) {
            self.apiKey = apiKey
            self.minVersion = minVersion
            self.maxVersion = maxVersion
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.apiKey = try reader.read()
            self.minVersion = try reader.read()
            self.maxVersion = try reader.read()
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.apiKey)
            writer.append(bigEndian: self.minVersion)
            writer.append(bigEndian: self.maxVersion)
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `supportedFeatures`.
    package struct SupportedFeature: WireElement {
        package static var minimumSize: Int { 6 }

        /// The feature's name.
        package var name: String = ""
        /// Its lowest version.
        package var minVersion: Int16 = 0
        /// Its highest version.
        package var maxVersion: Int16 = 0

        package init() {}

        package init(
            name: String = "",
            minVersion: Int16 = 0,
            maxVersion: Int16 = 0
        ) {
            self.name = name
            self.minVersion = minVersion
            self.maxVersion = maxVersion
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if flexible { self.name = try reader.readString(compact: flexible) }
            if flexible { self.minVersion = try reader.read() }
            if flexible { self.maxVersion = try reader.read() }
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
                writer.append(bigEndian: self.minVersion)
            } else if self.minVersion != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "minVersion")
            }
            if flexible {
                writer.append(bigEndian: self.maxVersion)
            } else if self.maxVersion != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "maxVersion")
            }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `finalizedFeatures`.
    package struct FinalizedFeature: WireElement {
        package static var minimumSize: Int { 6 }

        /// The feature's name.
        package var name: String = ""
        /// Its highest level.
        package var maxVersionLevel: Int16 = 0
        /// Its lowest level.
        package var minVersionLevel: Int16 = 0

        package init() {}

        package init(
            name: String = "",
            maxVersionLevel: Int16 = 0,
            minVersionLevel: Int16 = 0
        ) {
            self.name = name
            self.maxVersionLevel = maxVersionLevel
            self.minVersionLevel = minVersionLevel
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if flexible { self.name = try reader.readString(compact: flexible) }
            if flexible { self.maxVersionLevel = try reader.read() }
            if flexible { self.minVersionLevel = try reader.read() }
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
                writer.append(bigEndian: self.maxVersionLevel)
            } else if self.maxVersionLevel != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "maxVersionLevel")
            }
            if flexible {
                writer.append(bigEndian: self.minVersionLevel)
            } else if self.minVersionLevel != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "minVersionLevel")
            }
            if flexible {
                writer.append(0)
            }
        }
    }
}
