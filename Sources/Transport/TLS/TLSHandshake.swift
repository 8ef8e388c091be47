import CLibevent
import Glibc

/// Carries one connection through its TLS handshake. Lives on its loop; ends when it is done, fails or is late.
final class TLSHandshake {
    private let conduit: TLSConduit
    private let descriptor: Int32
    private let loop: EventLoop
    private let operation: String
    private var event: OpaquePointer?
    private var deadline: LoopTimer?
    private var completion: ((TransportError?) -> Void)?
    /// Keeps it alive while it waits.
    private var itself: TLSHandshake?

    init(_ conduit: TLSConduit, descriptor: Int32, _ operation: String, on loop: EventLoop) {
        self.conduit = conduit
        self.descriptor = descriptor
        self.operation = operation
        self.loop = loop
    }

    deinit { if let event = self.event { event_free(event) } }

    /// - Parameter completion: Called once, on the loop, perhaps before this returns; nil: the hands are shaken.
    func begin(within limit: Duration, _ completion: @escaping (TransportError?) -> Void) {
        self.completion = completion
        self.itself = self
        self.deadline = LoopTimer(on: self.loop) { [weak self] in
            guard let self else { return }
            self.end(TransportError(.timedOut, self.operation, cause: "the peer doesn't finish the TLS handshake"))
        }
        self.deadline?.schedule(after: limit)
        self.step()
    }

    func cancel() { self.end(TransportError(.cancelled, self.operation)) }

    private func step() {
        switch self.conduit.handshake() {
        case .done: self.end(nil)
        case .needsInput: self.wait(EV_READ)
        case .needsOutput: self.wait(EV_WRITE)
        case .failed(let failure, let words): self.end(TransportError(.tls(failure), self.operation, cause: words))
        }
    }

    private func wait(_ readiness: Int32) {
        if let event = self.event.take() { event_free(event) }
        self.event = event_new(
            self.loop.base, self.descriptor, Int16(readiness),
            { _, _, context in
                guard let context else { return }
                Unmanaged<TLSHandshake>.fromOpaque(context).takeUnretainedValue().step()
            }, Unmanaged.passUnretained(self).toOpaque())
        event_add(self.event, nil)
    }

    private func end(_ failure: TransportError?) {
        if let event = self.event.take() { event_free(event) }
        self.deadline = nil
        let completion = self.completion.take()
        let itself = self.itself.take()
        completion?(failure)
        withExtendedLifetime(itself) {}
    }
}
