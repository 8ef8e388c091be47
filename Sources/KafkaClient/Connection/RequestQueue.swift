/// Which answer belongs to which request on one connection. No I/O, clock or lock: a method takes an event, sets the
/// next state, and returns the one action its caller carries out. Kafka answers in order, so an unexpected correlation
/// id means that the stream can't be trusted any more. Times are nanoseconds of one clock.
enum RequestQueue<Waiter>: ~Copyable {
    struct Entry {
        let id: Int32
        /// Nil: its caller is gone, its answer still comes.
        var waiter: Waiter?
        let deadline: Int64
    }

    struct InFlight {
        var entries = Few<Entry>()  // oldest first
        var nextID: Int32 = 0  // correlation id of the next request; wraps around
    }

    case open(InFlight)
    case closed(KafkaError)

    enum SendAction {
        case write(id: Int32)
        case fail(Waiter?, KafkaError)
    }

    enum ReceiveAction {
        case resume(Waiter)
        case close([Waiter], KafkaError)
        case ignore
    }

    enum ExpireAction {
        /// Fail the first ones with the first error, the others with the second, and close.
        case close(late: [Waiter], KafkaError, others: [Waiter], KafkaError)
        case wait(until: Int64)
        case nothing
    }

    /// The correlation id that the next request gets.
    var nextID: Int32 {
        switch self {
        case .open(let inFlight): inFlight.nextID
        case .closed: 0
        }
    }

    /// How many answers are still to come.
    var count: Int {
        switch self {
        case .open(let inFlight): inFlight.entries.count
        case .closed: 0
        }
    }

    var isOpen: Bool {
        switch self {
        case .open: true
        case .closed: false
        }
    }

    /// A request is about to be written.
    ///
    /// - Parameter waiter: Who gets the answer; nil if the broker sends none.
    mutating func send(_ waiter: Waiter?, deadline: Int64) -> SendAction {
        switch consume self {
        case .open(var inFlight):
            let id = inFlight.nextID
            inFlight.nextID = id &+ 1
            if let waiter { inFlight.entries.append(Entry(id: id, waiter: waiter, deadline: deadline)) }
            self = .open(inFlight)
            return .write(id: id)
        case .closed(let error):
            self = .closed(error)
            return .fail(waiter, error)
        }
    }

    mutating func receive(correlationID: Int32) -> ReceiveAction {
        switch consume self {
        case .open(var inFlight):
            guard let first = inFlight.entries.first, first.id == correlationID else {
                let expected = inFlight.entries.first.map { "expecting \($0.id)" } ?? "expecting none"
                let error = KafkaError(.malformedFrame, "reading answer \(correlationID), \(expected)")
                self = .closed(error)
                return .close(inFlight.entries.compactMap(\.waiter), error)
            }
            inFlight.entries.removeFirst()
            self = .open(inFlight)
            return first.waiter.map { .resume($0) } ?? .ignore
        case .closed(let error):  // bytes that were already on their way when we closed
            self = .closed(error)
            return .ignore
        }
    }

    /// A caller leaves. Its answer is dropped when it comes.
    mutating func cancel(_ id: Int32) -> Waiter? {
        switch consume self {
        case .open(var inFlight):
            let index = inFlight.entries.firstIndex { $0.id == id }
            let waiter = index.flatMap { inFlight.entries[$0].waiter.take() }
            self = .open(inFlight)
            return waiter
        case .closed(let error):
            self = .closed(error)
            return nil
        }
    }

    /// Time has passed. An answer that is late holds up all behind it: the connection is of no use any more.
    mutating func expire(at now: Int64) -> ExpireAction {
        switch consume self {
        case .open(let inFlight):
            let next = inFlight.entries.lazy.map(\.deadline).min()
            guard let next, next <= now else {
                self = .open(inFlight)
                return next.map { .wait(until: $0) } ?? .nothing
            }
            let late = KafkaError(.timedOut, "waiting for an answer")
            let error = KafkaError(.connectionClosed, "waiting behind an answer that was late")
            self = .closed(error)
            let isLate = { (entry: Entry) in entry.deadline <= now }
            return .close(
                late: inFlight.entries.filter(isLate).compactMap(\.waiter), late,
                others: inFlight.entries.filter { !isLate($0) }.compactMap(\.waiter), error)
        case .closed(let error):
            self = .closed(error)
            return .nothing
        }
    }

    /// The connection has ended: returns who is to get `error`. The first reason stays.
    mutating func close(_ error: KafkaError) -> [Waiter] {
        switch consume self {
        case .open(let inFlight):
            self = .closed(error)
            return inFlight.entries.compactMap(\.waiter)
        case .closed(let earlier):
            self = .closed(earlier)
            return []
        }
    }
}
