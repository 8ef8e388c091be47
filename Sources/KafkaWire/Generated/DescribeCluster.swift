// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks for the cluster's id, its brokers and its controller (KIP-700). Sent to any broker.
package struct DescribeClusterRequest: KafkaRequest {
    package typealias Response = DescribeClusterResponse
    package static let apiKey = APIKey.describeCluster
    package static let versions: ClosedRange<Int16> = 0...2

    /// Whether to tell what we may do to the cluster.
    package var includeClusterAuthorizedOperations: Bool = false
    /// 1: brokers, 2: controllers.
    package var endpointType: Int8 = 1
    /// Whether to tell of brokers that are fenced.
    package var includeFencedBrokers: Bool = false

    package init() {}

    package init(
        includeClusterAuthorizedOperations: Bool = false,
        endpointType: Int8 = 1,
        includeFencedBrokers: Bool = false
    ) {
        self.includeClusterAuthorizedOperations = includeClusterAuthorizedOperations
        self.endpointType = endpointType
        self.includeFencedBrokers = includeFencedBrokers
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.includeClusterAuthorizedOperations = try reader.readBool()
        if version >= 1 { self.endpointType = try reader.read() }
        if version >= 2 { self.includeFencedBrokers = try reader.readBool() }
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        writer.append(bool: self.includeClusterAuthorizedOperations)
        if version >= 1 {
            writer.append(bigEndian: self.endpointType)
        } else if self.endpointType != 1 {
            throw WireError(.notInVersion, at: writer.count, field: "endpointType")
        }
        if version >= 2 {
            writer.append(bool: self.includeFencedBrokers)
        } else if self.includeFencedBrokers {
            throw WireError(.notInVersion, at: writer.count, field: "includeFencedBrokers")
        }
        writer.append(0)
    }
}

/// The answer to ``DescribeClusterRequest``.
package struct DescribeClusterResponse: KafkaResponse {
    package typealias Request = DescribeClusterRequest
    package static let apiKey = APIKey.describeCluster
    package static let versions: ClosedRange<Int16> = 0...2

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Why there is nothing to tell.
    package var errorCode: ErrorCode = ErrorCode.none
    /// What went wrong, in words; nil if nothing did or the broker has no words for it.
    package var errorMessage: String? = nil
    /// 1: brokers, 2: controllers.
    package var endpointType: Int8 = 1
    /// The cluster's id.
    package var clusterID: String = ""
    /// The broker to send the controller's requests to.
    package var controllerID: Int32 = -1
    /// The brokers.
    package var brokers: [Broker] = []
    /// One bit for each operation allowed; the default: not asked for.
    package var clusterAuthorizedOperations: Int32 = -2147483648

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        errorMessage: String? = nil,
        endpointType: Int8 = 1,
        clusterID: String = "",
        controllerID: Int32 = -1,
        brokers: [Broker] = [],
        clusterAuthorizedOperations: Int32 = -2147483648
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.endpointType = endpointType
        self.clusterID = clusterID
        self.controllerID = controllerID
        self.brokers = brokers
        self.clusterAuthorizedOperations = clusterAuthorizedOperations
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.throttleTime = try reader.readMilliseconds()
        self.errorCode = ErrorCode(rawValue: try reader.read())
        self.errorMessage = try reader.readNullableString(compact: true)
        if version >= 1 { self.endpointType = try reader.read() }
        self.clusterID = try reader.readString(compact: true)
        self.controllerID = try reader.read()
        self.brokers = try reader.readArray(version: version, flexible: true)
        self.clusterAuthorizedOperations = try reader.read()
        try reader.skipTaggedFields()
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        writer.append(milliseconds: self.throttleTime)
        writer.append(bigEndian: self.errorCode.rawValue)
        try writer.append(nullableString: self.errorMessage, compact: true)
        if version >= 1 {
            writer.append(bigEndian: self.endpointType)
        } else if self.endpointType != 1 {
            throw WireError(.notInVersion, at: writer.count, field: "endpointType")
        }
        try writer.append(string: self.clusterID, compact: true)
        writer.append(bigEndian: self.controllerID)
        try writer.append(array: self.brokers, version: version, flexible: true)
        writer.append(bigEndian: self.clusterAuthorizedOperations)
        writer.append(0)
    }

    /// An element of `brokers`.
    package struct Broker: WireElement {
        package static var minimumSize: Int { 11 }

        /// The broker's id.
        package var brokerID: Int32 = 0
        /// Where to reach it.
        package var host: String = ""
        /// Where to reach it.
        package var port: Int32 = 0
        /// Its rack, if it has one.
        package var rack: String? = nil
        /// Whether it is fenced.
        package var isFenced: Bool = false

        package init() {}

        package init(
            brokerID: Int32 = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil,
            isFenced: Bool = false
        ) {
            self.brokerID = brokerID
            self.host = host
            self.port = port
            self.rack = rack
            self.isFenced = isFenced
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.brokerID = try reader.read()
            self.host = try reader.readString(compact: true)
            self.port = try reader.read()
            self.rack = try reader.readNullableString(compact: true)
            if version >= 2 { self.isFenced = try reader.readBool() }
            try reader.skipTaggedFields()
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.brokerID)
            try writer.append(string: self.host, compact: true)
            writer.append(bigEndian: self.port)
            try writer.append(nullableString: self.rack, compact: true)
            if version >= 2 { writer.append(bool: self.isFenced) }
            writer.append(0)
        }
    }
}
