import CLibevent
import Glibc

/// A connected socket: bytes in, bytes out, with limits on both. Lives on its loop: make, use and drop it there.
///
/// Reading stops by itself when its owner leaves ``inputLimit`` bytes untaken, so a slow owner slows the peer down.
/// Writing never waits: look at ``queuedBytes`` and stop producing when it is high.
package final class ByteStream {
    enum State {
        case open
        /// Writes what is queued, then closes.
        case draining(lingering: Duration?)
        /// Has ended its side and drops what the peer still sends.
        case lingering
        case closed
    }

    // What each read and write touches stands together, for it is seldom in the processor's cache. It isn't checked for
    // overlapping accesses: all of them happen on the loop, and none calls the owner.
    package let loop: EventLoop
    let conduit: any Conduit
    @exclusivity(unchecked) var output = WriteQueue()
    @exclusivity(unchecked) var isPaused = false
    @exclusivity(unchecked) var peerHasEnded = false
    @exclusivity(unchecked) var owesWritable = false
    @exclusivity(unchecked) var isInCallback = false
    @exclusivity(unchecked) private(set) var isReading = false
    @exclusivity(unchecked) private(set) var isAwaitingWrite = false
    /// Why the stream will close in its next callback.
    @exclusivity(unchecked) var failure: TransportError?
    @exclusivity(unchecked) var state = State.open
    /// Below this, ``StreamOwner/streamIsWritable()`` is called.
    @exclusivity(unchecked) package var lowWaterMark = 65_536
    /// How many bytes may wait for the owner before reading stops; a frame that is being read may be larger.
    @exclusivity(unchecked) package var inputLimit = 262_144
    /// The length of the frame that the owner waits for, with its length field; 0: any byte will do.
    @exclusivity(unchecked) var wanted = 0
    @exclusivity(unchecked) weak var owner: (any StreamOwner)?
    @exclusivity(unchecked) var input = ReadBuffer()
    @exclusivity(unchecked) private var readEvent: OpaquePointer?
    private var writeEvent: OpaquePointer?
    @exclusivity(unchecked) private var leaveEvent: OpaquePointer?
    private var lingerTimer: LoopTimer?
    /// The peer in words, for logs and errors.
    package let peer: String
    private let descriptor: Int32

    /// Takes `descriptor` over: connected and non-blocking.
    init(descriptor: Int32, conduit: (any Conduit)? = nil, peer: String, on loop: EventLoop) {
        loop.checkIsolated()
        self.loop = loop
        self.peer = peer
        self.descriptor = descriptor
        self.conduit = conduit ?? PlainConduit(descriptor)
        let context = Unmanaged.passUnretained(self).toOpaque()
        self.readEvent = event_new(loop.base, descriptor, Int16(EV_READ | EV_PERSIST), readCallback, context)
        self.writeEvent = event_new(loop.base, descriptor, Int16(EV_WRITE), writeCallback, context)
    }

    deinit { self.release() }

    /// Begins reading. Bytes that have come before are kept for the owner, which is held weakly.
    package func start(owner: any StreamOwner) {
        self.owner = owner
        self.updateReading()
    }

    package var isOpen: Bool {
        if case .open = self.state { return true }
        return false
    }

    /// Whether the peer has ended its side, as far as we have noticed.
    package var peerDidEnd: Bool { self.peerHasEnded }

    /// The address of our own end.
    package var localEndpoint: Endpoint {
        SocketAddress.asked { getsockname(self.descriptor, $0, $1) }?.endpoint ?? Endpoint(host: "", port: 0)
    }

    /// The address of the peer's end.
    package var remoteEndpoint: Endpoint {
        SocketAddress.asked { getpeername(self.descriptor, $0, $1) }?.endpoint ?? Endpoint(host: "", port: 0)
    }

    /// Closes at once; what is queued is lost, and the owner hears no more.
    package func close() {
        self.owner = nil
        self.release()
    }

    /// Takes no more writes, writes what is queued and closes. Reading goes on meanwhile.
    ///
    /// - Parameter lingering: How long to drop what the peer still sends after our last byte. Without it a peer that is
    ///   still sending may lose our last words to a reset.
    package func closeAfterWriting(lingering: Duration? = nil) {
        guard case .open = self.state else { return }
        self.state = .draining(lingering: lingering)
        if self.output.isEmpty { self.activateWriteEvent() }
    }

    // MARK: - Events

    /// Starts or stops watching for input, as the state asks.
    func updateReading() {
        guard let readEvent = self.readEvent else { return }
        let room = self.input.count < max(self.inputLimit, self.wanted)
        let mayRead: Bool
        switch self.state {
        case .open, .draining: mayRead = !self.isPaused && !self.peerHasEnded && room && self.owner != nil
        case .lingering: mayRead = true
        case .closed: mayRead = false
        }
        if mayRead != self.isReading {
            self.isReading = mayRead
            _ = mayRead ? event_add(readEvent, nil) : event_del(readEvent)
        }
        if mayRead, self.conduit.hasHiddenInput { event_active(readEvent, Int32(EV_READ), 0) }
        self.watchForLeaving(!mayRead && !self.peerHasEnded && self.owner != nil && self.isAlive)
    }

    private var isAlive: Bool {
        if case .closed = self.state { return false }
        return true
    }

    /// The peer's leaving is noticed while nothing is read, too.
    private func watchForLeaving(_ isOn: Bool) {
        guard isOn else {
            if let leaveEvent = self.leaveEvent { event_del(leaveEvent) }
            return
        }
        if self.leaveEvent == nil {
            self.leaveEvent = event_new(
                self.loop.base, self.descriptor, Int16(EV_CLOSED), leaveCallback,
                Unmanaged.passUnretained(self).toOpaque())
        }
        event_add(self.leaveEvent, nil)
    }

    func awaitWritable() {
        self.isAwaitingWrite = true
        event_add(self.writeEvent, nil)
    }

    /// Has the write callback called in this loop's next turn.
    func activateWriteEvent() {
        if let writeEvent = self.writeEvent { event_active(writeEvent, Int32(EV_WRITE), 0) }
    }

    fileprivate func readIsReady() {
        self.inCallback { $0.readInput() }
    }

    fileprivate func writeIsReady() {
        self.isAwaitingWrite = false
        self.inCallback { if $0.conduit.readNeedsOutput { $0.readInput() } }
    }

    fileprivate func peerIsLeaving() {
        self.inCallback { $0.noticeEnd() }
    }

    /// Runs what a callback does; what the owner writes meanwhile goes out together afterwards.
    private func inCallback(_ body: (ByteStream) -> Void) {
        guard self.isAlive else { return }
        self.isInCallback = true
        if self.failure == nil { body(self) }
        self.isInCallback = false
        guard self.isAlive else { return }
        if self.failure == nil { self.flush() }
        if let failure = self.failure { return self.end(failure) }
        self.finishDraining()
        guard self.isAlive else { return }
        if self.owesWritable, self.output.count <= self.lowWaterMark {
            self.owesWritable = false
            self.owner?.assumeOnLoop(()) { owner, _ in owner.streamIsWritable() }
        }
        self.updateReading()
        self.input.lend(&self.loop.spareBlock)
    }

    private func finishDraining() {
        guard case .draining(let lingering) = self.state, self.output.isEmpty else { return }
        guard let lingering, !self.peerHasEnded else { return self.end(nil) }
        self.conduit.endWriting()
        self.state = .lingering
        self.input.removeAll()
        self.lingerTimer = LoopTimer(on: self.loop) { [weak self] in self?.end(nil) }
        self.lingerTimer?.schedule(after: lingering)
    }

    /// Closes and tells the owner why.
    func end(_ error: TransportError?) {
        guard self.isAlive else { return }
        let owner = self.owner
        self.owner = nil
        self.release()
        owner?.assumeIsolated { $0.streamDidClose(error) }
    }

    private func release() {
        guard self.isAlive else { return }
        self.state = .closed
        for event in [self.readEvent, self.writeEvent, self.leaveEvent] where event != nil { event_free(event) }
        (self.readEvent, self.writeEvent, self.leaveEvent, self.lingerTimer) = (nil, nil, nil, nil)
        self.isReading = false
        self.output.removeAll()
        self.input.removeAll()
        self.conduit.close()
        Glibc.close(self.descriptor)
    }
}

private func stream(_ context: UnsafeMutableRawPointer?) -> ByteStream? {
    context.map { Unmanaged<ByteStream>.fromOpaque($0).takeUnretainedValue() }
}

private let readCallback: event_callback_fn = { _, _, context in stream(context)?.readIsReady() }
private let writeCallback: event_callback_fn = { _, _, context in stream(context)?.writeIsReady() }
private let leaveCallback: event_callback_fn = { _, _, context in stream(context)?.peerIsLeaving() }
