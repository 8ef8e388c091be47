import Bytes
package import KafkaWire
import Log
import Metrics
import Transport

/// Writes records to a cluster: batches them by partition, compresses, sends, tries again, keeps their order.
///
/// Idempotent unless configured otherwise. ``run()`` does the sending and has to run as long as records are sent; sends
/// only put records into batches, on their caller's thread.
package final class KafkaProducer: Sendable {
    private struct Shared {
        var machine: ProducerMachine
        var continuations: [Int: CheckedContinuation<Void, Never>] = [:]
        /// Woken, or cancelled, before they had begun to wait.
        var early: Set<Int> = []
        var isRunning = false
        var closers: [CheckedContinuation<Void, Never>] = []
    }

    private let shared: Locked<Shared>
    private let pump: ProducerPump
    private let meter: ClientMeter?
    private let cluster: KafkaCluster
    package let configuration: ProducerConfiguration

    private static let log = Logger("org.apache.kafka.clients.producer.KafkaProducer")

    /// - Parameter cluster: May be shared; the producer has connections of its own in it.
    package init(_ configuration: ProducerConfiguration, cluster: KafkaCluster) {
        self.configuration = configuration
        self.cluster = cluster
        self.pump = ProducerPump(on: cluster.loop)
        let machine = ProducerMachine(configuration, seed: SystemRandomNumberGenerator().makeSeed())
        self.shared = Locked(Shared(machine: machine))
        self.meter = configuration.client.meter
        self.meter?.follow(self, cluster: cluster)
    }

    // MARK: - For those who write

    /// Takes records into batches, as they are: `records` may be used again when this returns.
    ///
    /// Waits while `buffer.memory` is full or nothing is known of a topic, up to `max.block.ms` for a record; what could
    /// not be taken by then has failed. Calls that come one after another keep the order of their records.
    ///
    /// - Parameter stopsAtFailure: Whether what comes behind a record that could not be taken fails with it, instead of
    ///   being sent.
    /// - Returns: What becomes of the records; they are not sent yet.
    /// - Throws: `closed`, `cancelled`, or why the producer has given up, if not even the first record was taken.
    package func send(
        _ records: OutgoingRecords, stopsAtFailure: Bool = false
    ) async throws(KafkaError) -> Delivery {
        let delivery = Delivery()
        var cursor = AppendCursor()
        cursor.stopsAtFailure = stopsAtFailure
        while true {
            let outcome = self.act { machine throws(KafkaError) in
                try machine.append(
                    records, &cursor, to: delivery, now: ProducerClock.now, wallTime: ProducerClock.wallTime)
            }
            do throws(KafkaError) {
                switch try outcome.get() {
                case .all:
                    delivery.finishOne()
                    return delivery
                case .mustWait:
                    let start = MetricsClock.nanoseconds
                    defer { self.meter?.waitedToSend(since: start) }
                    try await self.wait(cursor.id)
                }
            } catch {
                self.act { $0.leave(cursor.id) }
                guard cursor.next > 0 else { throw error }
                self.shared.withLock { _ in delivery.append(records.count - cursor.next, failure: error) }
                delivery.finishOne()
                return delivery
            }
        }
    }

    private func wait(_ id: Int) async throws(KafkaError) {
        await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                let isEarly = self.shared.withLock { shared in
                    if shared.early.remove(id) != nil { return true }
                    shared.continuations[id] = caller
                    return false
                }
                if isEarly { caller.resume() }
            }
        } onCancel: {
            self.wake([id])
        }
        if Task.isCancelled { throw KafkaError(.cancelled, "waiting to send records") }
    }

    /// Sends all that waits, and returns when its fate is known.
    package func flush() async throws(KafkaError) {
        let start = MetricsClock.nanoseconds
        defer { self.meter?.flushed(since: start) }
        let latch = Delivery()
        self.act { $0.beginFlush(latch) }
        latch.finishOne()
        await latch.wait()
        self.act { $0.endFlush() }
        if Task.isCancelled { throw KafkaError(.cancelled, "flushing the producer") }
    }

    /// Takes nothing more, sends what there is, and returns when ``run()`` has ended.
    ///
    /// - Parameter timeout: What isn't stored by then fails.
    package func close(timeout: Duration) async {
        self.act { $0.close(at: saturatingSum(ProducerClock.now, timeout.milliseconds)) }
        await withCheckedContinuation { caller in
            let isRunning = self.shared.withLock { shared in
                if shared.isRunning { shared.closers.append(caller) }
                return shared.isRunning
            }
            if !isRunning { caller.resume() }
        }
        self.act { $0.failAll(KafkaError(.closed, "sending records")) }  // nobody would send them any more
    }

    /// Counts, for metrics.
    package var figures: ProducerFigures { self.shared.withLock { $0.machine.currentFigures } }

    // MARK: - The driver

    /// Changes the machine, and then does what follows from it outside of the lock.
    @discardableResult
    private func act<Value, Failure: Error>(
        _ body: (inout ProducerMachine) throws(Failure) -> Value
    ) -> Result<Value, Failure> {
        var result: Result<Value, Failure>?
        var finished = Few<Delivery>()
        var woken: [Int] = []
        var mustRing = false
        self.shared.withLock { shared in
            do throws(Failure) {
                result = .success(try body(&shared.machine))
            } catch {
                result = .failure(error)
            }
            finished = shared.machine.takeFinished()
            woken = shared.machine.waiters.takeWoken()
            mustRing = shared.machine.needsStep
            shared.machine.needsStep = false
        }
        for delivery in finished { delivery.finishOne() }
        if !woken.isEmpty { self.wake(woken) }
        if mustRing { self.pump.ring() }
        guard let result = result.take() else { preconditionFailure("the lock was not taken") }
        return result
    }

    private func wake(_ ids: [Int]) {
        let continuations = self.shared.withLock { shared in
            ids.compactMap { id in
                let continuation = shared.continuations.removeValue(forKey: id)
                if continuation == nil { shared.early.insert(id) }
                return continuation
            }
        }
        for continuation in continuations { continuation.resume() }
    }

    /// Sends until ``close(timeout:)`` or cancellation, which fails what isn't stored yet. Call it once.
    ///
    /// Compression happens where this runs; without it, everything happens on the cluster's loop.
    package func run() async {
        self.shared.withLock { $0.isRunning = true }
        let lane = await self.cluster.newLane(meter: self.meter)
        let sender = ProducerSender(self, self.cluster, lane: lane)
        if self.configuration.compression == .none {
            await withTaskExecutorPreference(self.cluster.loop) { await self.drive(sender) }
        } else {
            await self.drive(sender)
        }
        self.act { machine in
            machine.isClosing = true
            machine.failAll(KafkaError(.closed, "sending records"))
        }
        await sender.stop(self.pump)
        await self.cluster.closeLane(lane)
        let closers = self.shared.withLock { shared in
            shared.isRunning = false
            defer { shared.closers = [] }
            return shared.closers
        }
        for closer in closers { closer.resume() }
    }

    /// Does what the pump can't do at once.
    private func drive(_ sender: ProducerSender) async {
        let seal = ProducerSeal(self.configuration)
        await sender.start(self.pump, seal)
        await withDiscardingTaskGroup { group in
            for await errand in self.pump.errands {
                switch errand {
                case .connect(let node): group.addTask { await sender.connect(node) }
                case .identify: group.addTask { await self.identify() }
                case .refresh(let topics): group.addTask { await self.refresh(topics) }
                case .seal(let requests):
                    for work in requests {
                        self.seal(work, seal)
                        await sender.send(work, self.pump)
                    }
                    await sender.resume(self.pump)
                }
            }
            group.cancelAll()
        }
    }

    private func seal(_ work: ProduceWork, _ seal: ProducerSeal) {
        seal.seal(work)
        self.meter?.sent(work)
    }

    /// Does what the machine says. Called by the pump, on the loop.
    func step(_ sender: isolated ProducerSender, _ seal: ProducerSeal) {
        let step = self.act { $0.step(now: ProducerClock.now) }.get()
        if step.isFinished { return self.pump.finish() }
        if !seal.compresses {
            for work in step.requests {
                self.seal(work, seal)
                sender.send(work, self.pump)
            }
        } else if !step.requests.isEmpty {
            self.pump.send(.seal(step.requests))
        }
        if step.needsProducerID { self.pump.send(.identify) }
        if !step.metadata.isEmpty { self.pump.send(.refresh(step.metadata)) }
        self.pump.ring(at: step.wakeAt)
    }

    /// Takes up the answers to a request, one a batch. Called by the sender, on the loop.
    func answered(_ work: ProduceWork, _ answers: Few<ProduceAnswer>) {
        self.act { machine in
            machine.answered(work, answers, now: ProducerClock.now)
            self.meter?.answered(work, answers)
        }
    }

    private func identify() async {
        do throws(KafkaError) {
            let response = try await self.cluster.send(InitProducerIDRequest(), to: .any, deadline: .now)
            try KafkaError.check(response.errorCode, "asking for a producer id")
            let identity = ProducerIdentity(id: response.producerID, epoch: response.producerEpoch)
            Self.log.debug("Producer has its id", ["producerId": "\(identity.id)"])
            self.act { $0.identified(identity) }
        } catch {
            Self.log.debug("Producer could not get its id", error: error)
            self.act { $0.notIdentified(error, now: ProducerClock.now) }
        }
    }

    private func refresh(_ topics: [String]) async {
        do throws(KafkaError) {
            let version = self.cluster.snapshot.version
            let metadata = try await self.cluster.metadata(of: topics, newerThan: version, createsMissing: true)
            let answers = topics.map { ProducerTopicMetadata($0, metadata.topics[$0]) }
            self.act { $0.metadataArrived(answers, now: ProducerClock.now) }
        } catch {
            Self.log.debug("Producer could not get metadata", error: error)
            self.act { $0.metadataFailed(now: ProducerClock.now, error) }
        }
    }
}

extension SystemRandomNumberGenerator {
    fileprivate func makeSeed() -> UInt64 {
        var generator = self
        return generator.next()
    }
}

extension Duration {
    /// Rounded towards zero; what doesn't fit becomes the longest or shortest that does.
    fileprivate var milliseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let (whole, isTooMuch) = seconds.multipliedReportingOverflow(by: 1000)
        if isTooMuch { return seconds < 0 ? .min : .max }
        return saturatingSum(whole, attoseconds / 1_000_000_000_000_000)
    }
}

extension ProducerTopicMetadata {
    fileprivate init(_ name: String, _ topic: ClusterMetadata.Topic?) {
        self.init(name: name)
        self.id = topic?.id ?? .zero
        self.error = topic?.errorCode ?? .unknownTopicOrPartition
        self.leaders = topic?.partitions.map { ($0.leader, $0.leaderEpoch) } ?? []
    }
}
