import Bytes
import ConnectAPI
import KafkaClient
import Log
import Transport

/// Rebalances: what a round brought, and when the next is due.
extension HerderCore {
    func take(_ news: GroupNews) async {
        switch news {
        case .joined(let join): await self.didJoin(join)
        case .lost: await self.didLose()
        }
    }

    /// Asks for another round. Until it is over, commands that need the group wait.
    func rejoin(_ reason: String) {
        self.isSettled = false
        guard !self.isStopping else { return }
        self.member.rejoin(reason)
    }

    private func didJoin(_ join: GroupJoin) async {
        self.join = join
        self.isSettled = false
        self.services.generation.withLock { $0 = join.generation }
        self.services.metrics.beganRebalance(generation: join.generation)
        Self.log.info(
            "Joined the group",
            [
                "generation": join.generation, "protocol": join.mode.rawValue, "leader": join.isLeader,
                "connectors": join.work.connectors.count, "tasks": join.work.tasks.count,
                "revoked": join.revoked.pieces.count, "delay": join.delay,
            ])
        let revoked = join.revoked.pieces
        self.drop(revoked)
        await self.whenEnded(revoked) { await $0.takeUp(join) }
    }

    /// Nothing of what was revoked runs here any more.
    private func takeUp(_ join: GroupJoin) async {
        guard self.isCurrent(join) else { return }
        guard join.revoked.isEmpty else {
            let (statuses, post) = (self.services.statuses, self.post)
            // The others see what has ended before they start it.
            self.services.background.start {
                await statuses.flush()
                post { await $0.resolve(join) }
            }
            return
        }
        await self.resolve(join)
    }

    private func isCurrent(_ join: GroupJoin) -> Bool {
        self.join?.generation == join.generation && !self.isSettled && !self.isStopping
    }

    private func resolve(_ join: GroupJoin) async {
        guard self.isCurrent(join) else { return }
        if join.hasFailed || self.configs.snapshot.offset < join.offset {
            guard await self.refreshConfigs() else { return await self.backOff(join) }
        }
        self.configFailures = 0
        if join.hasFailed { return self.rejoin("the leader had not read as much of the config topic as others") }
        guard self.configs.snapshot.offset == join.offset else {
            return self.rejoin("the config topic has changed since the assignment was made")
        }
        self.known = Set(self.configs.snapshot.connectors.keys)
        self.run(join.work.pieces)
        if join.isLeader { await self.lead(join) }
        self.published.withLock { facts in
            facts.isReady = true
            facts.isLeader = join.isLeader
            facts.work = join.work
        }
        self.services.metrics.took(join.work)
        self.schedule(join)
        guard join.revoked.isEmpty else { return self.rejoin("what was revoked is free") }
        self.isSettled = true
        self.services.metrics.endedRebalance()
        let deferred = self.deferred
        self.deferred = []
        for work in deferred { self.post(work) }
    }

    /// Reads the config topic to its end, within `worker.sync.timeout.ms`.
    private func refreshConfigs() async -> Bool {
        let configs = self.configs
        let timeout = Duration.milliseconds(self.services.configuration[WorkerKeys.syncTimeout])
        do throws(KafkaError) {
            try await self.limited(to: timeout, "reading to the end of the config topic") {
                do throws(KafkaError) {
                    return .success(try await configs.refresh())
                } catch {
                    return .failure(error)
                }
            }
            return true
        } catch {
            Self.log.warn("The config topic couldn't be read to its end", error: error)
            return false
        }
    }

    /// The config topic can't be read: others should have the work for now.
    private func backOff(_ join: GroupJoin) async {
        self.configFailures += 1
        let unit = Duration.milliseconds(self.services.configuration[WorkerKeys.rebalanceDelay]) / 10
        let left = max(1, 6 - self.configFailures)
        if self.configFailures > 5 {
            self.run([])
            self.group.forgetAssignment()
            self.configFailures = 0
        }
        let member = self.member
        self.services.background.start { await member.leave("taking too long to read the log") }
        self.later(max(unit / left, .milliseconds(100))) { $0.rejoin("trying again after a pause") }
    }

    private func schedule(_ join: GroupJoin) {
        self.timerNumber += 1
        guard join.delay > 0 else { return }
        let number = self.timerNumber
        self.later(.milliseconds(Int64(join.delay))) { core in
            if core.timerNumber == number { core.rejoin("the delay of a rebalance is over") }
        }
    }

    private func didLose() async {
        self.join = nil
        self.isSettled = false
        self.timerNumber += 1
        self.run([])
        // The coordinator may have kept us as a member: without another round nobody would run what was ours.
        self.rejoin("what this worker ran was given up")
    }

    /// The group joins again: what has to be given up first is given up.
    func prepareToJoin(_ mode: ConnectProtocol, _ done: @escaping @Sendable () -> Void) async {
        self.isSettled = false
        if mode == .eager { self.run([]) }
        let mustEnd = mode == .eager ? Set(self.pieces.keys) : self.join?.revoked.pieces ?? []
        await self.whenEnded(mustEnd) { _ in done() }
    }
}

/// What the leader does besides.
extension HerderCore {
    private func lead(_ join: GroupJoin) async {
        self.removeStatuses()
        if join.mode == .sessioned { await self.renewSessionKey() }
    }

    /// Takes back statuses and topics of what is no longer configured.
    private func removeStatuses() {
        let state = self.configs.snapshot
        let statuses = self.services.statuses.snapshot
        let gone = self.services.status(.destroyed)
        for (connector, tasks) in statuses.tasks {
            let isThere = state.connectors[connector] != nil
            // Without a complete round of tasks nobody knows which of them there are.
            if isThere, state.inconsistent.contains(connector) { continue }
            let count = isThere ? Int32(state.tasks(of: connector).count) : 0
            for task in tasks.keys.sorted() where task >= count {
                self.services.statuses.put(.task(TaskID(connector, task), gone))
            }
        }
        for connector in statuses.connectors.keys.sorted() where state.connectors[connector] == nil {
            self.services.statuses.put(.connector(connector, gone))
        }
        for (connector, topics) in statuses.topics where state.connectors[connector] == nil {
            for topic in topics.keys { self.services.statuses.put(.topicTombstone(topic: topic, connector: connector)) }
        }
    }

    /// Writes a new session key if there is none, or if it is too old or not of the kind configured.
    private func renewSessionKey() async {
        let configuration = self.services.configuration
        let algorithm = configuration[WorkerKeys.sessionKeyAlgorithm]
        let length =
            configuration[WorkerKeys.sessionKeySize].map { $0 / 8 }
            ?? InternalRequestSignature.keyLength(algorithm)
        let lifetime = Int64(configuration[WorkerKeys.sessionKeyLifetime])
        let now = WallClock.now
        self.keyTimerNumber += 1
        if let key = self.configs.snapshot.sessionKey, key.algorithm == algorithm, key.key.count == length,
            lifetime == 0 || key.created + lifetime > now
        {
            return self.scheduleKeyRotation(in: .milliseconds(key.created + lifetime - now))
        }
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
        let key = SessionKey(key: Bytes(bytes), algorithm: algorithm, created: now)
        do throws(HerderError) {
            try await self.write([.session(key)], failing: "Error writing session key to Kafka")
            self.scheduleKeyRotation(in: .milliseconds(lifetime))
        } catch {
            Self.log.warn("No session key could be written; trying again", error: error)
            self.scheduleKeyRotation(in: .seconds(1), evenWithoutExpiry: true)
        }
    }

    private func scheduleKeyRotation(in delay: Duration, evenWithoutExpiry: Bool = false) {
        let isLimited = self.services.configuration[WorkerKeys.sessionKeyLifetime] > 0
        guard isLimited || evenWithoutExpiry else { return }
        let number = self.keyTimerNumber
        self.later(max(delay, .milliseconds(100))) { core in
            guard core.keyTimerNumber == number, core.isLeader else { return }
            await core.renewSessionKey()
        }
    }
}
