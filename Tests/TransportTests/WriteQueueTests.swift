import Bytes
import Glibc
import Testing

@testable import Transport

@Suite struct WriteQueueTests {
    /// What a system call would be given.
    private static func offered(_ queue: WriteQueue) -> [UInt8] {
        queue.withVectors { $0.flatMap { Array(UnsafeRawBufferPointer(start: $0.iov_base, count: $0.iov_len)) } }
    }

    @Test(arguments: [1, 2, 3, 7, 50, 1000])
    func `bytes leave in the order in which they came, however many are taken at once`(step: Int) {
        var queue = WriteQueue()
        var expected: [UInt8] = []
        var next = UInt8(0)
        for round in 0..<600 {
            let piece = (0..<round % 5).map { _ in
                next &+= 1
                return next
            }
            queue.append(Bytes(piece))
            expected += piece
            #expect(queue.count == expected.count && queue.isEmpty == expected.isEmpty)
            let offered = Self.offered(queue)
            #expect(offered == Array(expected.prefix(offered.count)) && offered.isEmpty == expected.isEmpty)
            guard round % 3 == 0 else { continue }
            let count = min(step, expected.count)
            queue.removeFirst(count)
            expected.removeFirst(count)
        }
        while !queue.isEmpty {
            let offered = Self.offered(queue)
            #expect(offered == Array(expected.prefix(offered.count)))
            queue.removeFirst(offered.count)
            expected.removeFirst(offered.count)
        }
        #expect(expected.isEmpty)
        queue.append([1, 2])
        queue.append([3])
        queue.removeAll()
        #expect(queue.isEmpty && Self.offered(queue).isEmpty)
    }
}
