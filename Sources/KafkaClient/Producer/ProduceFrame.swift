import Bytes
import KafkaWire

/// Encodes a Produce request around batches that are not copied, unless they are small: they go from the producer to the
/// socket as they are.
enum ProduceFrame {
    /// A batch with where it goes.
    struct Entry {
        var topic: String
        var partition: Int32
        var records: Bytes
    }

    /// Up to this size, one piece is cheaper than several.
    private static let copied = 2048

    /// The body of the request, in pieces.
    ///
    /// - Parameters:
    ///   - entries: Those of one topic stand together.
    ///   - version: One of those of `ProduceRequest` that name topics.
    static func pieces(
        _ entries: [Entry], transactionalID: String?, acks: Int16, timeout: Int32, version: Int16
    ) throws(WireError) -> [Bytes] {
        let isFlexible = version >= 9
        let size = entries.reduce(0) { $0 + $1.records.count }
        let isCopied = size <= Self.copied
        var glue = BytesWriter(capacity: 64 + entries.count * 48 + (isCopied ? size : 0))
        var cuts: [Int] = []
        try glue.append(nullableString: transactionalID, compact: isFlexible)
        glue.append(bigEndian: acks)
        glue.append(bigEndian: timeout)
        let topics = Self.topics(entries)
        Self.append(count: topics.count, isFlexible, to: &glue)
        for topic in topics {
            try glue.append(string: entries[topic.lowerBound].topic, compact: isFlexible)
            Self.append(count: topic.count, isFlexible, to: &glue)
            for entry in entries[topic] {
                glue.append(bigEndian: entry.partition)
                Self.append(count: entry.records.count, isFlexible, to: &glue)
                if isCopied { glue.append(entry.records) } else { cuts.append(glue.count) }
                if isFlexible { glue.append(0) }
            }
            if isFlexible { glue.append(0) }
        }
        if isFlexible { glue.append(0) }
        return isCopied ? [glue.finish()] : Self.interleave(glue.finish(), cuts, entries)
    }

    private static func interleave(_ glue: Bytes, _ cuts: [Int], _ entries: [Entry]) -> [Bytes] {
        var pieces: [Bytes] = []
        var start = 0
        for (cut, entry) in zip(cuts, entries) {
            pieces.append(glue[start..<cut])
            pieces.append(entry.records)
            start = cut
        }
        pieces.append(glue[start..<glue.count])
        return pieces.filter { !$0.isEmpty }
    }

    private static func append(count: Int, _ isFlexible: Bool, to writer: inout BytesWriter) {
        isFlexible
            ? writer.append(unsignedVarint: UInt32(count + 1)) : writer.append(bigEndian: Int32(count))
    }

    /// Where in `entries` each topic is.
    private static func topics(_ entries: [Entry]) -> [Range<Int>] {
        var topics: [Range<Int>] = []
        var start = 0
        for place in 1..<max(entries.count + 1, 1) where place > 0 {
            if place == entries.count || entries[place].topic != entries[start].topic {
                topics.append(start..<place)
                start = place
            }
        }
        return topics
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
