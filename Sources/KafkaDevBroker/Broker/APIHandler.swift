import Bytes
import KafkaWire
import Transport

/// How one API is carried out: the versions that work, and what to do.
struct APIHandler: Sendable {
    let key: APIKey
    let versions: ClosedRange<Int16>
    /// Decodes the body behind the request's header and answers into the sink, now or later.
    let run: @Sendable (ClusterCore, RequestInfo, Bytes, @escaping (ReplyOutcome) -> Void) throws(WireError) -> Void

    /// - Parameter versions: Those that work, if not all that the codec knows.
    init<Request: KafkaRequest>(
        _: Request.Type, versions: ClosedRange<Int16> = Request.versions,
        _ handle: @escaping @Sendable (ClusterCore, Request, Reply<Request.Response>) -> Void
    ) {
        self.key = Request.apiKey
        self.versions = versions
        self.run = { core, info, body, sink throws(WireError) in
            var reader = WireReader(body)
            let request = try Request(from: &reader, version: info.version)
            // Bytes behind the request are ignored, as Kafka does: librdkafka 2.16 leaves three behind Metadata v13.
            let reply = Reply<Request.Response>(info, schedule: { core.schedule(after: $0, $1) }, sink: sink)
            Self.run(request, reply, core, handle)
        }
    }

    private static func run<Request: KafkaRequest>(
        _ request: Request, _ reply: Reply<Request.Response>, _ core: ClusterCore,
        _ handle: @escaping @Sendable (ClusterCore, Request, Reply<Request.Response>) -> Void
    ) {
        switch core.faults.interception(of: request, reply.info) {
        case .proceed: handle(core, request, reply)
        case .respond(let response): reply.carryOut(.send(response))
        case .respondLater(let response, let time): reply.carryOut(.later(milliseconds: time.milliseconds, response))
        case .hangUp: reply.hangUp()
        case .silence: reply.carryOut(.silence)
        case .replace(let change):
            reply.transform = { .send(change($0)) }
            handle(core, request, reply)
        case .delay(let time):
            reply.transform = { .later(milliseconds: time.milliseconds, $0) }
            handle(core, request, reply)
        case .hangUpAfterEffect:
            reply.transform = { _ in .hangUp }
            handle(core, request, reply)
        case .hold(let gate):
            let held = LoopBound((core, reply))
            let loop = core.loop
            gate.arrive {
                loop.onLoop {
                    let (core, reply) = held.value
                    handle(core, request, reply)
                }
            }
        }
    }

    /// All that work, by API number.
    static let all: [Int16: APIHandler] = Dictionary(uniqueKeysWithValues: Self.list.map { ($0.key.rawValue, $0) })

    /// What ApiVersions advertises: this and nothing else.
    static var advertised: [(key: APIKey, versions: ClosedRange<Int16>)] {
        Self.list.map { ($0.key, $0.versions) }.sorted { $0.key.rawValue < $1.key.rawValue }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up; within what the arithmetic of deadlines can bear.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = self.components
        let bounded = min(max(seconds, -(1 << 40)), 1 << 40)
        return bounded * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}

/// What belongs to an event loop, on its way back there through other threads.
private struct LoopBound<Value>: @unchecked Sendable {  // nobody looks into it but on the loop it came from
    let value: Value

    init(_ value: Value) { self.value = value }
}
