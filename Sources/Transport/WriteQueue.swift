import Bytes
import Glibc

/// Bytes that wait for the socket, oldest first. They keep their storage; nothing is copied.
struct WriteQueue {
    /// The oldest, empty if there is none. Mostly there is no other, and that needs no memory of its own.
    private var first = Bytes()
    /// Those behind it, from `head` on.
    private var others: [Bytes] = []
    private var head = 0
    private(set) var count = 0

    /// Pieces a system call may take: more bring nothing.
    private static let most = 64

    var isEmpty: Bool { self.count == 0 }

    mutating func append(_ bytes: Bytes) {
        guard !bytes.isEmpty else { return }
        if self.isEmpty { self.first = bytes } else { self.others.append(bytes) }
        self.count += bytes.count
    }

    /// Calls `body` with the oldest pieces' memory, which stays in place for as long as the queue keeps the pieces.
    func withVectors<Result>(_ body: (UnsafeMutableBufferPointer<iovec>) -> Result) -> Result {
        let number = self.isEmpty ? 0 : min(1 + self.others.count - self.head, Self.most)
        return withUnsafeTemporaryAllocation(of: iovec.self, capacity: number) { vectors in
            for index in 0..<number {
                let piece = index == 0 ? self.first : self.others[self.head + index - 1]
                piece.withUnsafeBytes {
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
        while left > 0, !self.first.isEmpty {
            if self.first.count > left {
                self.first = self.first.dropFirst(left)
                return
            }
            left -= self.first.count
            self.first = self.takeNext()
        }
    }

    /// What is oldest once ``first`` is gone.
    private mutating func takeNext() -> Bytes {
        guard self.head < self.others.count else { return Bytes() }
        let piece = self.others[self.head]
        self.others[self.head] = Bytes()
        self.head += 1
        if self.head == self.others.count {
            self.others.removeAll(keepingCapacity: self.head < 1024)
            self.head = 0
        } else if self.head > 256 {
            self.others.removeFirst(self.head)
            self.head = 0
        }
        return piece
    }

    mutating func removeAll() { self = WriteQueue() }
}
