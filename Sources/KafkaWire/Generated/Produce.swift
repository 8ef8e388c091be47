// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Appends record batches to partitions. Sent to the leader of the partitions.
package struct ProduceRequest: KafkaRequest {
    package typealias Response = ProduceResponse
    package static let apiKey = APIKey.produce
    package static let versions: ClosedRange<Int16> = 3...13
    package static let versionsWithTopicNames: ClosedRange<Int16> = 3...12

    /// Transactional id; nil outside of a transaction.
    package var transactionalID: String? = nil
    /// -1: all replicas in sync, 1: the leader, 0: nobody answers at all.
    package var acks: Int16 = 0
    /// How long the leader may wait for the replicas.
    package var timeout: Duration = Duration.zero
    /// Each topic once.
    package var topics: [Topic] = []

    package init() {}

    package init(
        transactionalID: String? = nil,
        acks: Int16 = 0,
        timeout: Duration = Duration.zero,
        topics: [Topic] = []
    ) {
        self.transactionalID = transactionalID
        self.acks = acks
        self.timeout = timeout
        self.topics = topics
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 9
        self.transactionalID = try reader.readNullableString(compact: flexible)
        self.acks = try reader.read()
        self.timeout = try reader.readMilliseconds()
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 9
        try writer.append(nullableString: self.transactionalID, compact: flexible)
        writer.append(bigEndian: self.acks)
        writer.append(milliseconds: self.timeout)
        try writer.append(array: self.topics, version: version, flexible: flexible)
        if flexible {
            writer.append(0)
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// Each partition once.
        package var partitions: [Partition] = []

        package init() {}

        package init(
            name: String = "",
            topicID: TopicID = TopicID.zero,
            partitions: [Partition] = []
        ) {
            self.name = name
            self.topicID = topicID
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 12 { self.name = try reader.readString(compact: flexible) }
            if version >= 13 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            self.partitions = try reader.readArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 12 { try writer.append(string: self.name, compact: flexible) }
            if version >= 13 { try self.topicID.encode(into: &writer, version: version, flexible: flexible) }
            try writer.append(array: self.partitions, version: version, flexible: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `partitions`.
    package struct Partition: WireElement {
        package static var minimumSize: Int { 6 }

        /// The partition's number.
        package var index: Int32 = 0
        /// One record batch of format v2.
        package var records: Bytes? = nil

        package init() {}

        package init(
            index: Int32 = 0,
            records: Bytes? = nil
        ) {
            self.index = index
            self.records = records
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            self.records = try reader.readNullableBytes(compact: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            try writer.append(nullableBytes: self.records, compact: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``ProduceRequest``.
package struct ProduceResponse: KafkaResponse {
    package typealias Request = ProduceRequest
    package static let apiKey = APIKey.produce
    package static let versions: ClosedRange<Int16> = 3...13
    package static let versionsWithTopicNames: ClosedRange<Int16> = 3...12

    /// Each topic of the request.
    package var topics: [Topic] = []
    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// Where the leaders are that the answer names, when the broker isn't the leader (any more).
    package var nodeEndpoints: [NodeEndpoint] = []

    package init() {}

    package init(
        topics: [Topic] = [],
        throttleTime: Duration = Duration.zero,
        nodeEndpoints: [NodeEndpoint] = []
    ) {
        self.topics = topics
        self.throttleTime = throttleTime
        self.nodeEndpoints = nodeEndpoints
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 9
        self.topics = try reader.readArray(version: version, flexible: flexible)
        self.throttleTime = try reader.readMilliseconds()
        if flexible {
            for _ in 0..<(try reader.readTagCount()) {
                let (tag, end) = try reader.readTag()
                switch tag {
                case 0 where version >= 10: self.nodeEndpoints = try reader.readArray(version: version, flexible: true)
                default: try reader.skipTag(to: end)
                }
                try reader.finishTag(at: end)
            }
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 9
        try writer.append(array: self.topics, version: version, flexible: flexible)
        writer.append(milliseconds: self.throttleTime)
        if flexible {
            let hasTag0 = version >= 10 && !self.nodeEndpoints.isEmpty
            writer.append(UInt8((hasTag0 ? 1 : 0)))
            if hasTag0 {
                let place = writer.beginTag(0)
                try writer.append(array: self.nodeEndpoints, version: version, flexible: true)
                writer.patch(varintLengthAt: place)
            }
        }
    }

    /// An element of `topics`.
    package struct Topic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// Each partition of the request.
        package var partitions: [Partition] = []

        package init() {}

        package init(
            name: String = "",
            topicID: TopicID = TopicID.zero,
            partitions: [Partition] = []
        ) {
            self.name = name
            self.topicID = topicID
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 12 { self.name = try reader.readString(compact: flexible) }
            if version >= 13 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            self.partitions = try reader.readArray(version: version, flexible: flexible)
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version <= 12 { try writer.append(string: self.name, compact: flexible) }
            if version >= 13 { try self.topicID.encode(into: &writer, version: version, flexible: flexible) }
            try writer.append(array: self.partitions, version: version, flexible: flexible)
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `partitions`.
    package struct Partition: WireElement {
        package static var minimumSize: Int { 22 }

        /// The partition's number.
        package var index: Int32 = 0
        /// Why the batch was not appended.
        package var errorCode: ErrorCode = ErrorCode.none
        /// Offset of the batch's first record.
        package var baseOffset: Int64 = 0
        /// When the broker appended it, in milliseconds since 1970; -1 if records keep their own time.
        package var logAppendTime: Int64 = -1
        /// The log's first offset.
        package var logStartOffset: Int64 = -1
        /// The records because of which the batch was refused.
        package var recordErrors: [RecordError] = []
        /// What went wrong, in words; nil if nothing did or the broker has no words for it.
        package var errorMessage: String? = nil
        /// The leader to ask instead, if the broker isn't it.
        package var currentLeader: CurrentLeader = CurrentLeader()

        package init() {}

        package init(
            index: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            baseOffset: Int64 = 0,
            logAppendTime: Int64 = -1,
            logStartOffset: Int64 = -1,
            recordErrors: [RecordError] = [],
            errorMessage: String? = nil,
            currentLeader: CurrentLeader = CurrentLeader()
        ) {
            self.index = index
            self.errorCode = errorCode
            self.baseOffset = baseOffset
            self.logAppendTime = logAppendTime
            self.logStartOffset = logStartOffset
            self.recordErrors = recordErrors
            self.errorMessage = errorMessage
            self.currentLeader = currentLeader
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.baseOffset = try reader.read()
            self.logAppendTime = try reader.read()
            if version >= 5 { self.logStartOffset = try reader.read() }
            if version >= 8 { self.recordErrors = try reader.readArray(version: version, flexible: flexible) }
            if version >= 8 { self.errorMessage = try reader.readNullableString(compact: flexible) }
            if flexible {
                for _ in 0..<(try reader.readTagCount()) {
                    let (tag, end) = try reader.readTag()
                    switch tag {
                    case 0 where version >= 10: self.currentLeader = try CurrentLeader(from: &reader, version: version, flexible: true)
                    default: try reader.skipTag(to: end)
                    }
                    try reader.finishTag(at: end)
                }
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.errorCode.rawValue)
            writer.append(bigEndian: self.baseOffset)
            writer.append(bigEndian: self.logAppendTime)
            if version >= 5 { writer.append(bigEndian: self.logStartOffset) }
            if version >= 8 { try writer.append(array: self.recordErrors, version: version, flexible: flexible) }
            if version >= 8 { try writer.append(nullableString: self.errorMessage, compact: flexible) }
            if flexible {
                let hasTag0 = version >= 10 && self.currentLeader != CurrentLeader()
                writer.append(UInt8((hasTag0 ? 1 : 0)))
                if hasTag0 {
                    let place = writer.beginTag(0)
                    try self.currentLeader.encode(into: &writer, version: version, flexible: true)
                    writer.patch(varintLengthAt: place)
                }
            }
        }
    }

    /// An element of `recordErrors`.
    package struct RecordError: WireElement {
        package static var minimumSize: Int { 6 }

        /// The record's place in the batch.
        package var batchIndex: Int32 = 0
        /// What is wrong with it.
        package var batchIndexErrorMessage: String? = nil

        package init() {}

        package init(
            batchIndex: Int32 = 0,
            batchIndexErrorMessage: String? = nil
        ) {
            self.batchIndex = batchIndex
            self.batchIndexErrorMessage = batchIndexErrorMessage
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 { self.batchIndex = try reader.read() }
            if version >= 8 { self.batchIndexErrorMessage = try reader.readNullableString(compact: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 8 {
                writer.append(bigEndian: self.batchIndex)
            } else if self.batchIndex != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "batchIndex")
            }
            if version >= 8 { try writer.append(nullableString: self.batchIndexErrorMessage, compact: flexible) }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// The value of `currentLeader`.
    package struct CurrentLeader: WireElement {
        package static var minimumSize: Int { 9 }

        /// The leading broker's id; -1: not known.
        package var leaderID: Int32 = -1
        /// The latest leader epoch known; -1: none.
        package var leaderEpoch: Int32 = -1

        package init() {}

        package init(
            leaderID: Int32 = -1,
            leaderEpoch: Int32 = -1
        ) {
            self.leaderID = leaderID
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 10 { self.leaderID = try reader.read() }
            if version >= 10 { self.leaderEpoch = try reader.read() }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 10 {
                writer.append(bigEndian: self.leaderID)
            } else if self.leaderID != -1 {
                throw WireError(.notInVersion, at: writer.count, field: "leaderID")
            }
            if version >= 10 {
                writer.append(bigEndian: self.leaderEpoch)
            } else if self.leaderEpoch != -1 {
                throw WireError(.notInVersion, at: writer.count, field: "leaderEpoch")
            }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `nodeEndpoints`.
    package struct NodeEndpoint: WireElement {
        package static var minimumSize: Int { 11 }

        /// The broker's id.
        package var nodeID: Int32 = 0
        /// Where to reach it.
        package var host: String = ""
        /// Where to reach it.
        package var port: Int32 = 0
        /// Its rack, if it has one.
        package var rack: String? = nil

        package init() {}

        package init(
            nodeID: Int32 = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil
        ) {
            self.nodeID = nodeID
            self.host = host
            self.port = port
            self.rack = rack
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 10 { self.nodeID = try reader.read() }
            if version >= 10 { self.host = try reader.readString(compact: flexible) }
            if version >= 10 { self.port = try reader.read() }
            if version >= 10 { self.rack = try reader.readNullableString(compact: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 10 {
                writer.append(bigEndian: self.nodeID)
            } else if self.nodeID != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "nodeID")
            }
            if version >= 10 {
                try writer.append(string: self.host, compact: flexible)
            } else if !self.host.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "host")
            }
            if version >= 10 {
                writer.append(bigEndian: self.port)
            } else if self.port != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "port")
            }
            if version >= 10 {
                try writer.append(nullableString: self.rack, compact: flexible)
            } else if self.rack != nil {
                throw WireError(.notInVersion, at: writer.count, field: "rack")
            }
            if flexible {
                writer.append(0)
            }
        }
    }
}
