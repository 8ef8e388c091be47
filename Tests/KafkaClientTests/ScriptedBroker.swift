import Bytes
import KafkaWire
import Testing
import Transport

@testable import KafkaClient

/// The other end of a connection: answers each request as a test says.
actor ScriptedBroker: StreamOwner {
    enum Answer: Sendable {
        case bytes(Bytes)
        case nothing
        case hangUp
    }

    nonisolated let loop: EventLoop
    private var stream: ByteStream?
    private(set) var requests: [RequestHeader] = []
    private let script: @Sendable (RequestHeader, _ number: Int) -> Answer
    private(set) var isClosed = false
    private var waiters: [(count: Int, promise: Promise<Void>)] = []

    init(on loop: EventLoop, _ script: @escaping @Sendable (RequestHeader, _ number: Int) -> Answer) {
        self.loop = loop
        self.script = script
    }

    func take(_ stream: sending ByteStream) {
        self.stream = stream
        stream.start(owner: self)
    }

    /// Waits until that many requests have come.
    func requests(_ count: Int) async throws -> [RequestHeader] {
        if self.requests.count < count {
            let promise = Promise<Void>("waiting for requests")
            self.waiters.append((count, promise))
            try await promise.wait()
        }
        return self.requests
    }

    func write(_ bytes: Bytes) { self.stream?.write(bytes) }

    func streamIsReadable() {
        do {
            while let frame = try self.stream?.readFrame(limit: 1_000_000) {
                var reader = WireReader(frame)
                let header = try RequestHeader(from: &reader)
                self.requests.append(header)
                switch self.script(header, self.requests.count - 1) {
                case .bytes(let bytes): self.stream?.write(bytes)
                case .nothing: break
                case .hangUp: self.stream?.closeAfterWriting()
                }
            }
        } catch {
            Issue.record(error)
        }
        for waiter in self.waiters where waiter.count <= self.requests.count { waiter.promise.fulfil(.success(())) }
        self.waiters.removeAll { $0.count <= self.requests.count }
    }

    func streamDidClose(_ error: TransportError?) { self.isClosed = true }

    func close() { self.stream?.close() }

    /// The answer of a broker that speaks all that we do.
    static func versions(
        _ header: RequestHeader, highest: Int16 = .max, throttle: Duration = .zero
    ) throws -> Answer {
        let apis = APIKey.requests.map {
            ApiVersionsResponse.APIVersion(
                apiKey: $0.apiKey.rawValue, minVersion: $0.versions.lowerBound, maxVersion: $0.versions.upperBound)
        }
        if header.apiVersion > highest {
            return .bytes(
                try ApiVersionsResponse(
                    errorCode: .unsupportedVersion,
                    apiKeys: [.init(apiKey: APIKey.apiVersions.rawValue, minVersion: 0, maxVersion: highest)]
                ).frame(version: 0, correlationID: header.correlationID))
        }
        return .bytes(
            try ApiVersionsResponse(apiKeys: apis, throttleTime: throttle)
                .frame(version: header.apiVersion, correlationID: header.correlationID))
    }
}

/// Connects a connection and a scripted broker, and closes both afterwards.
func withConnection(
    _ properties: [String: String] = [:],
    _ script: @escaping @Sendable (RequestHeader, _ number: Int) -> ScriptedBroker.Answer,
    _ body: (KafkaConnection, ScriptedBroker) async throws -> Void
) async throws {
    let configuration = try ClientConfiguration(
        ["bootstrap.servers": "b:1", "client.id": "me"].merging(properties) { $1 })
    try await EventLoop.withLoop { loop in
        let broker = ScriptedBroker(on: loop, script)
        let connection = try await Maker(on: loop).connection(to: broker, configuration)
        do {
            try await body(connection, broker)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        await broker.close()
    }
}

private actor Maker: LoopActor {
    nonisolated let loop: EventLoop
    init(on loop: EventLoop) { self.loop = loop }

    func connection(
        to broker: ScriptedBroker, _ configuration: ClientConfiguration
    ) async throws -> KafkaConnection {
        let (ours, theirs) = try ByteStream.pair(on: self.loop)
        nonisolated(unsafe) let (one, two) = (ours, theirs)  // handed over at once, each to its owner
        await broker.take(two)
        return KafkaConnection(one, to: Endpoint(host: "b", port: 1), configuration, on: self.loop)
    }
}
