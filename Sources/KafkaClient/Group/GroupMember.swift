import Bytes
import KafkaWire
import Log
import Metrics
package import Transport

/// A member of a group of any protocol type: finds the coordinator, joins, makes assignments if it is the leader,
/// sends heartbeats, and joins again whenever that is asked for, by the coordinator or by its owner.
///
/// Lives on its loop. ``run()`` is its life; its delegate does everything that is particular to the protocol.
package actor GroupMember: LoopActor {
    package nonisolated let loop: EventLoop
    package nonisolated let configuration: GroupConfiguration
    private nonisolated let cluster: KafkaCluster
    private nonisolated let delegate: any GroupDelegate
    private let clock: LoopClock
    private var state = GroupState()
    private var lane: ConnectionLane?
    private var lastJoin: GroupMembership?
    private nonisolated let published = Locked<GroupMembership?>(nil)
    private var isStopping = false
    private var news = News()
    private var failure: KafkaError?
    /// Heartbeats are due: not while the coordinator holds a join or sync request of ours.
    private var isBeating = false
    /// Where a join or sync request is being held, which may take as long as others need to join.
    private var asked: KafkaConnection?
    private var coordinatorMissingSince: ContinuousClock.Instant?
    private var hasToldLoss = false
    private var failures = 0
    private nonisolated var meter: ClientMeter? { self.cluster.configuration.meter }

    /// ``GroupDelegate/groupWillJoin(leaving:)`` is due before the next join: once a round, however many tries it takes.
    private var mustPrepare = true

    private static let log = Logger("org.apache.kafka.clients.consumer.internals.AbstractCoordinator")
    private static let leaveTime = Duration.seconds(3)

    package init(_ configuration: GroupConfiguration, cluster: KafkaCluster, delegate: any GroupDelegate) {
        self.configuration = configuration
        self.cluster = cluster
        self.delegate = delegate
        self.loop = cluster.loop
        self.clock = LoopClock(on: cluster.loop)
    }

    /// What the member was last told, from any thread; nil while it is joining or isn't a member.
    package nonisolated var membership: GroupMembership? { self.published.withLock { $0 } }

    /// Asks for another round; from any thread.
    package nonisolated func rejoin(_ reason: String) {
        self.loop.onLoop {
            self.assumeIsolated {
                $0.state.rejoin(reason)
                $0.wake()
            }
        }
    }

    /// Ends ``run()`` after the member has left the group; from any thread.
    package nonisolated func stop() {
        self.loop.onLoop {
            self.assumeIsolated {
                $0.isStopping = true
                $0.wake()
                $0.asked?.assumeIsolated { $0.close() }
            }
        }
    }

    /// Leaves the group and stays away until ``rejoin(_:)``. The others are told at once.
    package func leave(_ reason: String) async {
        let memberID = self.state.memberID
        self.publish(nil)
        self.state.leave()
        self.wake()
        // a static member stays in the group until its session is over: it may be back soon
        guard !memberID.isEmpty, self.configuration.groupInstanceID == nil else { return }
        Self.log.debug("Leaving the group", ["group": self.configuration.groupID, "reason": reason])
        // who stops must not wait for a coordinator that isn't there: the session will end by itself
        await withTaskGroup { tasks in
            tasks.addTask { await self.tellLeaving(memberID, reason) }
            tasks.addTask { try? await self.clock.sleep(for: Self.leaveTime) }
            await tasks.next()
            tasks.cancelAll()
        }
    }

    private func tellLeaving(_ memberID: String, _ reason: String) async {
        do throws(KafkaError) {
            let connection = try await self.connection()
            let version = try await connection.version(of: LeaveGroupRequest.self)
            let request =
                version >= 3
                ? LeaveGroupRequest(
                    groupID: self.configuration.groupID, members: [.init(memberID: memberID, reason: reason)])
                : LeaveGroupRequest(groupID: self.configuration.groupID, memberID: memberID)
            _ = try await connection.send(request, versions: version...version)
        } catch {
            Self.log.debug("The group was not told that the member leaves", error: error)
        }
    }

    /// Is a member until ``stop()``, after which it has left, or until cancellation, after which the coordinator finds
    /// out by itself. Call it once.
    ///
    /// - Throws: What nothing makes better, such as a group that we may not join; `cancelled`.
    package func run() async throws(KafkaError) {
        let heartbeats = Task { await self.beat() }  // a child that ends with this call
        let result: Result<Void, KafkaError>
        do throws(KafkaError) {
            result = .success(try await self.live())
        } catch {
            result = .failure(error)
        }
        heartbeats.cancel()
        await heartbeats.value
        self.publish(nil)
        if case .success = result { await self.leave("the member is stopping") }
        if let lane = self.lane { await self.cluster.closeLane(lane) }
        try result.get()
    }

    private func live() async throws(KafkaError) {
        while true {
            self.news.look()
            if self.isStopping { return }
            if Task.isCancelled { throw KafkaError(.cancelled, "being a member of \(self.configuration.groupID)") }
            if let failure = self.failure { throw failure }
            guard self.state.wantsToJoin else {
                try await self.waitForNews(nil)
                continue
            }
            do throws(KafkaError) {
                if try await self.joinOnce() { self.failures = 0 } else { try await self.backOff() }
            } catch {
                if self.isStopping { return }
                guard error.isRetriable else { throw error }
                Self.log.debug("Joining has to wait", ["group": self.configuration.groupID], error: error)
                self.state.interrupted("the last try failed")
                self.forgetCoordinator()
                try await self.backOff()
            }
        }
    }

    private func backOff() async throws(KafkaError) {
        let pause = self.cluster.configuration.retryBackoff.delay(after: self.failures)
        self.failures += 1
        let end = ContinuousClock.now + pause
        while true {
            self.news.look()
            guard ContinuousClock.now < end, !self.isStopping else { return }
            try await self.waitForNews(end)
        }
    }

    /// Waits for ``wake()``, or until `end`.
    private func waitForNews(_ end: ContinuousClock.Instant?) async throws(KafkaError) {
        guard let signal = self.news.next("being a member of \(self.configuration.groupID)") else { return }
        let timer = LoopTimer(self) { $0.wake() }
        if let end { timer.schedule(after: ContinuousClock.now.duration(to: end)) }
        defer { timer.cancel() }
        try await signal.wait()
    }

    private func wake() { self.news.tell() }

    private func publish(_ membership: GroupMembership?) {
        self.published.withLock { $0 = membership }
    }

    // MARK: - Rounds

    /// Goes through one round. False if it came to nothing and the next is to wait a little.
    private func joinOnce() async throws(KafkaError) -> Bool {
        self.publish(nil)
        if self.state.takeExpulsion() { await self.delegate.groupDidLose(self.lastJoin, .expelled) }
        let connection = try await self.connection()
        if self.mustPrepare {
            self.mustPrepare = false
            await self.delegate.groupWillJoin(leaving: self.lastJoin)
        }
        // before the protocols are made: what is asked for from now on may not be in them, and is another round
        let reason = self.state.beginJoining()
        let protocols = await self.delegate.groupProtocols()
        guard !self.isStopping, !self.state.isAway else { return true }
        self.isBeating = false
        defer { self.isBeating = true }
        guard let round = try await self.join(connection, protocols, reason) else { return true }
        return try await self.sync(connection, round)
    }

    /// The answer that begins a generation; nil if there is another round to go through first.
    private func join(
        _ connection: KafkaConnection, _ protocols: [GroupProtocol], _ reason: String?
    ) async throws(KafkaError) -> JoinGroupResponse? {
        self.meter?.group { $0.beganToJoin(at: $1) }
        let request = JoinGroupRequest(
            groupID: self.configuration.groupID, sessionTimeout: self.configuration.sessionTimeout,
            rebalanceTimeout: self.configuration.rebalanceTimeout, memberID: self.state.memberID,
            groupInstanceID: self.configuration.groupInstanceID, protocolType: self.configuration.protocolType,
            protocols: protocols.map { .init(name: $0.name, metadata: $0.metadata) }, reason: reason)
        Self.log.debug("Joining", ["group": self.configuration.groupID, "reason": reason])
        let start = MetricsClock.now
        let response = try await self.ask(connection, request)
        self.meter?.group { $0.joins.record(Double($1 - start), at: $1) }
        let reaction = self.state.react(to: response.errorCode, of: .join, memberID: response.memberID)
        guard try await self.carryOut(reaction, response.errorCode, "joining group \(self.configuration.groupID)")
        else {
            return nil
        }
        self.state.joined(memberID: response.memberID, generation: response.generationID)
        return response
    }

    private func sync(_ connection: KafkaConnection, _ round: JoinGroupResponse) async throws(KafkaError) -> Bool {
        var assignments: [String: Bytes] = [:]
        let protocolName = round.protocolName ?? ""
        if round.leader == round.memberID, !round.skipAssignment {
            assignments = await self.delegate.groupAssign(
                GroupRound(
                    leaderID: round.leader, generation: round.generationID, protocolName: protocolName,
                    members: round.members.map {
                        .init(memberID: $0.memberID, groupInstanceID: $0.groupInstanceID, metadata: $0.metadata)
                    }))
        }
        let request = SyncGroupRequest(
            groupID: self.configuration.groupID, generationID: round.generationID, memberID: round.memberID,
            groupInstanceID: self.configuration.groupInstanceID, protocolType: self.configuration.protocolType,
            protocolName: protocolName,
            assignments: assignments.sorted { $0.key < $1.key }.map { .init(memberID: $0.key, assignment: $0.value) })
        let start = MetricsClock.now
        let response = try await self.ask(connection, request)
        self.meter?.group { $0.syncs.record(Double($1 - start), at: $1) }
        let reaction = self.state.react(to: response.errorCode, of: .sync)
        guard try await self.carryOut(reaction, response.errorCode, "syncing group \(self.configuration.groupID)")
        else {
            return true
        }
        let membership = GroupMembership(
            memberID: round.memberID, generation: round.generationID, leaderID: round.leader,
            protocolName: protocolName, assignment: response.assignment)
        self.lastJoin = membership
        self.mustPrepare = true
        self.meter?.group { $0.joined(at: $1) }
        self.publish(membership)
        self.isBeating = true
        Self.log.debug("Joined", ["group": self.configuration.groupID, "generation": round.generationID])
        await self.delegate.groupDidJoin(membership)
        return true
    }

    /// Asks what the coordinator answers when the others have asked too. The coordinator reads nothing else from the
    /// connection meanwhile, so ``stop()`` closes it: leaving must not wait for the others.
    private func ask<Request: KafkaRequest>(
        _ connection: KafkaConnection, _ request: Request
    ) async throws(KafkaError) -> Request.Response {
        if self.isStopping { throw KafkaError(.cancelled, "being a member of \(self.configuration.groupID)") }
        self.asked = connection
        defer { self.asked = nil }
        return try await connection.send(request, timeout: self.configuration.rebalanceTimeout + .seconds(5))
    }

    /// True if the coordinator's answer was a good one. Else the state says what is next.
    private func carryOut(
        _ reaction: GroupState.Reaction, _ code: ErrorCode, _ operation: String
    ) async throws(KafkaError) -> Bool {
        switch reaction {
        case .proceed: return true
        case .retry: return false
        case .join(let backsOff):
            if backsOff { try await self.backOff() }
            return false
        case .findCoordinator:
            self.forgetCoordinator()
            try await self.backOff()
            return false
        case .fail:
            let group = "group \(self.configuration.groupID)"
            throw KafkaError(.broker(code), operation).namingRight("Read", on: group, self.cluster.configuration)
        }
    }

    // MARK: - Coordinator

    private func connection() async throws(KafkaError) -> KafkaConnection {
        if self.lane == nil { self.lane = await self.cluster.newLane() }
        let target = BrokerTarget.group(self.configuration.groupID)
        do throws(KafkaError) {
            let connection = try await self.cluster.connection(to: target, lane: self.lane ?? .main)
            self.coordinatorMissingSince = nil
            self.hasToldLoss = false
            return connection
        } catch {
            await self.cluster.forgetCoordinator(of: target)
            let since = self.coordinatorMissingSince ?? .now
            self.coordinatorMissingSince = since
            if .now - since >= self.configuration.heartbeatInterval, !self.hasToldLoss {
                self.hasToldLoss = true
                self.state.interrupted("the coordinator was lost")
                self.wake()
                await self.delegate.groupDidLose(self.lastJoin, .coordinatorUnknown)
            }
            throw error
        }
    }

    private func forgetCoordinator() {
        let target = BrokerTarget.group(self.configuration.groupID)
        self.cluster.assumeIsolated { $0.forgetCoordinator(of: target) }  // on the same loop
    }

    // MARK: - Heartbeats

    private func beat() async {
        while !Task.isCancelled {
            do {
                try await self.clock.sleep(for: self.configuration.heartbeatInterval)
            } catch {
                return
            }
            guard self.isBeating, self.state.isMember, !self.isStopping else { continue }
            await self.beatOnce()
        }
    }

    private func beatOnce() async {
        let (generation, memberID) = (self.state.generation, self.state.memberID)
        let request = HeartbeatRequest(
            groupID: self.configuration.groupID, generationID: generation, memberID: memberID,
            groupInstanceID: self.configuration.groupInstanceID)
        do throws(KafkaError) {
            let connection = try await self.connection()
            let start = MetricsClock.now
            self.meter?.group { $0.sentHeartbeat(at: $1) }
            let response = try await connection.send(request, timeout: self.configuration.sessionTimeout)
            self.meter?.group { $0.heartbeats.record(Double($1 - start), at: $1) }
            // the answer to a member that we were before says nothing about the one that we are
            guard self.state.generation == generation, self.state.memberID == memberID, self.isBeating else { return }
            switch self.state.react(to: response.errorCode, of: .heartbeat) {
            case .proceed, .retry: break
            case .findCoordinator: self.forgetCoordinator()
            case .join: self.wake()
            case .fail:
                self.failure = KafkaError(
                    .broker(response.errorCode), "sending a heartbeat to group \(self.configuration.groupID)")
                self.wake()
            }
        } catch {
            Self.log.debug("Heartbeat came to nothing", ["group": self.configuration.groupID], error: error)
            if !error.isRetriable, error.code != .cancelled {
                self.failure = error
                self.wake()
            } else {
                self.forgetCoordinator()
            }
        }
    }
}
