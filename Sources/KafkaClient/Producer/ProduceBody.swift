import Bytes
import KafkaWire

/// The body of a Produce request: sealed batches with where they go.
struct ProduceBody: RequestBody {
    typealias Request = ProduceRequest
    /// One a batch, in their order.
    typealias Answer = [ProduceAnswer]

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
        var starts = 0
        for place in self.batches.indices where self.beginsTopic(place) { starts += 1 }
        try frame.bytes.append(length: starts, nullable: false, compact: isFlexible)
        for (place, batch) in self.batches.enumerated() {
            if self.beginsTopic(place) {
                if isFlexible, place > 0 { frame.bytes.append(0) }  // no tagged fields of the topic before
                try frame.bytes.append(string: batch.partition.topicName, compact: isFlexible)
                var end = place + 1
                while end < self.batches.count, !self.beginsTopic(end) { end += 1 }
                try frame.bytes.append(length: end - place, nullable: false, compact: isFlexible)
            }
            let records = batch.bytes ?? Bytes()
            frame.bytes.append(bigEndian: batch.partition.index)
            try frame.bytes.append(length: records.count, nullable: false, compact: isFlexible)
            frame.append(records)
            if isFlexible { frame.bytes.append(0) }
        }
        if isFlexible { frame.bytes.append(zeros: self.batches.isEmpty ? 1 : 2) }
    }

    private func beginsTopic(_ place: Int) -> Bool {
        place == 0 || self.batches[place].partition.topicName != self.batches[place - 1].partition.topicName
    }
}

extension ProduceBody {
    func answer(in frame: Bytes, version: Int16) throws(WireError) -> ([ProduceAnswer], throttle: Duration?) {
        if self.batches.count == 1, let (answer, throttle) = try self.onlyAnswer(in: frame, version: version) {
            return ([answer], throttle)
        }
        let response = try ProduceResponse.decode(frame: frame, version: version).body
        return (self.answers(response), response.throttleTime)
    }

    /// The answer to the only batch, taken out of the message without the arrays around it. nil: the message doesn't look
    /// like that.
    private func onlyAnswer(in frame: Bytes, version: Int16) throws(WireError) -> (ProduceAnswer, throttle: Duration)? {
        guard ProduceResponse.versionsWithTopicNames.contains(version) else { return nil }
        let (asked, isFlexible) = (self.batches[0].partition, version >= 9)
        var reader = WireReader(frame)
        _ = try ResponseHeader(from: &reader, for: .produce, version: version)
        guard try reader.readCount(compact: isFlexible, minimum: ProduceResponse.Topic.minimumSize) == 1,
            try reader.readString(compact: isFlexible) == asked.topicName,
            try reader.readCount(compact: isFlexible, minimum: ProduceResponse.Partition.minimumSize) == 1
        else { return nil }
        let partition = try ProduceResponse.Partition(from: &reader, version: version, flexible: isFlexible)
        guard partition.index == asked.index else { return nil }
        if isFlexible { try reader.skipTaggedFields() }
        let throttle = try reader.readMilliseconds()
        if isFlexible { try reader.skipTaggedFields() }
        try reader.requireEnd()
        return (ProduceAnswer(partition), throttle)
    }

    private func answers(_ response: ProduceResponse) -> [ProduceAnswer] {
        var places: [TopicPartition: ProduceAnswer] = [:]
        for topic in response.topics {
            for partition in topic.partitions {
                places[TopicPartition(topic.name, partition.index)] = ProduceAnswer(partition)
            }
        }
        return self.batches.map { batch in
            places[TopicPartition(batch.partition.topicName, batch.partition.index)]
                ?? ProduceAnswer(
                    failure: KafkaError(.malformedFrame, "looking for \(batch.partition.name) in an answer"))
        }
    }

}

extension ProduceAnswer {
    fileprivate init(_ partition: ProduceResponse.Partition) {
        self.init(error: partition.errorCode, baseOffset: partition.baseOffset)
        self.message = partition.errorMessage
        self.appendTime = partition.logAppendTime
        self.logStartOffset = partition.logStartOffset
        self.recordErrors = partition.recordErrors.map { ($0.batchIndex, $0.batchIndexErrorMessage) }
        if partition.currentLeader.leaderID >= 0 {
            self.leader = (partition.currentLeader.leaderID, partition.currentLeader.leaderEpoch)
        }
    }
}
