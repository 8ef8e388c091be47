import Bytes
import Testing
import Transport

@Suite(.timeLimit(.minutes(5))) struct ConnectingTests {
    private func code(connectingTo endpoint: Endpoint, timeout: Duration = .seconds(5)) async -> TransportError.Code? {
        await EventLoop.withLoop { loop in
            await Connector(on: loop).code(connectingTo: endpoint, timeout: timeout)
        }
    }

    actor Connector: LoopActor {
        nonisolated let loop: EventLoop
        init(on loop: EventLoop) { self.loop = loop }

        func code(connectingTo endpoint: Endpoint, timeout: Duration) async -> TransportError.Code? {
            do throws(TransportError) {
                let stream = try await ByteStream.connect(to: endpoint, timeout: timeout, on: self.loop)
                #expect(stream.remoteEndpoint.port == endpoint.port)
                stream.close()
                return nil
            } catch {
                return error.code
            }
        }

        func freePort() async throws -> Int {
            let listener = try await Listener.bind(to: Endpoint(host: "127.0.0.1", port: 0), on: self.loop)
            defer { listener.close() }
            return listener.localEndpoint.port
        }
    }

    @Test func aPortWhereNobodyListensRefuses() async throws {
        let port = try await EventLoop.withLoop { try await Connector(on: $0).freePort() }
        #expect(await self.code(connectingTo: Endpoint(host: "127.0.0.1", port: port)) == .refused)
    }

    @Test func everyAddressOfANameIsTried() async throws {
        try await EventLoop.withLoop { loop in
            let server = Server(on: loop)
            let port = try await server.start().port  // on 127.0.0.1; localhost may be ::1 first
            let client = Recorder(on: loop)
            try await client.connect(to: Endpoint(host: "localhost", port: port))
            await client.with { $0.stream?.close() }
            await server.stop()
        }
    }

    @Test func anUnknownNameIsAnError() async {
        let code = await self.code(connectingTo: Endpoint(host: "no-such-host.invalid", port: 1))
        #expect(code == .nameNotFound || code == .timedOut)
    }

    @Test func anAddressThatDoesNotAnswerTimesOut() async {
        // TEST-NET-1: nothing is there; a machine without a route says so at once
        let code = await self.code(connectingTo: Endpoint(host: "192.0.2.1", port: 9), timeout: .milliseconds(50))
        #expect(code == .timedOut || code == .unreachable || code == .refused)
    }

    @Test func aCancelledCallerLeavesAtOnce() async {
        await EventLoop.withLoop { loop in
            await withTaskGroup { group in
                group.addTask {
                    await Connector(on: loop).code(
                        connectingTo: Endpoint(host: "192.0.2.1", port: 9), timeout: .seconds(3600))
                }
                group.cancelAll()
                let code = await group.next()
                #expect(code == .cancelled || code == .unreachable || code == .refused)
            }
        }
    }

    @Test func aPortInUseIsAnError() async throws {
        try await EventLoop.withLoop { loop in
            let (one, two) = (Server(on: loop), Binder(on: loop))
            let endpoint = try await one.start()
            #expect(await two.code(bindingTo: endpoint) == .addressInUse)
            await one.stop()
            #expect(await two.code(bindingTo: endpoint) == nil)
        }
    }

    actor Binder: LoopActor {
        nonisolated let loop: EventLoop
        init(on loop: EventLoop) { self.loop = loop }

        func code(bindingTo endpoint: Endpoint) async -> TransportError.Code? {
            do throws(TransportError) {
                try await Listener.bind(to: endpoint, on: self.loop).close()
                return nil
            } catch {
                return error.code
            }
        }
    }

    @Test func anEmptyHostListensEverywhere() async throws {
        try await EventLoop.withLoop { loop in
            let server = Server(on: loop)
            let port = try await server.start(host: "").port
            let client = Recorder(on: loop)
            try await client.connect(to: Endpoint(host: "127.0.0.1", port: port))
            await client.with { $0.stream?.close() }
            await server.stop()
        }
    }
}
