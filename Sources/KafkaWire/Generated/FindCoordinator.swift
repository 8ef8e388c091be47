// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Asks which broker coordinates a group or a transactional id. Sent to any broker.
package struct FindCoordinatorRequest: KafkaRequest {
    package typealias Response = FindCoordinatorResponse
    package static let apiKey = APIKey.findCoordinator
    package static let versions: ClosedRange<Int16> = 0...6

    /// The group's id or the transactional id.
    package var key: String = ""
    /// 0: a group, 1: a transactional id, 2: a share group.
    package var keyType: Int8 = 0
    /// The ids to look up, all of the same type.
    package var coordinatorKeys: [String] = []

    package init() {}

    package init(
        key: String = "",
        keyType: Int8 = 0,
        coordinatorKeys: [String] = []
    ) {
        self.key = key
        self.keyType = keyType
        self.coordinatorKeys = coordinatorKeys
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if version <= 3 { self.key = try reader.readString(compact: flexible) }
        if version >= 1 { self.keyType = try reader.read() }
        if version >= 4 { self.coordinatorKeys = try reader.readArray(version: version, flexible: flexible) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if version <= 3 {
            try writer.append(string: self.key, compact: flexible)
        } else if !self.key.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "key")
        }
        if version >= 1 {
            writer.append(bigEndian: self.keyType)
        } else if self.keyType != 0 {
            throw WireError(.notInVersion, at: writer.count, field: "keyType")
        }
        if version >= 4 {
            try writer.append(array: self.coordinatorKeys, version: version, flexible: flexible)
        } else if !self.coordinatorKeys.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "coordinatorKeys")
        }
        if flexible {
            writer.append(0)
        }
    }
}

/// The answer to ``FindCoordinatorRequest``.
package struct FindCoordinatorResponse: KafkaResponse {
    package typealias Request = FindCoordinatorRequest
    package static let apiKey = APIKey.findCoordinator
    package static let versions: ClosedRange<Int16> = 0...6

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Why there is no coordinator.
    package var errorCode: ErrorCode = ErrorCode.none
    /// What went wrong, in words; nil if nothing did or the broker has no words for it.
    package var errorMessage: String? = nil
    /// The coordinating broker's id.
    package var nodeID: Int32 = 0
    /// Where to reach it.
    package var host: String = ""
    /// Where to reach it.
    package var port: Int32 = 0
    /// One answer for each key asked for.
    package var coordinators: [Coordinator] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        errorMessage: String? = nil,
        nodeID: Int32 = 0,
        host: String = "",
        port: Int32 = 0,
        coordinators: [Coordinator] = []
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.nodeID = nodeID
        self.host = host
        self.port = port
        self.coordinators = coordinators
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if version >= 1 { self.throttleTime = try reader.readMilliseconds() }
        if version <= 3 { self.errorCode = ErrorCode(rawValue: try reader.read()) }
        if version >= 1 && version <= 3 { self.errorMessage = try reader.readNullableString(compact: flexible) }
        if version <= 3 { self.nodeID = try reader.read() }
        if version <= 3 { self.host = try reader.readString(compact: flexible) }
        if version <= 3 { self.port = try reader.read() }
        if version >= 4 { self.coordinators = try reader.readArray(version: version, flexible: flexible) }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 3
        if version >= 1 { writer.append(milliseconds: self.throttleTime) }
        if version <= 3 {
            writer.append(bigEndian: self.errorCode.rawValue)
        } else if self.errorCode != ErrorCode.none {
            throw WireError(.notInVersion, at: writer.count, field: "errorCode")
        }
        if version >= 1 && version <= 3 { try writer.append(nullableString: self.errorMessage, compact: flexible) }
        if version <= 3 {
            writer.append(bigEndian: self.nodeID)
        } else if self.nodeID != 0 {
            throw WireError(.notInVersion, at: writer.count, field: "nodeID")
        }
        if version <= 3 {
            try writer.append(string: self.host, compact: flexible)
        } else if !self.host.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "host")
        }
        if version <= 3 {
            writer.append(bigEndian: self.port)
        } else if self.port != 0 {
            throw WireError(.notInVersion, at: writer.count, field: "port")
        }
        if version >= 4 {
            try writer.append(array: self.coordinators, version: version, flexible: flexible)
        } else if !self.coordinators.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "coordinators")
        }
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `coordinators`.
    package struct Coordinator: WireElement {
        package static var minimumSize: Int { 14 }

        /// The id that was looked up.
        package var key: String = ""
        /// The coordinating broker's id.
        package var nodeID: Int32 = 0
        /// Where to reach it.
        package var host: String = ""
        /// Where to reach it.
        package var port: Int32 = 0
        /// Why there is no coordinator.
        package var errorCode: ErrorCode = ErrorCode.none
        /// What went wrong, in words; nil if nothing did or the broker has no words for it.
        package var errorMessage: String? = nil

        package init() {}

        package init(
            key: String = "",
            nodeID: Int32 = 0,
            host: String = "",
            port: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            errorMessage: String? = nil
        ) {
            self.key = key
            self.nodeID = nodeID
            self.host = host
            self.port = port
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 4 { self.key = try reader.readString(compact: flexible) }
            if version >= 4 { self.nodeID = try reader.read() }
            if version >= 4 { self.host = try reader.readString(compact: flexible) }
            if version >= 4 { self.port = try reader.read() }
            if version >= 4 { self.errorCode = ErrorCode(rawValue: try reader.read()) }
            if version >= 4 { self.errorMessage = try reader.readNullableString(compact: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 4 {
                try writer.append(string: self.key, compact: flexible)
            } else if !self.key.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "key")
            }
            if version >= 4 {
                writer.append(bigEndian: self.nodeID)
            } else if self.nodeID != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "nodeID")
            }
            if version >= 4 {
                try writer.append(string: self.host, compact: flexible)
            } else if !self.host.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "host")
            }
            if version >= 4 {
                writer.append(bigEndian: self.port)
            } else if self.port != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "port")
            }
            if version >= 4 {
                writer.append(bigEndian: self.errorCode.rawValue)
            } else if self.errorCode != ErrorCode.none {
                throw WireError(.notInVersion, at: writer.count, field: "errorCode")
            }
            if version >= 4 { try writer.append(nullableString: self.errorMessage, compact: flexible) }
            if flexible {
                writer.append(0)
            }
        }
    }
}
