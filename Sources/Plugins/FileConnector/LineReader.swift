import ConnectAPI
import Glibc

/// Cuts what a file descriptor gives into lines, without ever waiting for more.
final class LineReader {
    private let descriptor: Int32
    /// Where the line taken last ends in the file, in bytes; nil where positions mean nothing.
    private(set) var position: Int64?
    private var buffer: [UInt8] = []
    /// Where the next line begins in the buffer, and up to where there is known to be no `\n` and no `\r` in it.
    private var start = 0
    private var noNewline = 0
    private var noReturn = 0

    private static let chunk = 64 * 1024
    /// Longest line.
    static let maximumLine = 256 * 1024 * 1024

    init(descriptor: Int32, position: Int64?) {
        self.descriptor = descriptor
        self.position = position
    }

    /// Goes to where reading was left; to the beginning if the file is shorter, for then it is another one.
    func seek(to position: Int64) throws(ConnectError) {
        let position = (self.size ?? .max) < position ? 0 : position
        self.position = position
        guard position > 0 else { return }
        if lseek(self.descriptor, off_t(position), SEEK_SET) < 0 { throw FileError.reading(errno) }
    }

    /// What became of a file since it was opened.
    enum Change { case none, replaced, shortened }

    /// Whether another file has taken the name, or this one was cut short. Pipes and devices don't change.
    func change(of file: String) -> Change {
        var (ours, named) = (stat(), stat())
        guard let size, fstat(self.descriptor, &ours) == 0 else { return .none }
        if stat(file, &named) == 0, (named.st_dev, named.st_ino) != (ours.st_dev, ours.st_ino) {
            return .replaced
        }
        return size < Int64(lseek(self.descriptor, 0, SEEK_CUR)) ? .shortened : .none
    }

    /// Of a regular file.
    private var size: Int64? {
        var status = stat()
        guard fstat(self.descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int64(status.st_size)
    }

    /// Begins anew with a file that was cut short.
    func rewind() throws(ConnectError) {
        if lseek(self.descriptor, 0, SEEK_SET) < 0 { throw FileError.reading(errno) }
        self.buffer.removeAll()
        (self.start, self.noNewline, self.noReturn, self.position) = (0, 0, 0, 0)
    }

    /// What is left without an end of line, once nothing will follow; nil if there is nothing.
    func takeRest() -> Range<Int>? {
        let rest = self.start..<self.buffer.count
        guard !rest.isEmpty else { return nil }
        (self.start, self.noNewline, self.noReturn) = (rest.upperBound, rest.upperBound, rest.upperBound)
        let endsLine = self.buffer.last == UInt8(ascii: "\r")
        return endsLine ? rest.dropLast() : rest
    }

    func close() { Glibc.close(self.descriptor) }

    /// Reads more bytes, if there are any now.
    ///
    /// - Returns: false if there are none.
    func fill() throws(ConnectError) -> Bool {
        if self.start > 0 {
            self.buffer.removeFirst(self.start)
            self.noNewline -= self.start
            self.noReturn -= self.start
            self.start = 0
        }
        guard self.buffer.count <= Self.maximumLine else {
            throw ConnectError(.connect, "A line is longer than \(Self.maximumLine) bytes")
        }
        guard self.isReadable else { return false }
        var failure: Int32 = 0
        let before = self.buffer.count
        self.buffer.append(addingCapacity: Self.chunk) { span in
            span.withUnsafeMutableBufferPointer { target, count in
                let read = Glibc.read(self.descriptor, target.baseAddress.map { $0 + count }, Self.chunk)
                if read < 0 { failure = errno }
                count += max(read, 0)
            }
        }
        if failure == EAGAIN || failure == EINTR { return false }
        if failure != 0 { throw FileError.reading(failure) }
        return self.buffer.count > before
    }

    /// Whether a read wouldn't wait.
    private var isReadable: Bool {
        var poll = pollfd(fd: self.descriptor, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, 0) > 0
    }

    /// The next whole line, without its end; a range of ``withBytes(_:)``. nil if its end isn't there yet.
    func nextLine() -> Range<Int>? {
        let start = self.start
        let count = self.buffer.count
        let (newline, mark): (Int?, Int?) = self.buffer.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return (nil, nil) }
            let newline = Self.find("\n", base, max(start, self.noNewline)..<count)
            let end = newline ?? count
            return (newline, Self.find("\r", base, min(max(start, self.noReturn), end)..<end))
        }
        (self.noNewline, self.noReturn) = (newline ?? count, mark ?? newline ?? count)
        if let mark, mark + 1 != newline {  // a carriage return ends a line too, once it is known what follows it
            return mark + 1 < count ? self.take(start..<mark, next: mark + 1) : nil
        }
        guard let newline else { return nil }
        return self.take(start..<(mark ?? newline), next: newline + 1)
    }

    private func take(_ line: Range<Int>, next: Int) -> Range<Int> {
        if let position { self.position = position + Int64(next - line.lowerBound) }
        self.start = next
        return line
    }

    private static func find(
        _ byte: Unicode.Scalar, _ base: UnsafePointer<UInt8>, _ range: Range<Int>
    ) -> Int? {
        guard let place = memchr(base + range.lowerBound, Int32(byte.value), range.count) else { return nil }
        return UnsafeRawPointer(place) - UnsafeRawPointer(base)
    }

    /// Calls `body` with the buffer that the ranges of lines are of.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        self.buffer.withUnsafeBufferPointer(body)
    }
}
