import Bytes
import Testing
import Transport

/// Waits for something to become true on a loop, without polling; fails after forty seconds.
actor Recorder: StreamOwner {
    nonisolated let loop: EventLoop
    private(set) var stream: ByteStream?
    private(set) var received: [UInt8] = []
    private(set) var frames: [Bytes] = []
    private(set) var writableCalls = 0
    private(set) var peerEnded = false
    private(set) var closed: TransportError??
    var keepsWriting = false
    /// nil: take bytes as they come; otherwise frames up to this length.
    private var frameLimit: Int?
    var takesNothing = false
    /// Whether small frames are taken without a copy.
    var sharesFrames = false
    private var echoes = false
    private var waiters: [(condition: (isolated Recorder) -> Bool, caller: CheckedContinuation<Void, any Error>)] = []
    private var timer: LoopTimer?

    struct TimedOut: Error {}

    init(on loop: EventLoop, frameLimit: Int? = nil, echoes: Bool = false) {
        self.loop = loop
        self.frameLimit = frameLimit
        self.echoes = echoes
    }

    func connect(to endpoint: Endpoint) async throws {
        self.take(try await ByteStream.connect(to: endpoint, timeout: .seconds(5), on: self.loop))
    }

    func take(_ stream: ByteStream) {
        self.stream = stream
        stream.start(owner: self)
    }

    func shareFrames() { self.sharesFrames = true }

    func with<Result: Sendable>(_ body: @Sendable (isolated Recorder) throws -> Result) rethrows -> Result {
        try body(self)
    }

    func until(_ condition: @escaping @Sendable (isolated Recorder) -> Bool) async throws {
        if condition(self) { return }
        if self.timer == nil {
            self.timer = LoopTimer(self) { recorder in
                for waiter in recorder.waiters { waiter.caller.resume(throwing: TimedOut()) }
                recorder.waiters = []
            }
        }
        self.timer?.schedule(after: .seconds(40))
        try await withCheckedThrowingContinuation { self.waiters.append((condition, $0)) }
    }

    private func check() {
        let all = self.waiters
        self.waiters = []
        for waiter in all {
            if waiter.condition(self) { waiter.caller.resume() } else { self.waiters.append(waiter) }
        }
    }

    func streamIsReadable() {
        guard let stream = self.stream, !self.takesNothing else { return self.check() }
        if let limit = self.frameLimit {
            do throws(TransportError) {
                if self.sharesFrames {
                    while let frame = try stream.readSharedFrame(limit: limit) { self.frames.append(frame) }
                }
                while let frame = try stream.readFrame(limit: limit) { self.frames.append(frame) }
            } catch {
                self.closed = .some(error)
                stream.close()
            }
        } else if let bytes = stream.read(stream.availableCount) {
            if self.echoes { stream.write(bytes) } else { self.received += bytes.array }
        }
        self.check()
    }

    func streamIsWritable() {
        self.writableCalls += 1
        self.check()
    }

    func streamPeerDidEnd() -> Bool {
        self.peerEnded = true
        self.check()
        return self.keepsWriting
    }

    func streamDidClose(_ error: TransportError?) {
        self.closed = .some(error)
        self.check()
    }

    isolated deinit { self.stream?.close() }
}

/// A listener whose connections are recorders.
actor Server: LoopActor {
    nonisolated let loop: EventLoop
    private var listener: Listener?
    private(set) var connections: [Recorder] = []
    private let frameLimit: Int?
    private let echoes: Bool
    private var waiters: [CheckedContinuation<Recorder, Never>] = []

    init(on loop: EventLoop, frameLimit: Int? = nil, echoes: Bool = false) {
        self.loop = loop
        self.frameLimit = frameLimit
        self.echoes = echoes
    }

    func start(host: String = "127.0.0.1") async throws -> Endpoint {
        let listener = try await Listener.bind(to: Endpoint(host: host, port: 0), on: self.loop)
        self.listener = listener
        listener.start(self) { $0.accepted($1) }
        return listener.localEndpoint
    }

    private func accepted(_ stream: sending ByteStream) {
        let recorder = Recorder(on: self.loop, frameLimit: self.frameLimit, echoes: self.echoes)
        nonisolated(unsafe) let stream = stream  // handed from one actor of the loop to another
        recorder.assumeIsolated { $0.take(stream) }
        self.connections.append(recorder)
        if !self.waiters.isEmpty { self.waiters.removeFirst().resume(returning: recorder) }
    }

    /// The next connection, or the first if there is one already.
    func connection() async -> Recorder {
        if let first = self.connections.first { return first }
        return await withCheckedContinuation { self.waiters.append($0) }
    }

    func stop() {
        self.listener?.close()
        self.listener = nil
        self.connections = []
    }
}

/// A client and the server's end of its connection, over TCP on one loop.
func withConnection(
    frameLimit: Int? = nil, echoes: Bool = false,
    _ body: (_ client: Recorder, _ server: Recorder) async throws -> Void
) async throws {
    try await EventLoop.withLoop { loop in
        let server = Server(on: loop, frameLimit: frameLimit, echoes: echoes)
        let client = Recorder(on: loop, frameLimit: frameLimit)
        try await client.connect(to: server.start())
        try await body(client, server.connection())
        await client.with { $0.stream?.close() }
        await server.stop()
    }
}
