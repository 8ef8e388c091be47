// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Reads record batches from partitions, waiting for new ones if asked to. Sent to the leader of the partitions.
package struct FetchRequest: KafkaRequest {
    package typealias Response = FetchResponse
    package static let apiKey = APIKey.fetch
    package static let versions: ClosedRange<Int16> = 4...18
    package static let versionsWithTopicNames: ClosedRange<Int16> = 4...12

    /// Between brokers only.
    package var clusterID: String? = nil
    /// -1 for a consumer.
    package var replicaID: Int32 = -1
    /// Between brokers only.
    package var replicaState: ReplicaState = ReplicaState()
    /// How long to wait for `minBytes`.
    package var maxWait: Duration = Duration.zero
    /// Answer when there is at least this much.
    package var minBytes: Int32 = 0
    /// Answer with at most this much; but the first batch comes whole.
    package var maxBytes: Int32 = 2147483647
    /// 0: read uncommitted, 1: read committed.
    package var isolationLevel: Int8 = 0
    /// Fetch session (KIP-227); 0: none yet.
    package var sessionID: Int32 = 0
    /// Next epoch of the session; 0: start one, -1: do without one.
    package var sessionEpoch: Int32 = -1
    /// What to read; in a session, what has changed.
    package var topics: [Topic] = []
    /// What the session is to drop.
    package var forgottenTopics: [ForgottenTopic] = []
    /// The client's rack, so that it may read from a replica nearby.
    package var rackID: String = ""

    package init() {}

    package init(
        clusterID: String? = nil,
        replicaID: Int32 = -1,
        replicaState: ReplicaState = ReplicaState(),
        maxWait: Duration = Duration.zero,
        minBytes: Int32 = 0,
        maxBytes: Int32 = 2147483647,
        isolationLevel: Int8 = 0,
        sessionID: Int32 = 0,
        sessionEpoch: Int32 = -1,
        topics: [Topic] = [],
        forgottenTopics: [ForgottenTopic] = [],
        rackID: String = ""
    ) {
        self.clusterID = clusterID
        self.replicaID = replicaID
        self.replicaState = replicaState
        self.maxWait = maxWait
        self.minBytes = minBytes
        self.maxBytes = maxBytes
        self.isolationLevel = isolationLevel
        self.sessionID = sessionID
        self.sessionEpoch = sessionEpoch
        self.topics = topics
        self.forgottenTopics = forgottenTopics
        self.rackID = rackID
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 12
        if version <= 14 { self.replicaID = try reader.read() }
        self.maxWait = try reader.readMilliseconds()
        self.minBytes = try reader.read()
        self.maxBytes = try reader.read()
        self.isolationLevel = try reader.read()
        if version >= 7 { self.sessionID = try reader.read() }
        if version >= 7 { self.sessionEpoch = try reader.read() }
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if version >= 7 { self.forgottenTopics = try reader.readArray(version: version, flexible: flexible) }
        if version >= 11 { self.rackID = try reader.readString(compact: flexible) }
        if flexible {
            for _ in 0..<(try reader.readTagCount()) {
                let (tag, end) = try reader.readTag()
                switch tag {
                case 0: self.clusterID = try reader.readNullableString(compact: true)
                case 1 where version >= 15: self.replicaState = try ReplicaState(from: &reader, version: version, flexible: true)
                default: try reader.skipTag(to: end)
                }
                try reader.finishTag(at: end)
            }
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 12
        if version <= 14 {
            writer.append(bigEndian: self.replicaID)
        } else if self.replicaID != -1 {
            throw WireError(.notInVersion, at: writer.count, field: "replicaID")
        }
        writer.append(milliseconds: self.maxWait)
        writer.append(bigEndian: self.minBytes)
        writer.append(bigEndian: self.maxBytes)
        writer.append(bigEndian: self.isolationLevel)
        if version >= 7 { writer.append(bigEndian: self.sessionID) }
        if version >= 7 { writer.append(bigEndian: self.sessionEpoch) }
        try writer.append(array: self.topics, version: version, flexible: flexible)
        if version >= 7 {
            try writer.append(array: self.forgottenTopics, version: version, flexible: flexible)
        } else if !self.forgottenTopics.isEmpty {
            throw WireError(.notInVersion, at: writer.count, field: "forgottenTopics")
        }
        if version >= 11 { try writer.append(string: self.rackID, compact: flexible) }
        if !(version >= 15), self.replicaState != ReplicaState() { throw WireError(.notInVersion, at: writer.count, field: "replicaState") }
        if flexible {
            let hasTag0 = self.clusterID != nil
            let hasTag1 = version >= 15 && self.replicaState != ReplicaState()
            writer.append(UInt8((hasTag0 ? 1 : 0) + (hasTag1 ? 1 : 0)))
            if hasTag0 {
                let place = writer.beginTag(0)
                try writer.append(nullableString: self.clusterID, compact: true)
                writer.patch(varintLengthAt: place)
            }
            if hasTag1 {
                let place = writer.beginTag(1)
                try self.replicaState.encode(into: &writer, version: version, flexible: true)
                writer.patch(varintLengthAt: place)
            }
        }
    }

    /// The value of `replicaState`.
    package struct ReplicaState: WireElement {
        package static var minimumSize: Int { 13 }

        /// -1 for a consumer.
        package var replicaID: Int32 = -1
        /// Epoch of the replica.
        package var replicaEpoch: Int64 = -1

        package init() {}

        package init(
            replicaID: Int32 = -1,
            replicaEpoch: Int64 = -1
        ) {
            self.replicaID = replicaID
            self.replicaEpoch = replicaEpoch
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 15 { self.replicaID = try reader.read() }
            if version >= 15 { self.replicaEpoch = try reader.read() }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 15 {
                writer.append(bigEndian: self.replicaID)
            } else if self.replicaID != -1 {
                throw WireError(.notInVersion, at: writer.count, field: "replicaID")
            }
            if version >= 15 {
                writer.append(bigEndian: self.replicaEpoch)
            } else if self.replicaEpoch != -1 {
                throw WireError(.notInVersion, at: writer.count, field: "replicaEpoch")
            }
            if flexible {
                writer.append(0)
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
        /// The partitions to read.
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
        package static var minimumSize: Int { 16 }

        /// The partition's number.
        package var index: Int32 = 0
        /// The leader epoch that the client knows; -1: don't check.
        package var currentLeaderEpoch: Int32 = -1
        /// Offset of the first record to read.
        package var fetchOffset: Int64 = 0
        /// Epoch of the last record fetched, to notice a log that was cut; -1: don't check.
        package var lastFetchedEpoch: Int32 = -1
        /// Between brokers only.
        package var logStartOffset: Int64 = -1
        /// Answer with at most this much of the partition.
        package var partitionMaxBytes: Int32 = 0
        /// Between brokers only.
        package var replicaDirectoryID: TopicID = TopicID.zero
        /// Between brokers only.
        package var highWatermark: Int64 = 9223372036854775807

        package init() {}

        package init(
            index: Int32 = 0,
            currentLeaderEpoch: Int32 = -1,
            fetchOffset: Int64 = 0,
            lastFetchedEpoch: Int32 = -1,
            logStartOffset: Int64 = -1,
            partitionMaxBytes: Int32 = 0,
            replicaDirectoryID: TopicID = TopicID.zero,
            highWatermark: Int64 = 9223372036854775807
        ) {
            self.index = index
            self.currentLeaderEpoch = currentLeaderEpoch
            self.fetchOffset = fetchOffset
            self.lastFetchedEpoch = lastFetchedEpoch
            self.logStartOffset = logStartOffset
            self.partitionMaxBytes = partitionMaxBytes
            self.replicaDirectoryID = replicaDirectoryID
            self.highWatermark = highWatermark
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            if version >= 9 { self.currentLeaderEpoch = try reader.read() }
            self.fetchOffset = try reader.read()
            if flexible { self.lastFetchedEpoch = try reader.read() }
            if version >= 5 { self.logStartOffset = try reader.read() }
            self.partitionMaxBytes = try reader.read()
            if flexible {
                for _ in 0..<(try reader.readTagCount()) {
                    let (tag, end) = try reader.readTag()
                    switch tag {
                    case 0 where version >= 17: self.replicaDirectoryID = try TopicID(from: &reader, version: version, flexible: true)
                    case 1 where version >= 18: self.highWatermark = try reader.read()
                    default: try reader.skipTag(to: end)
                    }
                    try reader.finishTag(at: end)
                }
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            if version >= 9 { writer.append(bigEndian: self.currentLeaderEpoch) }
            writer.append(bigEndian: self.fetchOffset)
            if flexible {
                writer.append(bigEndian: self.lastFetchedEpoch)
            } else if self.lastFetchedEpoch != -1 {
                throw WireError(.notInVersion, at: writer.count, field: "lastFetchedEpoch")
            }
            if version >= 5 { writer.append(bigEndian: self.logStartOffset) }
            writer.append(bigEndian: self.partitionMaxBytes)
            if flexible {
                let hasTag0 = version >= 17 && self.replicaDirectoryID != TopicID.zero
                let hasTag1 = version >= 18 && self.highWatermark != 9223372036854775807
                writer.append(UInt8((hasTag0 ? 1 : 0) + (hasTag1 ? 1 : 0)))
                if hasTag0 {
                    let place = writer.beginTag(0)
                    try self.replicaDirectoryID.encode(into: &writer, version: version, flexible: true)
                    writer.patch(varintLengthAt: place)
                }
                if hasTag1 {
                    let place = writer.beginTag(1)
                    writer.append(bigEndian: self.highWatermark)
                    writer.patch(varintLengthAt: place)
                }
            }
        }
    }

    /// An element of `forgottenTopics`.
    package struct ForgottenTopic: WireElement {
        package static var minimumSize: Int { 3 }

        /// The topic's name.
        package var name: String = ""
        /// The topic's id.
        package var topicID: TopicID = TopicID.zero
        /// The partitions to drop.
        package var partitions: [Int32] = []

        package init() {}

        package init(
            name: String = "",
            topicID: TopicID = TopicID.zero,
            partitions: [Int32] = []
        ) {
            self.name = name
            self.topicID = topicID
            self.partitions = partitions
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 7 && version <= 12 { self.name = try reader.readString(compact: flexible) }
            if version >= 13 { self.topicID = try TopicID(from: &reader, version: version, flexible: flexible) }
            if version >= 7 { self.partitions = try reader.readArray(version: version, flexible: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 7 && version <= 12 { try writer.append(string: self.name, compact: flexible) }
            if version >= 13 { try self.topicID.encode(into: &writer, version: version, flexible: flexible) }
            if version >= 7 {
                try writer.append(array: self.partitions, version: version, flexible: flexible)
            } else if !self.partitions.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "partitions")
            }
            if flexible {
                writer.append(0)
            }
        }
    }
}

/// The answer to ``FetchRequest``.
package struct FetchResponse: KafkaResponse {
    package typealias Request = FetchRequest
    package static let apiKey = APIKey.fetch
    package static let versions: ClosedRange<Int16> = 4...18
    package static let versionsWithTopicNames: ClosedRange<Int16> = 4...12

    /// How long the broker asks us to wait before the next request, in whole milliseconds.
    package var throttleTime: Duration = Duration.zero
    /// What is wrong with the session.
    package var errorCode: ErrorCode = ErrorCode.none
    /// The session; 0: none.
    package var sessionID: Int32 = 0
    /// Topics with something to tell.
    package var topics: [Topic] = []
    /// Where the leaders are that the answer names, when the broker isn't the leader (any more).
    package var nodeEndpoints: [NodeEndpoint] = []

    package init() {}

    package init(
        throttleTime: Duration = Duration.zero,
        errorCode: ErrorCode = ErrorCode.none,
        sessionID: Int32 = 0,
        topics: [Topic] = [],
        nodeEndpoints: [NodeEndpoint] = []
    ) {
        self.throttleTime = throttleTime
        self.errorCode = errorCode
        self.sessionID = sessionID
        self.topics = topics
        self.nodeEndpoints = nodeEndpoints
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 12
        self.throttleTime = try reader.readMilliseconds()
        if version >= 7 { self.errorCode = ErrorCode(rawValue: try reader.read()) }
        if version >= 7 { self.sessionID = try reader.read() }
        self.topics = try reader.readArray(version: version, flexible: flexible)
        if flexible {
            for _ in 0..<(try reader.readTagCount()) {
                let (tag, end) = try reader.readTag()
                switch tag {
                case 0 where version >= 16: self.nodeEndpoints = try reader.readArray(version: version, flexible: true)
                default: try reader.skipTag(to: end)
                }
                try reader.finishTag(at: end)
            }
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 12
        writer.append(milliseconds: self.throttleTime)
        if version >= 7 { writer.append(bigEndian: self.errorCode.rawValue) }
        if version >= 7 {
            writer.append(bigEndian: self.sessionID)
        } else if self.sessionID != 0 {
            throw WireError(.notInVersion, at: writer.count, field: "sessionID")
        }
        try writer.append(array: self.topics, version: version, flexible: flexible)
        if flexible {
            let hasTag0 = version >= 16 && !self.nodeEndpoints.isEmpty
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
        /// Partitions with something to tell.
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
        package static var minimumSize: Int { 30 }

        /// The partition's number.
        package var index: Int32 = 0
        /// Why there are no records.
        package var errorCode: ErrorCode = ErrorCode.none
        /// Offset behind the last record that all replicas have.
        package var highWatermark: Int64 = 0
        /// Offset behind the last record whose transaction has ended.
        package var lastStableOffset: Int64 = -1
        /// The log's first offset.
        package var logStartOffset: Int64 = -1
        /// Where the log and the client's last epoch part, if they do.
        package var divergingEpoch: DivergingEpoch = DivergingEpoch()
        /// The leader to ask instead, if the broker isn't it.
        package var currentLeader: CurrentLeader = CurrentLeader()
        /// Between controllers only.
        package var snapshotID: SnapshotID = SnapshotID()
        /// Transactions whose records are to be left out; for read committed only, nil otherwise.
        package var abortedTransactions: [AbortedTransaction]? = nil
        /// The broker to read from instead; -1: this one.
        package var preferredReadReplica: Int32 = -1
        /// Record batches back to back; the last may be cut off.
        package var records: Bytes? = nil

        package init() {}

        package init(
            index: Int32 = 0,
            errorCode: ErrorCode = ErrorCode.none,
            highWatermark: Int64 = 0,
            lastStableOffset: Int64 = -1,
            logStartOffset: Int64 = -1,
            divergingEpoch: DivergingEpoch = DivergingEpoch(),
            currentLeader: CurrentLeader = CurrentLeader(),
            snapshotID: SnapshotID = SnapshotID(),
            abortedTransactions: [AbortedTransaction]? = nil,
            preferredReadReplica: Int32 = -1,
            records: Bytes? = nil
        ) {
            self.index = index
            self.errorCode = errorCode
            self.highWatermark = highWatermark
            self.lastStableOffset = lastStableOffset
            self.logStartOffset = logStartOffset
            self.divergingEpoch = divergingEpoch
            self.currentLeader = currentLeader
            self.snapshotID = snapshotID
            self.abortedTransactions = abortedTransactions
            self.preferredReadReplica = preferredReadReplica
            self.records = records
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.index = try reader.read()
            self.errorCode = ErrorCode(rawValue: try reader.read())
            self.highWatermark = try reader.read()
            self.lastStableOffset = try reader.read()
            if version >= 5 { self.logStartOffset = try reader.read() }
            self.abortedTransactions = try reader.readNullableArray(version: version, flexible: flexible)
            if version >= 11 { self.preferredReadReplica = try reader.read() }
            self.records = try reader.readNullableBytes(compact: flexible)
            if flexible {
                for _ in 0..<(try reader.readTagCount()) {
                    let (tag, end) = try reader.readTag()
                    switch tag {
                    case 0: self.divergingEpoch = try DivergingEpoch(from: &reader, version: version, flexible: true)
                    case 1: self.currentLeader = try CurrentLeader(from: &reader, version: version, flexible: true)
                    case 2: self.snapshotID = try SnapshotID(from: &reader, version: version, flexible: true)
                    default: try reader.skipTag(to: end)
                    }
                    try reader.finishTag(at: end)
                }
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.index)
            writer.append(bigEndian: self.errorCode.rawValue)
            writer.append(bigEndian: self.highWatermark)
            writer.append(bigEndian: self.lastStableOffset)
            if version >= 5 { writer.append(bigEndian: self.logStartOffset) }
            try writer.append(nullableArray: self.abortedTransactions, version: version, flexible: flexible)
            if version >= 11 { writer.append(bigEndian: self.preferredReadReplica) }
            try writer.append(nullableBytes: self.records, compact: flexible)
            if flexible {
                let hasTag0 = self.divergingEpoch != DivergingEpoch()
                let hasTag1 = self.currentLeader != CurrentLeader()
                let hasTag2 = self.snapshotID != SnapshotID()
                writer.append(UInt8((hasTag0 ? 1 : 0) + (hasTag1 ? 1 : 0) + (hasTag2 ? 1 : 0)))
                if hasTag0 {
                    let place = writer.beginTag(0)
                    try self.divergingEpoch.encode(into: &writer, version: version, flexible: true)
                    writer.patch(varintLengthAt: place)
                }
                if hasTag1 {
                    let place = writer.beginTag(1)
                    try self.currentLeader.encode(into: &writer, version: version, flexible: true)
                    writer.patch(varintLengthAt: place)
                }
                if hasTag2 {
                    let place = writer.beginTag(2)
                    try self.snapshotID.encode(into: &writer, version: version, flexible: true)
                    writer.patch(varintLengthAt: place)
                }
            }
        }
    }

    /// The value of `divergingEpoch`.
    package struct DivergingEpoch: WireElement {
        package static var minimumSize: Int { 13 }

        /// The latest epoch in common; -1: nothing to tell.
        package var epoch: Int32 = -1
        /// Its end.
        package var endOffset: Int64 = -1

        package init() {}

        package init(
            epoch: Int32 = -1,
            endOffset: Int64 = -1
        ) {
            self.epoch = epoch
            self.endOffset = endOffset
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            if flexible { self.epoch = try reader.read() }
            if flexible { self.endOffset = try reader.read() }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if flexible {
                writer.append(bigEndian: self.epoch)
            } else if self.epoch != -1 {
                throw WireError(.notInVersion, at: writer.count, field: "epoch")
            }
            if flexible {
                writer.append(bigEndian: self.endOffset)
            } else if self.endOffset != -1 {
                throw WireError(.notInVersion, at: writer.count, field: "endOffset")
            }
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
            if flexible { self.leaderID = try reader.read() }
            if flexible { self.leaderEpoch = try reader.read() }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if flexible {
                writer.append(bigEndian: self.leaderID)
            } else if self.leaderID != -1 {
                throw WireError(.notInVersion, at: writer.count, field: "leaderID")
            }
            if flexible {
                writer.append(bigEndian: self.leaderEpoch)
            } else if self.leaderEpoch != -1 {
                throw WireError(.notInVersion, at: writer.count, field: "leaderEpoch")
            }
            if flexible {
                writer.append(0)
            }
        }
    }

    /// The value of `snapshotID`.
    package struct SnapshotID: WireElement {
        package static var minimumSize: Int { 12 }

        /// End of the snapshot.
        package var endOffset: Int64 = -1
        /// Epoch of the snapshot.
        package var epoch: Int32 = -1

        package init() {}

        package init(
            endOffset: Int64 = -1,
            epoch: Int32 = -1
        ) {
            self.endOffset = endOffset
            self.epoch = epoch
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.endOffset = try reader.read()
            self.epoch = try reader.read()
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.endOffset)
            writer.append(bigEndian: self.epoch)
            if flexible {
                writer.append(0)
            }
        }
    }

    /// An element of `abortedTransactions`.
    package struct AbortedTransaction: WireElement {
        package static var minimumSize: Int { 16 }

        /// The producer.
        package var producerID: Int64 = 0
        /// Offset of its transaction's first record.
        package var firstOffset: Int64 = 0

        package init() {}

        package init(
            producerID: Int64 = 0,
            firstOffset: Int64 = 0
        ) {
            self.producerID = producerID
            self.firstOffset = firstOffset
        }

        package init(from reader: inout WireReader, version: Int16, flexible: Bool) throws(WireError) {
            self.producerID = try reader.read()
            self.firstOffset = try reader.read()
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            writer.append(bigEndian: self.producerID)
            writer.append(bigEndian: self.firstOffset)
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
            if version >= 16 { self.nodeID = try reader.read() }
            if version >= 16 { self.host = try reader.readString(compact: flexible) }
            if version >= 16 { self.port = try reader.read() }
            if version >= 16 { self.rack = try reader.readNullableString(compact: flexible) }
            if flexible {
                try reader.skipTaggedFields()
            }
        }

        package func encode(into writer: inout BytesWriter, version: Int16, flexible: Bool) throws(WireError) {
            if version >= 16 {
                writer.append(bigEndian: self.nodeID)
            } else if self.nodeID != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "nodeID")
            }
            if version >= 16 {
                try writer.append(string: self.host, compact: flexible)
            } else if !self.host.isEmpty {
                throw WireError(.notInVersion, at: writer.count, field: "host")
            }
            if version >= 16 {
                writer.append(bigEndian: self.port)
            } else if self.port != 0 {
                throw WireError(.notInVersion, at: writer.count, field: "port")
            }
            if version >= 16 {
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
