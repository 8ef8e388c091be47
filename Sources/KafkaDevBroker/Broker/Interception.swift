package import KafkaWire

/// What a test makes of a request that it intercepts.
package enum Interception<Response: KafkaResponse>: Sendable {
    /// The broker behaves as always.
    case proceed
    /// Answers with this; the request has no effect.
    case respond(Response)
    /// Answers with this after the time has passed; the request has no effect.
    case respondLater(Response, Duration)
    /// The request has its effect, but its answer is another one.
    case replace(@Sendable (Response) -> Response)
    /// The request has its effect at once; its answer comes later.
    case delay(Duration)
    /// The request is held until the gate opens, and only then has its effect.
    case hold(RequestGate)
    /// Closes the connection; the request has no effect.
    case hangUp
    /// The request has its effect, then the connection closes without an answer.
    case hangUpAfterEffect
    /// Never answers; the request has no effect and the connection stays open.
    case silence
}

/// What a test put in the way of requests; take it away with `DevCluster.remove(_:)`.
package struct FaultID: Hashable, Sendable {
    let number: Int
}

/// The faults that tests have injected, in the order of their coming.
struct FaultTable {
    private struct Entry {
        var id: FaultID
        var api: APIKey
        var broker: Int32?
        var remaining: Int
        /// Takes the request, gives an `Interception` of its response; erased.
        var decide: (Any, RequestInfo) -> Any?
    }

    private var entries: [Entry] = []
    private var made = 0

    mutating func add<Request: KafkaRequest>(
        _: Request.Type, broker: Int32?, times: Int?,
        _ decide: @escaping @Sendable (Request, RequestInfo) -> Interception<Request.Response>
    ) -> FaultID {
        self.made += 1
        let id = FaultID(number: self.made)
        self.entries.append(
            Entry(id: id, api: Request.apiKey, broker: broker, remaining: times ?? .max) { request, info in
                (request as? Request).map { decide($0, info) }
            })
        return id
    }

    mutating func remove(_ id: FaultID) { self.entries.removeAll { $0.id == id } }
    mutating func removeAll() { self.entries = [] }

    /// What the newest fitting fault makes of the request. One that says to proceed isn't used up.
    mutating func interception<Request: KafkaRequest>(
        of request: Request, _ info: RequestInfo
    ) -> Interception<Request.Response> {
        guard !self.entries.isEmpty else { return .proceed }
        for index in self.entries.indices.reversed() {
            let entry = self.entries[index]
            guard entry.api == Request.apiKey, entry.broker == nil || entry.broker == info.broker,
                let decision = entry.decide(request, info) as? Interception<Request.Response>
            else { continue }
            if case .proceed = decision { continue }
            if entry.remaining <= 1 { self.entries.remove(at: index) } else { self.entries[index].remaining -= 1 }
            return decision
        }
        return .proceed
    }
}
