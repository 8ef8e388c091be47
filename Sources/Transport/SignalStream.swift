import CLibevent
import Glibc

/// Signals to the process, as a stream. One in a process: libevent watches signals on one loop only.
package final class SignalStream: AsyncSequence, @unchecked Sendable {  // `events` is touched on the loop only
    package typealias Element = Int32

    private let loop: EventLoop
    private let stream: AsyncStream<Int32>
    private let continuation: AsyncStream<Int32>.Continuation
    private var events: [OpaquePointer?] = []

    /// Catches `signals` (SIGTERM, SIGINT) from the loop's next turn until ``stop()``.
    package init(_ signals: [Int32], on loop: EventLoop) {
        self.loop = loop
        (self.stream, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(16))
        loop.onLoop {
            self.events = signals.map { signal in
                let event = event_new(
                    loop.base, signal, Int16(EV_SIGNAL | EV_PERSIST),
                    { signal, _, context in
                        guard let context else { return }
                        let stream = Unmanaged<SignalStream>.fromOpaque(context).takeUnretainedValue()
                        stream.continuation.yield(Int32(signal))
                    }, Unmanaged.passUnretained(self).toOpaque())
                event_add(event, nil)
                return event
            }
        }
    }

    /// Gives the signals back and ends the stream. Call it before the loop stops.
    package func stop() {
        self.continuation.finish()
        self.loop.onLoop {
            for event in self.events { event_free(event) }
            self.events = []
        }
    }

    package func makeAsyncIterator() -> AsyncStream<Int32>.Iterator { self.stream.makeAsyncIterator() }

    /// A peer that has gone must not end the process: call it first thing in `main`.
    package static func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }
}
