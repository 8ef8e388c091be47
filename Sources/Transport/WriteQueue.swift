import Bytes
import Glibc

/// Bytes that wait for the socket, oldest first. They keep their storage; nothing is copied.
struct WriteQueue {
    private var pieces: [Bytes] = []
    private var head = 0
    private(set) var count = 0

    /// Pieces a system call may take: more bring nothing.
    private static let most = 64

    var isEmpty: Bool { self.count == 0 }

    mutating func append(_ bytes: Bytes) {
        guard !bytes.isEmpty else { return }
        self.pieces.append(bytes)
        self.count += bytes.count
    }

    /// Calls `body` with the oldest pieces' memory, which stays in place for as long as the queue keeps the pieces.
    func withVectors<Result>(_ body: (UnsafeMutableBufferPointer<iovec>) -> Result) -> Result {
        let number = min(self.pieces.count - self.head, Self.most)
        return withUnsafeTemporaryAllocation(of: iovec.self, capacity: number) { vectors in
            for index in 0..<number {
                self.pieces[self.head + index].withUnsafeBytes {
                    vectors.initializeElement(
                        at: index,
                        to: iovec(iov_base: UnsafeMutableRawPointer(mutating: $0.baseAddress), iov_len: $0.count))
                }
            }
            return body(vectors)
        }
    }

    /// Takes `count` bytes off the front.
    mutating func removeFirst(_ count: Int) {
        var left = count
        self.count -= count
        while left > 0, self.head < self.pieces.count {
            let piece = self.pieces[self.head]
            if piece.count > left {
                self.pieces[self.head] = piece.dropFirst(left)
                return
            }
            left -= piece.count
            self.pieces[self.head] = Bytes()
            self.head += 1
        }
        if self.head == self.pieces.count {
            self.pieces.removeAll(keepingCapacity: self.head < 1024)
            self.head = 0
        } else if self.head > 256 {
            self.pieces.removeFirst(self.head)
            self.head = 0
        }
    }

    mutating func removeAll() {
        self.pieces = []
        self.head = 0
        self.count = 0
    }
}
