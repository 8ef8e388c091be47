import CLibevent
import CShims
import Glibc

extension ByteStream {
    /// Connects to the first of the endpoint's addresses that answers, tried in order. Call it on the loop.
    ///
    /// - Parameters:
    ///   - timeout: For all of it; what is left is shared out evenly over the addresses still to try.
    ///   - context: Shakes hands by TLS before it returns; nil: the stream is plain.
    /// - Throws: `nameNotFound`, `refused`, `unreachable`, `timedOut`, `tls` or `cancelled`; with several addresses the
    ///   error of the last one, but a failed handshake at once.
    package static func connect(
        to endpoint: Endpoint, timeout: Duration, tls context: TLSContext? = nil, on loop: EventLoop
    ) async throws(TransportError) -> ByteStream {
        loop.checkIsolated()
        let deadline = ContinuousClock.now + timeout
        let addresses = try await NameResolver.shared.resolve(endpoint, within: timeout, on: loop)
        var failure = TransportError(.timedOut, "connecting to \(endpoint)")
        for (index, address) in addresses.enumerated() {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { break }
            do throws(TransportError) {
                let descriptor = try await Self.connect(
                    to: address, within: left / (addresses.count - index), "connecting to \(endpoint)", on: loop)
                loop.checkIsolated()
                guard let context else { return ByteStream(descriptor: descriptor, peer: "\(endpoint)", on: loop) }
                let left = ContinuousClock.now.duration(to: deadline)
                return try await ByteStream.secured(context, descriptor, endpoint, within: left, on: loop)
            } catch {
                failure = error
                if error.code == .cancelled || error.isFromTLS { throw error }
            }
        }
        throw failure
    }

    /// A connected pair of streams on one loop, for tests: what one writes the other reads. Call it on the loop.
    package static func pair(on loop: EventLoop) throws(TransportError) -> (ByteStream, ByteStream) {
        var descriptors: [Int32] = [-1, -1]
        guard shims_socketpair(&descriptors) == 0 else { throw TransportError(errno: errno, "making a socket pair") }
        return (
            ByteStream(descriptor: descriptors[0], peer: "the second of a pair", on: loop),
            ByteStream(descriptor: descriptors[1], peer: "the first of a pair", on: loop)
        )
    }

    private static func connect(
        to address: SocketAddress, within limit: Duration, _ operation: String, on loop: EventLoop
    ) async throws(TransportError) -> Int32 {
        let descriptor = shims_socket(address.family)
        guard descriptor >= 0 else { throw TransportError(errno: errno, operation) }
        setNoDelay(descriptor)
        let code = address.withPointer { Glibc.connect(descriptor, $0, $1) }
        var failure: TransportError?
        if code != 0 {
            failure =
                errno == EINPROGRESS
                ? await ConnectionAttempt(descriptor, operation).wait(limit, on: loop)
                : TransportError(errno: errno, operation)
        }
        guard let failure else { return descriptor }
        Glibc.close(descriptor)
        throw failure
    }
}

func setNoDelay(_ descriptor: Int32) {
    var on: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
}

/// Waits for one socket to be connected.
private final class ConnectionAttempt: @unchecked Sendable {  // all but `init` and `wait` runs on the loop
    private let descriptor: Int32
    private let operation: String
    private var event: OpaquePointer?
    private var caller: CheckedContinuation<TransportError?, Never>?
    private var isCancelled = false

    init(_ descriptor: Int32, _ operation: String) {
        self.descriptor = descriptor
        self.operation = operation
    }

    /// Nil when connected.
    func wait(_ limit: Duration, on loop: EventLoop) async -> TransportError? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { caller in loop.onLoop { self.begin(limit, on: loop, caller) } }
        } onCancel: {
            loop.onLoop { self.cancel() }
        }
    }

    private func begin(_ limit: Duration, on loop: EventLoop, _ caller: CheckedContinuation<TransportError?, Never>) {
        if self.isCancelled { return caller.resume(returning: TransportError(.cancelled, self.operation)) }
        self.caller = caller
        var time = timeval(limit)
        self.event = event_new(
            loop.base, self.descriptor, Int16(EV_WRITE),
            { _, flags, context in
                guard let context else { return }
                Unmanaged<ConnectionAttempt>.fromOpaque(context).takeUnretainedValue().finish(flags)
            }, Unmanaged.passUnretained(self).toOpaque())
        event_add(self.event, &time)
    }

    private func finish(_ flags: Int16) {
        guard Int32(flags) & EV_TIMEOUT == 0 else { return self.end(TransportError(.timedOut, self.operation)) }
        var number: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(self.descriptor, SOL_SOCKET, SO_ERROR, &number, &length)
        self.end(number == 0 ? nil : TransportError(errno: number, self.operation))
    }

    private func cancel() {
        self.isCancelled = true
        self.end(TransportError(.cancelled, self.operation))
    }

    private func end(_ failure: TransportError?) {
        if let event = self.event.take() { event_free(event) }
        self.caller.take()?.resume(returning: failure)
    }
}
