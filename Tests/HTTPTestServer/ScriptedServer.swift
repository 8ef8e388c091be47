import Bytes
package import Transport

/// An HTTP server that does what a test says, also what no server should do.
package actor ScriptedServer: LoopActor {
    package struct Request: Sendable {
        package let method: String
        package let target: String
        /// Names in lower case.
        package let fields: [(name: String, value: String)]
        package let body: String
        /// Which connection it came on, from 0.
        package let connection: Int

        package subscript(name: String) -> String? { self.fields.first { $0.name == name }?.value }
    }

    package enum Step: Sendable {
        /// Bytes as they are.
        case raw(String, closes: Bool = true)
        case bytes([UInt8], closes: Bool = true)
        /// A whole answer, with its length.
        case answer(Int = 200, [String: String] = [:], String = "")
        /// Says nothing any more.
        case silence
        case hangUp
        /// These bytes first, and then again and again this much, for ever.
        case flood(String, chunk: Int)
    }

    package nonisolated let loop: EventLoop
    private let script: @Sendable (Request, Int) -> Step
    private let tls: TLSContext?
    private var listener: Listener?
    private var connections: [Connection] = []
    package private(set) var requests: [Request] = []

    /// - Parameter script: What to do with a request, the second argument being its number, from 0.
    package init(
        on loop: EventLoop, tls: TLSContext? = nil, _ script: @escaping @Sendable (Request, Int) -> Step
    ) {
        self.loop = loop
        self.tls = tls
        self.script = script
    }

    /// - Returns: The port.
    package func start() async throws -> Int {
        let listener = try await Listener.bind(to: Endpoint(host: "127.0.0.1", port: 0), on: self.loop)
        self.listener = listener
        listener.start(self, tls: self.tls) { server, stream in server.accept(stream) }
        return listener.localEndpoint.port
    }

    package func stop() {
        self.listener?.close()
        self.listener = nil
        for connection in self.connections { connection.assumeIsolated { $0.close() } }
        self.connections = []
    }

    /// Runs `body` while a server with this script serves; it gets the server and its port.
    package static func run<Result>(
        tls: TLSContext? = nil, _ script: @escaping @Sendable (Request, Int) -> Step,
        _ body: (ScriptedServer, Int) async throws -> Result
    ) async throws -> Result {
        try await EventLoop.withLoop(named: "scripted") { loop in
            let server = ScriptedServer(on: loop, tls: tls, script)
            let port = try await server.start()
            do {
                let result = try await body(server, port)
                await server.stop()
                return result
            } catch {
                await server.stop()
                throw error
            }
        }
    }

    private func accept(_ stream: sending ByteStream) {
        let connection = Connection(self, number: self.connections.count)
        self.connections.append(connection)
        nonisolated(unsafe) let stream = stream  // handed from one actor of the loop to another
        connection.assumeIsolated { $0.start(stream) }
    }

    fileprivate func step(_ request: Request) -> Step {
        self.requests.append(request)
        return self.script(request, self.requests.count - 1)
    }
}

/// One connection: cuts requests out of what comes.
private actor Connection: StreamOwner {
    nonisolated let loop: EventLoop
    private weak var server: ScriptedServer?
    private let number: Int
    private var stream: ByteStream?
    private var flood: Bytes?

    init(_ server: ScriptedServer, number: Int) {
        self.loop = server.loop
        self.server = server
        self.number = number
    }

    func start(_ stream: ByteStream) {
        self.stream = stream
        stream.inputLimit = 8 << 20
        stream.start(owner: self)
    }

    func close() { self.stream?.close() }

    func streamIsReadable() {
        while let stream, let request = self.nextRequest() {
            guard let step = self.server?.assumeIsolated({ $0.step(request) }) else { return }
            switch step {
            case .silence: return
            case .hangUp: return stream.close()
            case .raw(let text, let closes): self.write(Bytes(utf8: text), closes)
            case .bytes(let bytes, let closes): self.write(Bytes(bytes), closes)
            case .answer(let status, let fields, let body):
                var head = "HTTP/1.1 \(status) X\r\n"
                for (name, value) in fields { head += "\(name): \(value)\r\n" }
                head += "Content-Length: \(body.utf8.count)\r\n\r\n"
                self.write(Bytes(utf8: head + (request.method == "HEAD" ? "" : body)), false)
            case .flood(let head, let chunk):
                self.flood = Bytes([UInt8](repeating: 0x20, count: chunk))
                self.write(Bytes(utf8: head), false)
                self.streamIsWritable()
            }
        }
    }

    private func write(_ bytes: Bytes, _ closes: Bool) {
        self.stream?.write(bytes)
        if closes { self.stream?.closeAfterWriting() }
    }

    func streamIsWritable() {
        guard let flood, let stream else { return }
        for _ in 0..<4 { stream.write(flood) }
    }

    func streamDidClose(_ error: TransportError?) { self.stream = nil }

    private func nextRequest() -> ScriptedServer.Request? {
        guard let stream else { return nil }
        let text = String(decoding: stream.available)
        guard let end = text.firstRange(of: "\r\n\r\n") else { return nil }
        let lines = text[..<end.lowerBound].split(separator: "\r\n", omittingEmptySubsequences: false)
        let first = lines[0].split(separator: " ")
        var fields: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            fields.append((parts[0].lowercased(), String(parts[1].drop { $0 == " " })))
        }
        let length = fields.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        let head = text[..<end.upperBound].utf8.count
        guard stream.availableCount >= head + length, first.count >= 2 else { return nil }
        let body = stream.available[head..<head + length]
        let request = ScriptedServer.Request(
            method: String(first[0]), target: String(first[1]), fields: fields, body: String(decoding: body),
            connection: self.number)
        stream.consume(head + length)
        return request
    }

    isolated deinit { self.stream?.close() }
}
