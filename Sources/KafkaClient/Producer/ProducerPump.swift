import Synchronization
import Transport

/// Calls what sends the producer's records, on the cluster's loop: when somebody rings, and when it is time.
///
/// No task waits here, so a producer that sends a record now and then costs the record and nothing else. What has to wait
/// for something becomes an ``Errand``.
final class ProducerPump: @unchecked Sendable {  // all but `isRung` and `errands` is touched on the loop only
    /// What takes time, for the task that runs the producer.
    enum Errand: Sendable {
        case connect(Int32)
        case identify
        case refresh([String])
        /// Seal these where that may take its time, and send them. The pump rests meanwhile, so that batches grow.
        case seal(Few<ProduceWork>)
    }

    let errands: AsyncStream<Errand>
    private let intake: AsyncStream<Errand>.Continuation
    private let loop: EventLoop
    private let isRung = Atomic(false)
    private var action: Action?
    private var isResting = false
    private var timer: LoopTimer?
    private var armed = Int64.max

    init(on loop: EventLoop) {
        self.loop = loop
        (self.errands, self.intake) = AsyncStream.makeStream()
    }

    /// From any thread; several rings before the action begins count as one.
    func ring() {
        guard !self.isRung.exchange(true, ordering: .acquiringAndReleasing) else { return }
        self.loop.onLoop { self.run() }
    }

    private func run() {
        self.isRung.store(false, ordering: .releasing)
        if !self.isResting { self.action?.run() }
    }

    // MARK: - On the loop

    /// Has `producer` take its steps, now and from now on at each ring.
    func start(_ producer: KafkaProducer, _ sender: ProducerSender, _ seal: ProducerSeal) {
        let action = Action(producer: producer, sender: sender, seal: seal)
        self.action = action  // the cycle ends with `close()`
        action.run()
    }

    private struct Action {
        let producer: KafkaProducer
        let sender: ProducerSender
        let seal: ProducerSeal

        func run() { self.sender.assumeOnLoop(self) { sender, action in action.producer.step(sender, action.seal) } }
    }

    /// Rings at `deadline`. One that is set for an earlier time stays: it rings once for nothing.
    func ring(at deadline: Int64) {
        guard deadline < self.armed else { return }
        self.armed = deadline
        if self.timer == nil {
            // Held strongly until `close()`: what is held weakly somewhere costs more at each retain.
            self.timer = LoopTimer(on: self.loop) {
                self.armed = .max
                self.run()
            }
        }
        self.timer?.schedule(after: .milliseconds(max(deadline - ProducerClock.now, 0)))
    }

    func send(_ errand: Errand) {
        if case .seal = errand { self.isResting = true }
        self.intake.yield(errand)
    }

    /// The errand of sealing is done.
    func goOn() {
        self.isResting = false
        self.run()
    }

    /// There will be no more errands.
    func finish() { self.intake.finish() }

    /// Frees what has to be freed on the loop, and calls nobody any more.
    func close() {
        self.action = nil
        self.timer = nil
        self.armed = .min
    }
}
