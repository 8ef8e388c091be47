import Bytes
import KafkaWire
import Testing
import Transport

@testable import KafkaDevBroker

/// The broker closed the connection instead of answering.
struct HungUp: Error {}

/// The barest client: sends requests in any version, and bytes that are no requests at all.
actor TestClient: StreamOwner {
    nonisolated let loop: EventLoop
    private let stream: ByteStream
    private var waiters: [CheckedContinuation<Bytes?, Never>] = []
    private var closeWaiters: [CheckedContinuation<Void, Never>] = []
    private var frames: [Bytes] = []
    private var isClosed = false
    private var correlationID: Int32 = 0

    private init(_ stream: sending ByteStream, on loop: EventLoop) {
        self.loop = loop
        self.stream = stream
    }

    isolated deinit { self.stream.close() }

    static func connect(to broker: Int32 = 1, of cluster: DevCluster) async throws -> TestClient {
        let loop = cluster.loop
        let endpoint = try await cluster.endpoint(of: broker)
        return try await withTaskExecutorPreference(loop) {
            nonisolated(unsafe) let stream = try await ByteStream.connect(
                to: endpoint, timeout: .seconds(5), on: loop)
            let client = TestClient(stream, on: loop)
            await client.begin()
            return client
        }
    }

    private func begin() { self.stream.start(owner: self) }

    func streamIsReadable() {
        while let frame = try? self.stream.readFrame(limit: 1 << 30) {
            if self.waiters.isEmpty {
                self.frames.append(frame)
            } else {
                self.waiters.removeFirst().resume(returning: frame)
            }
        }
    }

    func streamDidClose(_ error: TransportError?) {
        self.isClosed = true
        for waiter in self.waiters { waiter.resume(returning: nil) }
        for waiter in self.closeWaiters { waiter.resume() }
        (self.waiters, self.closeWaiters) = ([], [])
    }

    func close() {
        self.stream.close()
        self.streamDidClose(nil)
    }

    /// Waits until the broker has closed the connection.
    func closed() async {
        if self.isClosed { return }
        await withCheckedContinuation { self.closeWaiters.append($0) }
    }

    func write(_ bytes: Bytes) { self.stream.write(bytes) }

    private func next() async throws -> Bytes {
        if !self.frames.isEmpty { return self.frames.removeFirst() }
        if self.isClosed { throw HungUp() }
        guard let frame = await withCheckedContinuation({ self.waiters.append($0) }) else { throw HungUp() }
        return frame
    }

    /// Sends without waiting for an answer; gives the correlation id.
    @discardableResult
    func post<Request: KafkaRequest>(_ request: Request, version: Int16? = nil) throws -> Int32 {
        self.correlationID += 1
        let version = version ?? Request.versions.upperBound
        self.stream.write(
            try request.frame(version: version, correlationID: self.correlationID, clientID: "test"))
        return self.correlationID
    }

    /// Waits for the answer to the oldest request that has none yet.
    func receive<Request: KafkaRequest>(
        _: Request.Type, version: Int16? = nil
    ) async throws -> (id: Int32, response: Request.Response) {
        let frame = try await self.next()
        let (header, body) = try Request.Response.decode(
            frame: frame, version: version ?? Request.versions.upperBound)
        return (header.correlationID, body)
    }

    func send<Request: KafkaRequest>(_ request: Request, version: Int16? = nil) async throws -> Request.Response {
        let id = try self.post(request, version: version)
        let (answered, response) = try await self.receive(Request.self, version: version)
        #expect(answered == id)
        return response
    }
}

extension TestClient {
    /// Makes a topic.
    func create(
        _ name: String, partitions: Int32 = 1, factor: Int16 = 1, _ configuration: [String: String] = [:]
    ) async throws -> CreateTopicsResponse.Topic {
        let response = try await self.send(
            CreateTopicsRequest(topics: [
                .init(
                    name: name, partitionCount: partitions, replicationFactor: factor,
                    configs: configuration.map { .init(name: $0.key, value: $0.value) })
            ]))
        return try #require(response.topics.first)
    }

    /// Produces one batch to a partition by the topic's name.
    func produce(
        _ topic: String, _ records: Bytes, partition: Int32 = 0, acks: Int16 = -1
    ) async throws -> ProduceResponse.Partition {
        let response = try await self.send(Self.produceRequest(topic, records, partition, acks), version: 12)
        return try #require(response.topics.first?.partitions.first)
    }

    static func produceRequest(
        _ topic: String, _ records: Bytes, _ partition: Int32 = 0, _ acks: Int16 = -1
    ) -> ProduceRequest {
        ProduceRequest(
            acks: acks, topics: [.init(name: topic, partitions: [.init(index: partition, records: records)])])
    }

    static func fetchRequest(
        _ topic: String, from offset: Int64, partition: Int32 = 0, wait: Duration = .zero, minBytes: Int32 = 1,
        epoch: Int32 = -1
    ) -> FetchRequest {
        FetchRequest(
            maxWait: wait, minBytes: minBytes,
            topics: [
                .init(
                    name: topic,
                    partitions: [
                        .init(
                            index: partition, currentLeaderEpoch: epoch, fetchOffset: offset,
                            partitionMaxBytes: 1 << 20)
                    ])
            ])
    }

    /// Fetches from a partition by the topic's name, without waiting.
    func fetch(
        _ topic: String, from offset: Int64, partition: Int32 = 0, epoch: Int32 = -1
    ) async throws -> FetchResponse.Partition {
        let request = Self.fetchRequest(topic, from: offset, partition: partition, epoch: epoch)
        let response = try await self.send(request, version: 12)
        return try #require(response.topics.first?.partitions.first)
    }
}

/// Runs `body` with a loop and a cluster on it.
func withCluster(
    brokers: Int = 1, _ properties: [String: String] = [:], clock: BrokerClock = .system(), folder: String? = nil,
    memoryLimit: Int = 256 << 20, _ body: (DevCluster) async throws -> Void
) async throws {
    try await EventLoop.withLoop(named: "brokers") { loop in
        // The tests' records are from 1970: on a slow machine the broker's housekeeping came between write and read.
        let properties = ["log.retention.ms": "-1"].merging(properties) { $1 }
        let configuration = DevClusterConfiguration(
            brokers: brokers, dataDirectory: folder, properties: properties, checksRecords: true,
            memoryLimit: memoryLimit, clock: clock)
        try await DevCluster.withCluster(configuration, on: loop, body)
    }
}
