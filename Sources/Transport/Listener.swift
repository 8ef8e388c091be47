import CLibevent
import CShims
import Glibc
import Log

/// Accepts connections on one address. Lives on its loop: make, use and drop it there.
package final class Listener {
    package let loop: EventLoop
    private let descriptor: Int32
    private var accept: ((ByteStream) -> Void)?
    private var context: TLSContext?
    private var handshakes: [ObjectIdentifier: TLSHandshake] = [:]
    private var event: OpaquePointer?
    private var pause: LoopTimer?
    private var isClosed = false

    /// Listens at `endpoint`, whose host is an address or name of this machine, or empty for all of its addresses.
    /// Port 0 takes a free one. Connections wait until ``start(_:)``.
    package static func bind(
        to endpoint: Endpoint, backlog: Int32 = 1024, on loop: EventLoop
    ) async throws(TransportError) -> Listener {
        loop.checkIsolated()
        let addresses: [SocketAddress]
        if endpoint.host.isEmpty {
            addresses = [AF_INET6, AF_INET].compactMap { SocketAddress.any(family: $0, port: endpoint.port) }
        } else {
            addresses = try await NameResolver.shared.resolve(endpoint, within: .seconds(10), on: loop)
        }
        let operation = "listening at \(endpoint)"
        var failure = TransportError(.nameNotFound, operation)
        for address in addresses {
            do throws(TransportError) {
                return Listener(try Self.listen(at: address, backlog, operation), on: loop)
            } catch {
                failure = error
            }
        }
        throw failure
    }

    private static func listen(
        at address: SocketAddress, _ backlog: Int32, _ operation: String
    ) throws(TransportError) -> Int32 {
        let descriptor = shims_socket(address.family)
        guard descriptor >= 0 else { throw TransportError(errno: errno, operation) }
        let size = socklen_t(MemoryLayout<Int32>.size)
        var on: Int32 = 1
        var off: Int32 = 0
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, size)
        setNoDelay(descriptor)  // accepted sockets inherit it
        if address.family == AF_INET6 { setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &off, size) }
        guard address.withPointer({ Glibc.bind(descriptor, $0, $1) }) == 0, Glibc.listen(descriptor, backlog) == 0
        else {
            let failure = TransportError(errno: errno, operation)
            Glibc.close(descriptor)
            throw failure
        }
        return descriptor
    }

    private init(_ descriptor: Int32, on loop: EventLoop) {
        self.loop = loop
        self.descriptor = descriptor
        self.event = event_new(
            loop.base, descriptor, Int16(EV_READ | EV_PERSIST),
            { _, _, context in
                guard let context else { return }
                Unmanaged<Listener>.fromOpaque(context).takeUnretainedValue().acceptAll()
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit { self.close() }

    /// Accepts from now on. `accept` is called on the loop with each connection, which nobody has started yet.
    ///
    /// - Parameter context: Shakes hands by TLS first; who fails or takes longer than 10 s is dropped.
    package func start(tls context: TLSContext? = nil, _ accept: @escaping (ByteStream) -> Void) {
        self.accept = accept
        self.context = context
        event_add(self.event, nil)
    }

    /// Accepts into `owner`, which is held weakly, on its loop.
    package func start<Owner: LoopActor>(
        _ owner: Owner, tls context: TLSContext? = nil,
        _ accept: @escaping @Sendable (isolated Owner, sending ByteStream) -> Void
    ) {
        self.start(tls: context) { [weak owner] stream in
            nonisolated(unsafe) let stream = stream  // made on the loop a moment ago, known to nobody else
            owner?.assumeIsolated { accept($0, stream) }
        }
    }

    /// Where it listens, with the port that it got.
    package var localEndpoint: Endpoint {
        SocketAddress.asked { getsockname(self.descriptor, $0, $1) }?.endpoint ?? Endpoint(host: "", port: 0)
    }

    /// Stops listening. Connections that were accepted go on.
    package func close() {
        guard !self.isClosed else { return }
        self.isClosed = true
        self.accept = nil
        self.pause = nil
        for handshake in self.handshakes.values { handshake.cancel() }
        event_free(self.event)
        Glibc.close(self.descriptor)
    }

    private func acceptAll() {
        for _ in 0..<64 {
            guard !self.isClosed else { return }
            let connection = shims_accept(self.descriptor)
            if connection >= 0 {
                let endpoint = SocketAddress.asked { getpeername(connection, $0, $1) }?.endpoint
                let peer = endpoint.map { "\($0)" } ?? "somebody gone"
                if let context = self.context {
                    self.shakeHands(context, connection, peer)
                } else {
                    self.accept?(ByteStream(descriptor: connection, peer: peer, on: self.loop))
                }
                continue
            }
            switch errno {
            case EINTR, ECONNABORTED, EPROTO: continue
            case EAGAIN: return
            default: return self.rest()
            }
        }
    }

    private func shakeHands(_ context: TLSContext, _ descriptor: Int32, _ peer: String) {
        guard let conduit = TLSConduit(context, descriptor: descriptor, host: "") else {
            Glibc.close(descriptor)
            return
        }
        let handshake = TLSHandshake(
            conduit, descriptor: descriptor, "shaking hands with \(peer)", on: self.loop)
        let id = ObjectIdentifier(handshake)
        self.handshakes[id] = handshake
        handshake.begin(within: .seconds(10)) { [weak self] failure in
            self?.handshakes[id] = nil
            guard let self, failure == nil, let accept = self.accept else {
                if let failure { Self.log.debug("A TLS handshake came to nothing", error: failure) }
                Glibc.close(descriptor)
                return
            }
            accept(ByteStream(descriptor: descriptor, conduit: conduit, peer: peer, on: self.loop))
        }
    }

    private static let log = Logger("kafka.transport.tls")

    /// No descriptor or memory left: trying again at once would only spin.
    private func rest() {
        event_del(self.event)
        self.pause = LoopTimer(on: self.loop) { [weak self] in
            guard let self, !self.isClosed else { return }
            event_add(self.event, nil)
        }
        self.pause?.schedule(after: .milliseconds(100))
    }
}
