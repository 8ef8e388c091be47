import Bytes
import Glibc

/// How bytes get from a socket into memory and back. Lives on its stream's loop.
///
/// The seam between a stream and what lies between it and the wire: plain sockets here, TLS beside it.
protocol Conduit: AnyObject {
    /// Reads what is there, up to the room in `space`, which isn't empty.
    func read(into space: UnsafeMutableRawBufferPointer) -> ConduitResult
    /// Writes from the front of `queue` and takes off what was written.
    func write(_ queue: inout WriteQueue) -> ConduitResult
    /// Tells the peer that nothing more will be written.
    func endWriting()
    /// Whether bytes wait that the socket no longer shows as readable.
    var hasHiddenInput: Bool { get }
    /// Whether reading can go on only when the socket takes output.
    var readNeedsOutput: Bool { get }
    /// Says good-bye if that can be done without waiting. The socket is closed next.
    func close()
}

enum ConduitResult {
    case moved(Int)
    /// Nothing can be done before the socket is ready again.
    case blocked
    /// The peer has ended its side.
    case ended
    case failed(ConduitFailure)
}

enum ConduitFailure {
    /// An `errno`.
    case system(Int32)
    case tls(TLSFailure, String)

    func error(_ operation: String) -> TransportError {
        switch self {
        case .system(let number): TransportError(errno: number, operation)
        case .tls(let failure, let words): TransportError(.tls(failure), operation, cause: words)
        }
    }
}

/// A socket without anything in between.
final class PlainConduit: Conduit {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    var hasHiddenInput: Bool { false }
    var readNeedsOutput: Bool { false }

    func read(into space: UnsafeMutableRawBufferPointer) -> ConduitResult {
        while true {
            let count = recv(self.descriptor, space.baseAddress, space.count, 0)
            if count > 0 { return .moved(count) }
            if count == 0 { return .ended }
            if errno == EINTR { continue }
            return errno == EAGAIN || errno == EWOULDBLOCK ? .blocked : .failed(.system(errno))
        }
    }

    func write(_ queue: inout WriteQueue) -> ConduitResult {
        while true {
            let count = queue.withVectors { vectors in
                var message = msghdr()
                message.msg_iov = vectors.baseAddress
                message.msg_iovlen = vectors.count
                return sendmsg(self.descriptor, &message, noSignal)
            }
            if count >= 0 {
                queue.removeFirst(count)
                return .moved(count)
            }
            if errno == EINTR { continue }
            return errno == EAGAIN || errno == EWOULDBLOCK ? .blocked : .failed(.system(errno))
        }
    }

    func endWriting() { shutdown(self.descriptor, Int32(SHUT_WR)) }

    func close() {}
}

private let noSignal = Int32(MSG_NOSIGNAL)  // a closed peer is an error to us, not the end of the process
