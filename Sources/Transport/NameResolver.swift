import CLibevent
import COpenSSL
import CShims
import Glibc

/// Finds the addresses of host names without blocking a loop or Swift's pool.
///
/// `getaddrinfo` may block for many seconds. Each look-up has a thread of its own, eight at a time; others wait for
/// their turn. A caller that is cancelled or out of time leaves at once, its look-up ends when it ends.
package final class NameResolver: Sendable {
    package static let shared = NameResolver()

    private struct State {
        var active = 0
        var waiting: [LookUp] = []
    }

    private static let threads = 8
    private let state = Locked(State())

    /// The addresses of `endpoint` in the system's order, never none.
    func resolve(
        _ endpoint: Endpoint, within limit: Duration, on loop: EventLoop
    ) async throws(TransportError) -> [SocketAddress] {
        let operation = "looking up \(endpoint.host)"
        if case .success(let addresses) = LookUp.addresses(of: endpoint, flags: AI_NUMERICHOST, operation) {
            return addresses
        }
        let lookUp = LookUp(endpoint, operation)
        let deadline = LoopDeadline(limit, on: loop) { lookUp.end(.failure(TransportError(.timedOut, operation))) }
        defer { deadline.cancel() }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { caller in
                if lookUp.begin(caller) { self.enter(lookUp) }
            }
        } onCancel: {
            lookUp.end(.failure(TransportError(.cancelled, operation)))
        }
        return try result.get()
    }

    private func enter(_ lookUp: LookUp) {
        let mayStart = self.state.withLock { state in
            if state.active == Self.threads {
                state.waiting.append(lookUp)
                return false
            }
            state.active += 1
            return true
        }
        if mayStart { self.startThread(lookUp) }
    }

    private func startThread(_ lookUp: LookUp) {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 262_144)
        let errand = Unmanaged.passRetained(Errand(resolver: self, lookUp: lookUp))
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { context in
                if let context { Unmanaged<Errand>.fromOpaque(context).takeRetainedValue().run() }
                return nil
            }, errand.toOpaque())
        if code != 0 {
            errand.release()
            lookUp.end(.failure(TransportError(errno: code, lookUp.operation)))
            self.state.withLock { $0.active -= 1 }
        }
    }

    /// The next look-up for a thread that has finished one; nil ends the thread.
    fileprivate func next() -> LookUp? {
        self.state.withLock { state in
            while !state.waiting.isEmpty {
                let lookUp = state.waiting.removeFirst()
                if lookUp.isWanted { return lookUp }
            }
            state.active -= 1
            return nil
        }
    }
}

/// What a look-up thread is started with.
private final class Errand {
    let resolver: NameResolver
    let lookUp: LookUp

    init(resolver: NameResolver, lookUp: LookUp) {
        self.resolver = resolver
        self.lookUp = lookUp
    }

    func run() {
        var next: LookUp? = self.lookUp
        while let lookUp = next {
            lookUp.run()
            next = self.resolver.next()
        }
    }
}

/// One look-up and its caller, who is answered once: by the thread, the time limit or its cancellation.
private final class LookUp: Sendable {
    typealias Answer = Result<[SocketAddress], TransportError>

    private struct State {
        var caller: CheckedContinuation<Answer, Never>?
        var answer: Answer?
    }

    let operation: String
    private let endpoint: Endpoint
    private let state = Locked(State())

    init(_ endpoint: Endpoint, _ operation: String) {
        self.endpoint = endpoint
        self.operation = operation
    }

    var isWanted: Bool { self.state.withLock { $0.answer == nil } }

    /// Takes the caller in; false if the look-up is over already, and the caller has its answer.
    func begin(_ caller: CheckedContinuation<Answer, Never>) -> Bool {
        let answer = self.state.withLock { state in
            if state.answer == nil { state.caller = caller }
            return state.answer
        }
        if let answer { caller.resume(returning: answer) }
        return answer == nil
    }

    func end(_ answer: Answer) {
        let caller = self.state.withLock { state in
            if state.answer == nil { state.answer = answer }
            return state.caller.take()
        }
        caller?.resume(returning: answer)
    }

    func run() { self.end(Self.addresses(of: self.endpoint, flags: AI_ADDRCONFIG, self.operation)) }

    static func addresses(of endpoint: Endpoint, flags: Int32, _ operation: String) -> Answer {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_protocol = Int32(IPPROTO_TCP)  // one entry an address, for streams
        hints.ai_flags = flags | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(endpoint.host, "\(endpoint.port)", &hints, &list)
        defer { if let list { freeaddrinfo(list) } }
        guard code == 0 else {
            return .failure(TransportError(.nameNotFound, operation, cause: String(cString: gai_strerror(code))))
        }
        var addresses: [SocketAddress] = []
        var entry = list
        while let this = entry {
            if let address = SocketAddress(this.pointee.ai_addr, length: this.pointee.ai_addrlen) {
                addresses.append(address)
            }
            entry = this.pointee.ai_next
        }
        return addresses.isEmpty ? .failure(TransportError(.nameNotFound, operation)) : .success(addresses)
    }
}
