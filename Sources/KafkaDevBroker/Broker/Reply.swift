import Bytes
package import KafkaWire
import Log

/// Who asks what, and in which version.
package struct RequestInfo: Sendable, Equatable {
    /// The broker that was asked.
    package let broker: Int32
    package let apiKey: APIKey
    package let version: Int16
    package let correlationID: Int32
    package let clientID: String?
    /// The client's address, in Kafka's form: `/127.0.0.1`.
    package let clientHost: String
}

/// What goes back over the connection.
enum ReplyOutcome: Sendable {
    case frame([Bytes])
    /// The client expects no answer (acks=0).
    case nothing
    /// The connection closes without an answer.
    case hangUp
    /// There will never be an answer, and the connection stays open and stuck.
    case silence
}

/// The answer that is owed to one request; given exactly once, now or later.
final class Reply<Response: KafkaResponse> {
    let info: RequestInfo
    private var sink: ((ReplyOutcome) -> Void)?
    /// What a fault makes of the answer before it goes out.
    var transform: ((Response) -> FaultedAnswer<Response>)?
    private let schedule: (Int64, @escaping () -> Void) -> Void

    init(
        _ info: RequestInfo, schedule: @escaping (Int64, @escaping () -> Void) -> Void,
        sink: @escaping (ReplyOutcome) -> Void
    ) {
        self.info = info
        self.schedule = schedule
        self.sink = sink
    }

    var version: Int16 { self.info.version }

    func send(_ response: Response) {
        guard let transform = self.transform else { return self.write(response) }
        self.transform = nil
        self.carryOut(transform(response))
    }

    /// Sends the message in pieces that the caller has encoded: everything behind the response's header.
    func sendEncoded(_ pieces: [Bytes], byteCount: Int) {
        var writer = BytesWriter(capacity: 16)
        writer.append(bigEndian: Int32(0))
        ResponseHeader(correlationID: self.info.correlationID).encode(
            into: &writer, for: self.info.apiKey, version: self.info.version)
        writer.patch(bigEndian: Int32(truncatingIfNeeded: writer.count - 4 + byteCount), at: 0)
        self.finish(.frame([writer.finish()] + pieces))
    }

    func sendNothing() { self.finish(.nothing) }
    func hangUp() { self.finish(.hangUp) }

    func carryOut(_ answer: FaultedAnswer<Response>) {
        switch answer {
        case .send(let response): self.write(response)
        case .hangUp: self.hangUp()
        case .silence: self.finish(.silence)
        case .later(let milliseconds, let response):
            self.schedule(milliseconds) { self.write(response) }
        }
    }

    private func write(_ response: Response) {
        do {
            self.finish(
                .frame([try response.frame(version: self.info.version, correlationID: self.info.correlationID)]))
        } catch {
            // Our own mistake: an answer that this version can't hold. The client must not wait for it forever.
            Logger("kafka.devbroker").error(
                "An answer can't be encoded", ["api": "\(self.info.apiKey)", "version": self.info.version], error: error
            )
            self.finish(.hangUp)
        }
    }

    private func finish(_ outcome: ReplyOutcome) {
        let sink = self.sink
        self.sink = nil
        sink?(outcome)
    }
}

/// An answer after a fault has had its way with it.
enum FaultedAnswer<Response> {
    case send(Response)
    case later(milliseconds: Int64, Response)
    case hangUp
    case silence
}
