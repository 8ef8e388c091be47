import Bytes
import Glibc
import KafkaWire

/// The body of a Produce request: sealed batches with where they go.
struct ProduceBody: RequestBody {
    typealias Request = ProduceRequest

    /// Those of one topic stand together.
    let batches: Few<ProducerBatch>
    let transactionalID: String?
    let acks: Int16
    /// Milliseconds.
    let timeout: Int32

    var copiedSize: Int {
        self.batches.reduce(32) { $0 + 64 + FrameWriter.copiedSize(of: $1.bytes?.count ?? 0) }
    }

    func encode(into frame: inout FrameWriter, version: Int16) throws(WireError) {
        let isFlexible = version >= 9
        try frame.bytes.append(nullableString: self.transactionalID, compact: isFlexible)
        frame.bytes.append(bigEndian: self.acks)
        frame.bytes.append(bigEndian: self.timeout)
        switch self.batches {
        case .empty: try frame.bytes.append(length: 0, nullable: false, compact: isFlexible)
        case .one(let batch):
            try frame.bytes.append(length: 1, nullable: false, compact: isFlexible)
            try Self.append(CollectionOfOne(batch), of: batch.partition.topicName, to: &frame, isFlexible)
        case .several(let batches):
            let starts = batches.indices.filter { place in
                place == 0 || batches[place].partition.topicName != batches[place - 1].partition.topicName
            }
            try frame.bytes.append(length: starts.count, nullable: false, compact: isFlexible)
            for (start, end) in zip(starts, starts.dropFirst() + [batches.count]) {
                let topic = batches[start].partition.topicName
                try Self.append(batches[start..<end], of: topic, to: &frame, isFlexible)
            }
        }
        if isFlexible { frame.bytes.append(0) }
    }

    private static func append(
        _ batches: some Collection<ProducerBatch>, of topic: String, to frame: inout FrameWriter, _ isFlexible: Bool
    ) throws(WireError) {
        try frame.bytes.append(string: topic, compact: isFlexible)
        try frame.bytes.append(length: batches.count, nullable: false, compact: isFlexible)
        for batch in batches {
            let records = batch.bytes ?? Bytes()
            frame.bytes.append(bigEndian: batch.partition.index)
            try frame.bytes.append(length: records.count, nullable: false, compact: isFlexible)
            frame.append(records)
            if isFlexible { frame.bytes.append(0) }
        }
        if isFlexible { frame.bytes.append(0) }
    }
}

extension ProduceAnswer {
    /// Reads the answers to `batches`, in their order, and how long the broker asks us to wait.
    static func read(
        from frame: Bytes, version: Int16, about batches: Few<ProducerBatch>
    ) throws(WireError) -> (answers: Few<ProduceAnswer>, throttle: Duration?) {
        if case .one(let batch) = batches,
            let (answer, throttle) = Self.plainAnswer(in: frame, version: version, about: batch.partition)
        {
            return (Few(answer), throttle)
        }
        let response = try ProduceResponse.decode(frame: frame, version: version).body
        return (Self.answers(response, about: batches), response.throttleTime)
    }

    /// The answer to a lone batch in the form in which it mostly comes: without words and tagged fields. nil: it has
    /// another form, or is about something else.
    private static func plainAnswer(
        in frame: Bytes, version: Int16, about asked: ProducerPartition
    ) -> (ProduceAnswer, throttle: Duration)? {
        let name = asked.topicName.utf8
        let place = 7 + name.count  // behind the header, the number of topics and the topic's name
        let bytes = frame.span
        guard (9...12).contains(version), name.count < 0x7f, bytes.byteCount == place + 40 else { return nil }
        func byte(_ offset: Int) -> UInt8 { bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self) }
        func integer<Value: FixedWidthInteger & BitwiseCopyable>(_ offset: Int) -> Value {
            Value(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Value.self))
        }
        // lengths are one higher than they are
        guard byte(4) == 0, byte(5) == 2, Int(byte(6)) == name.count + 1,
            frame[7..<place].isEqual(toUTF8: asked.topicName), byte(place) == 2, integer(place + 1) == asked.index,
            byte(place + 31) == 1, byte(place + 32) == 0, integer(place + 33) == UInt16(0), byte(place + 39) == 0
        else { return nil }
        var answer = ProduceAnswer(error: ErrorCode(rawValue: integer(place + 5)), baseOffset: integer(place + 7))
        answer.appendTime = integer(place + 15)
        answer.logStartOffset = integer(place + 23)
        return (answer, .milliseconds(integer(place + 35) as Int32))
    }

    private static func answers(
        _ response: ProduceResponse, about batches: Few<ProducerBatch>
    ) -> Few<ProduceAnswer> {
        var places: [TopicPartition: ProduceAnswer] = [:]
        for topic in response.topics {
            for partition in topic.partitions {
                places[TopicPartition(topic.name, partition.index)] = ProduceAnswer(partition)
            }
        }
        return Few(
            from: batches.map { batch in
                places[TopicPartition(batch.partition.topicName, batch.partition.index)]
                    ?? ProduceAnswer(
                        failure: KafkaError(.malformedFrame, "looking for \(batch.partition.name) in an answer"))
            })
    }

    private init(_ partition: ProduceResponse.Partition) {
        self.init(error: partition.errorCode, baseOffset: partition.baseOffset)
        self.appendTime = partition.logAppendTime
        self.logStartOffset = partition.logStartOffset
        let leader = partition.currentLeader
        guard leader.leaderID >= 0 || partition.errorMessage != nil || !partition.recordErrors.isEmpty else { return }
        self.details = Details(
            message: partition.errorMessage,
            recordErrors: partition.recordErrors.map { ($0.batchIndex, $0.batchIndexErrorMessage) },
            leader: leader.leaderID >= 0 ? (leader.leaderID, leader.leaderEpoch) : nil)
    }
}

extension Bytes {
    /// Whether the bytes are `text` in UTF-8.
    fileprivate func isEqual(toUTF8 text: String) -> Bool {
        var text = text
        return text.withUTF8 { text in
            self.withUnsafeBytes { bytes in
                guard bytes.count == text.count else { return false }
                guard let own = bytes.baseAddress, let other = text.baseAddress else { return true }
                return memcmp(own, other, bytes.count) == 0
            }
        }
    }
}
