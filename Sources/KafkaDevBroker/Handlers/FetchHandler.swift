import Bytes
import KafkaWire

extension APIHandler {
    static let fetch = APIHandler(FetchRequest.self) { core, request, reply in
        guard request.sessionID == 0 else {  // we never hand one out
            return reply.send(FetchResponse(errorCode: .fetchSessionIDNotFound))
        }
        let waiter = FetchWaiter(request: request, reply: reply)
        guard !waiter.answerIfReady(core, timeIsUp: request.maxWait <= .zero) else { return }
        waiter.wait(core)
    }
}

extension ClusterCore {
    /// Answers those of a partition's waiting fetches that have enough now, or an error to tell.
    func wakeFetches(of partition: PartitionState) {
        guard !partition.waitingFetches.isEmpty else { return }
        // A copy: each that is answered takes itself out, and its client may ask again before the next one's turn.
        for waiter in partition.waitingFetches { _ = waiter.answerIfReady(self, timeIsUp: false) }
    }
}

/// One fetch, answered at once or when there is enough, and when its time is up.
final class FetchWaiter {
    private let request: FetchRequest
    private let reply: Reply<FetchResponse>
    private var isDone = false
    private var awaited: [PartitionState] = []

    init(request: FetchRequest, reply: Reply<FetchResponse>) {
        self.request = request
        self.reply = reply
    }

    private var version: Int16 { self.reply.version }

    private func topic(_ wanted: FetchRequest.Topic, _ core: ClusterCore) -> TopicState? {
        self.version < 13 ? core.topics[wanted.name] : core.topic(named: nil, id: wanted.topicID)
    }

    /// Waits for records, for an error, and for the end of its time.
    func wait(_ core: ClusterCore) {
        self.awaited = self.request.topics.flatMap { wanted in
            let topic = self.topic(wanted, core)
            return wanted.partitions.compactMap { topic?.partition($0.index) }
        }
        for partition in self.awaited { partition.waitingFetches.append(self) }
        core.waitingFetches[ObjectIdentifier(self)] = self
        // Weak: most are answered long before, and must not pile up until their time is over.
        core.schedule(after: self.request.maxWait.milliseconds) { [weak core, weak self] in
            if let core { _ = self?.answerIfReady(core, timeIsUp: true) }
        }
    }

    private func stopWaiting(_ core: ClusterCore) {
        for partition in self.awaited { partition.waitingFetches.removeAll { $0 === self } }
        self.awaited = []
        core.waitingFetches[ObjectIdentifier(self)] = nil
    }

    /// - Returns: Whether the answer has been given, now or before.
    func answerIfReady(_ core: ClusterCore, timeIsUp: Bool) -> Bool {
        if self.isDone { return true }
        guard timeIsUp || self.hasEnough(core) else { return false }
        self.isDone = true
        self.stopWaiting(core)
        self.reply.send(self.response(core))
        return true
    }

    private func hasEnough(_ core: ClusterCore) -> Bool {
        let wanted = Int(self.request.minBytes)
        guard wanted > 0 else { return true }
        var total = 0
        for topic in self.request.topics {
            let state = self.topic(topic, core)
            for partition in topic.partitions {
                guard let found = state?.partition(partition.index), self.problem(found, partition) == nil,
                    !self.diverges(found, partition)
                else { return true }
                total += found.log.available(
                    from: partition.fetchOffset, end: self.end(of: found), limit: wanted - total)
                if total >= wanted { return true }
            }
        }
        return false
    }

    private func end(of partition: PartitionState) -> Int64 {
        self.request.isolationLevel == 1 ? partition.log.lastStableOffset : partition.log.highWatermark
    }

    private func problem(_ partition: PartitionState, _ wanted: FetchRequest.Partition) -> ErrorCode? {
        if let problem = partition.leadershipProblem(at: self.reply.info.broker, epoch: wanted.currentLeaderEpoch) {
            return problem
        }
        let log = partition.log
        return (log.startOffset...log.endOffset).contains(wanted.fetchOffset) ? nil : .offsetOutOfRange
    }

    private func diverges(_ partition: PartitionState, _ wanted: FetchRequest.Partition) -> Bool {
        guard wanted.lastFetchedEpoch >= 0, self.version >= 12 else { return false }
        let end = partition.log.end(of: wanted.lastFetchedEpoch)
        return end.epoch < wanted.lastFetchedEpoch || end.endOffset < wanted.fetchOffset
    }

    private func response(_ core: ClusterCore) -> FetchResponse {
        var response = FetchResponse()
        var room = min(Int(self.request.maxBytes), Int(core.properties.number("fetch.max.bytes")))
        var isFirst = true
        response.topics = self.request.topics.map { topic in
            let state = self.topic(topic, core)
            return .init(
                name: topic.name, topicID: topic.topicID,
                partitions: topic.partitions.map { wanted in
                    let answer = self.read(wanted, state, room: room, atLeastOne: isFirst)
                    let count = answer.records?.count ?? 0
                    room -= count
                    if count > 0 { isFirst = false }
                    return answer
                })
        }
        let moved = response.topics.contains { $0.partitions.contains { $0.errorCode == .notLeaderOrFollower } }
        if moved && self.version >= 16 {
            response.nodeEndpoints = core.runningNodes.map { .init(nodeID: $0.id, host: $0.host, port: Int32($0.port)) }
        }
        return response
    }

    private func read(
        _ wanted: FetchRequest.Partition, _ topic: TopicState?, room: Int, atLeastOne: Bool
    ) -> FetchResponse.Partition {
        var answer = FetchResponse.Partition()
        answer.index = wanted.index
        answer.highWatermark = -1
        answer.records = Bytes()
        guard let partition = topic?.partition(wanted.index) else {
            answer.errorCode = topic == nil && self.version >= 13 ? .unknownTopicID : .unknownTopicOrPartition
            return answer
        }
        if let problem = self.problem(partition, wanted) {
            answer.errorCode = problem
            if self.version >= 12, problem == .notLeaderOrFollower || problem == .fencedLeaderEpoch {
                answer.currentLeader = .init(leaderID: partition.leader, leaderEpoch: partition.leaderEpoch)
            }
            return answer
        }
        let log = partition.log
        answer.highWatermark = log.highWatermark
        answer.lastStableOffset = log.lastStableOffset
        answer.logStartOffset = log.startOffset
        if self.request.isolationLevel == 1 { answer.abortedTransactions = [] }
        if self.diverges(partition, wanted) {
            let end = log.end(of: wanted.lastFetchedEpoch)
            answer.divergingEpoch = .init(epoch: end.epoch, endOffset: end.endOffset)
            return answer
        }
        let limit = max(0, min(Int(wanted.partitionMaxBytes), room))
        switch log.read(from: wanted.fetchOffset, limit: limit, atLeastOne: atLeastOne, end: self.end(of: partition)) {
        case .records(let records): answer.records = records
        case .outOfRange: answer.errorCode = .offsetOutOfRange
        case .failed: answer.errorCode = .kafkaStorageError
        }
        return answer
    }
}

extension PartitionState {
    /// What is wrong with asking `broker` about this partition with a leader epoch; -1: none given.
    func leadershipProblem(at broker: Int32, epoch: Int32) -> ErrorCode? {
        if self.leader != broker { return .notLeaderOrFollower }
        if epoch >= 0 && epoch < self.leaderEpoch { return .fencedLeaderEpoch }
        if epoch > self.leaderEpoch { return .unknownLeaderEpoch }
        return nil
    }
}
