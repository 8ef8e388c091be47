import Glibc

extension ByteStream {
    /// Shakes hands over a connected socket, which is closed if that fails.
    static func secured(
        _ context: TLSContext, _ descriptor: Int32, _ endpoint: Endpoint, within limit: Duration, on loop: EventLoop
    ) async throws(TransportError) -> ByteStream {
        let operation = "connecting to \(endpoint)"
        guard let conduit = TLSConduit(context, descriptor: descriptor, host: endpoint.host) else {
            Glibc.close(descriptor)
            throw TransportError(.tls(.other), operation, cause: "OpenSSL makes no connection for this host")
        }
        let attempt = HandshakeAttempt(
            TLSHandshake(conduit, descriptor: descriptor, operation, on: loop), operation)
        let failure = await attempt.wait(limit, on: loop)
        loop.checkIsolated()
        if let failure {
            Glibc.close(descriptor)
            throw failure
        }
        return ByteStream(descriptor: descriptor, conduit: conduit, peer: "\(endpoint)", on: loop)
    }
}

/// A handshake that somebody awaits.
private final class HandshakeAttempt: @unchecked Sendable {  // all but `init` and `wait` runs on the loop
    private let handshake: TLSHandshake
    private let operation: String
    private var isCancelled = false

    init(_ handshake: TLSHandshake, _ operation: String) {
        self.handshake = handshake
        self.operation = operation
    }

    /// Nil when done.
    func wait(_ limit: Duration, on loop: EventLoop) async -> TransportError? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { (caller: CheckedContinuation<TransportError?, Never>) in
                loop.onLoop {
                    if self.isCancelled {
                        return caller.resume(returning: TransportError(.cancelled, self.operation))
                    }
                    self.handshake.begin(within: max(limit, .milliseconds(1))) { caller.resume(returning: $0) }
                }
            }
        } onCancel: {
            loop.onLoop {
                self.isCancelled = true
                self.handshake.cancel()
            }
        }
    }
}

extension TransportError {
    package var isFromTLS: Bool { if case .tls = self.code { true } else { false } }
}
