import Bytes
import KafkaWire

/// The body of a Produce request: sealed batches with where they go.
struct ProduceBody: RequestBody {
    typealias Request = ProduceRequest

    /// Those of one topic stand together.
    let batches: [ProducerBatch]
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

extension ProduceAnswer {
    /// The answers to the batches of a request, in their order.
    static func answers(_ response: ProduceResponse, to batches: [ProducerBatch]) -> [ProduceAnswer] {
        if batches.count == 1, response.topics.count == 1, response.topics[0].partitions.count == 1 {
            let (topic, partition) = (batches[0].partition.topicName, batches[0].partition.index)
            let answer = response.topics[0].partitions[0]
            if answer.index == partition, response.topics[0].name == topic { return [ProduceAnswer(answer)] }
        }
        return self.found(in: response, for: batches)
    }

    private static func found(in response: ProduceResponse, for batches: [ProducerBatch]) -> [ProduceAnswer] {
        var places: [TopicPartition: ProduceAnswer] = [:]
        for topic in response.topics {
            for partition in topic.partitions {
                places[TopicPartition(topic.name, partition.index)] = ProduceAnswer(partition)
            }
        }
        return batches.map { batch in
            places[TopicPartition(batch.partition.topicName, batch.partition.index)]
                ?? ProduceAnswer(
                    failure: KafkaError(.malformedFrame, "looking for \(batch.partition.name) in an answer"))
        }
    }

    private init(_ partition: ProduceResponse.Partition) {
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
