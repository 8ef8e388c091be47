import Glibc

/// Writes lines to a file descriptor without ever waiting for its reader.
///
/// A reader that doesn't keep up finds a gap: up to 1 MiB waits for it, then lines are dropped and counted, and the
/// count is written as soon as there is room.
package final class StreamSink: LogSink {
    package enum Stream: Sendable {
        case standardOutput, standardError
        /// Any descriptor; it stays the caller's.
        case descriptor(Int32)
    }

    private struct State {
        var format: LogFormat
        var waiting: [UInt8] = []
        var dropped = 0
    }

    private static let limit = 1_048_576

    private let output: NonBlockingOutput
    private let state: Guarded<State>

    package init(_ stream: Stream, format: LogFormat) {
        let descriptor =
            switch stream {
            case .standardOutput: STDOUT_FILENO
            case .standardError: STDERR_FILENO
            case .descriptor(let descriptor): descriptor
            }
        self.output = NonBlockingOutput(descriptor)
        self.state = Guarded(State(format: format))
    }

    package func write(_ event: LogEvent) {
        self.state.withLock { state in
            let line = state.format.line(event)
            if state.waiting.count + line.utf8.count > Self.limit {
                state.dropped += 1
            } else {
                if state.dropped > 0 {
                    state.waiting += Array("\(state.dropped) log lines dropped: their reader was too slow\n".utf8)
                    state.dropped = 0
                }
                state.waiting += line.utf8
            }
            self.drain(&state)
        }
    }

    /// Writes what still waits; gives up when the reader has taken nothing for `milliseconds`. For the process's end.
    package func flush(giveUpAfter milliseconds: Int32 = 500) {
        while true {
            let isEmpty = self.state.withLock { state in
                self.drain(&state)
                return state.waiting.isEmpty
            }
            if isEmpty || !self.output.waitUntilWritable(milliseconds) { return }
        }
    }

    private func drain(_ state: inout State) {
        while !state.waiting.isEmpty {
            let written = state.waiting.withUnsafeBytes { self.output.write($0) }
            guard written > 0 else { return }
            if written == state.waiting.count {
                state.waiting.removeAll(keepingCapacity: written < 16_384)
            } else {
                state.waiting.removeFirst(written)
            }
        }
    }
}

/// Writes to a descriptor that others share, without making it non-blocking for them.
private final class NonBlockingOutput: Sendable {
    private enum Way { case plain, socket, polled }

    private let descriptor: Int32
    private let isOurs: Bool
    private let way: Way

    init(_ descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            (self.descriptor, self.isOurs, self.way) = (descriptor, false, .plain)
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            (self.descriptor, self.isOurs, self.way) = (descriptor, false, .plain)
        case S_IFSOCK:
            (self.descriptor, self.isOurs, self.way) = (descriptor, false, .socket)
        default:  // a pipe or a terminal: a description of our own may be non-blocking without harm to others
            let own = open("/proc/self/fd/\(descriptor)", O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
            (self.descriptor, self.isOurs, self.way) =
                own >= 0 ? (own, true, .plain) : (descriptor, false, .polled)
        }
    }

    deinit { if self.isOurs { close(self.descriptor) } }

    /// How many bytes were taken: none if the reader is behind. If nobody reads any more, all of them: they are lost.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        while true {
            let result =
                switch self.way {
                case .plain: Glibc.write(self.descriptor, bytes.baseAddress, bytes.count)
                case .socket:
                    send(self.descriptor, bytes.baseAddress, bytes.count, quietly)
                case .polled:
                    // a pipe that is writable has room for PIPE_BUF bytes
                    self.waitUntilWritable(0)
                        ? Glibc.write(self.descriptor, bytes.baseAddress, min(bytes.count, 4096)) : 0
                }
            if result >= 0 { return result }
            if errno == EINTR { continue }
            return errno == EAGAIN ? 0 : bytes.count
        }
    }

    @discardableResult
    func waitUntilWritable(_ milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
        return poll(&entry, 1, milliseconds) > 0
    }
}

private let quietly = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
