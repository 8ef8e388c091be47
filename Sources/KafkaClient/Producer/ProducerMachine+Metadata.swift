import KafkaWire

/// What the cluster says about a topic.
struct ProducerTopicMetadata: Sendable {
    var name: String
    var id = TopicID.zero
    var error = ErrorCode.none
    /// By partition; -1: no leader at the moment.
    var leaders: [(leader: Int32, epoch: Int32)] = []
}

extension ProducerMachine {
    /// Decides whether to ask for metadata now.
    mutating func planMetadata(now: Int64, _ step: inout ProducerStep) {
        defer { step.wakeAt = min(step.wakeAt, self.metadataDue) }
        guard self.isMetadataStale || now >= self.metadataDue else { return }
        let idle = self.topics.values.filter { self.isIdle($0, now: now) }
        for topic in idle { self.topics[topic.name] = nil }
        if !idle.isEmpty { self.lastTopic = nil }
        self.metadataDue = .max
        var isNeeded = self.isMetadataStale
        var isUrgent = false
        for topic in self.topics.values where topic.error == .none && topic.failure == nil {
            guard let refreshed = topic.refreshed else {
                isNeeded = true
                if !topic.wasAsked { isUrgent = true }
                continue
            }
            let due = saturatingSum(refreshed, self.configuration.metadataMaxAge)
            if due <= now { isNeeded = true } else { self.metadataDue = min(self.metadataDue, due) }
        }
        guard isNeeded, !self.topics.isEmpty, !self.metadataRequest.isInFlight else { return }
        guard self.metadataRequest.start(now: now, isUrgent: isUrgent) else {
            self.metadataDue = min(self.metadataDue, self.metadataRequest.notBefore)
            return
        }
        self.isMetadataStale = false
        step.metadata = self.topics.keys.sorted()
        for topic in self.topics.values { topic.wasAsked = true }
    }

    private func isIdle(_ topic: ProducerTopic, now: Int64) -> Bool {
        now - topic.lastUsed > max(self.configuration.metadataMaxIdle, self.configuration.deliveryTimeout)
            && topic.partitions.allSatisfy { $0.queue.isEmpty && $0.inFlight == 0 && !$0.isListed }
    }

    /// Takes over what the cluster says. Topics that it doesn't know are asked for again, after a pause.
    mutating func metadataArrived(_ answers: [ProducerTopicMetadata], now: Int64) {
        var isComplete = !answers.isEmpty
        for answer in answers {
            guard let topic = self.topics[answer.name] else { continue }
            switch answer.error {
            case .none: topic.update(id: answer.id, leaders: answer.leaders, now: now)
            case let error where error.isRetriable: isComplete = false
            default: topic.error = answer.error
            }
        }
        if isComplete {
            self.metadataRequest.succeeded(now: now, pause: self.configuration.retryBackoff)
        } else {
            self.metadataFailed(now: now)
        }
        self.metadataDue = 0
        self.waiters.wake(.metadata)
        self.needsStep = true
    }

    /// - Parameter error: Ends the waiting of those who know nothing of their topics yet, if trying again doesn't help.
    mutating func metadataFailed(now: Int64, _ error: KafkaError? = nil) {
        if let error, error.code == .authenticationFailed {
            for topic in self.topics.values where topic.refreshed == nil { topic.failure = error }
            self.waiters.wake(.metadata)
        }
        self.isMetadataStale = true
        self.metadataDue = 0
        self.needsStep = true
        self.metadataRequest.failed(
            now: now, backoff: self.configuration.retryBackoff, max: self.configuration.retryBackoffMax)
    }
}
