import CZlib

/// Reads gzip, whose members may stand one behind the other, and deflate, with zlib's frame or without it as some servers
/// send it.
final class InflateDecoder: ContentDecoder {
    enum Format { case gzip, deflate }

    private let format: Format
    private var stream = z_stream()
    private var isReady = false
    private var hasEnded = false
    /// The first bytes of deflate, until there are enough to tell its frame.
    private var head: [UInt8] = []
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)

    init(_ format: Format) { self.format = format }

    deinit {
        if self.isReady { inflateEnd(&self.stream) }
        self.room.deallocate()
    }

    var isComplete: Bool { self.hasEnded }

    func decode(
        _ input: UnsafeRawBufferPointer, _ output: ContentDecoding.Output
    ) throws(ContentDecoding.Failure) {
        guard self.isReady || self.format == .gzip else {
            self.head += input
            guard self.head.count >= 2 else { return }
            let isFramed = self.head[0] & 15 == 8 && (Int(self.head[0]) << 8 | Int(self.head[1])) % 31 == 0
            try self.start(windowBits: isFramed ? 15 : -15)
            let failure = self.head.withUnsafeBytes { head in
                Result { () throws(ContentDecoding.Failure) in try self.inflate(head, output) }
            }
            return try failure.get()
        }
        if !self.isReady { try self.start(windowBits: 15 + 16) }
        try self.inflate(input, output)
    }

    private func start(windowBits: Int32) throws(ContentDecoding.Failure) {
        guard inflateInit2_(&self.stream, windowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw .damaged("no memory for zlib")
        }
        self.isReady = true
    }

    private func inflate(
        _ input: UnsafeRawBufferPointer, _ output: ContentDecoding.Output
    ) throws(ContentDecoding.Failure) {
        let start = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        self.stream.next_in = UnsafeMutablePointer(mutating: start)
        self.stream.avail_in = UInt32(clamping: input.count)
        try self.inflate(output)
    }

    private func inflate(_ output: ContentDecoding.Output) throws(ContentDecoding.Failure) {
        var isFull = false
        while self.stream.avail_in > 0 || isFull {
            if self.hasEnded {
                guard self.format == .gzip, inflateReset(&self.stream) == Z_OK else {
                    throw .damaged("there are bytes behind its end")
                }
                self.hasEnded = false
            }
            self.stream.next_out = self.room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            self.stream.avail_out = UInt32(self.room.count)
            let status = CZlib.inflate(&self.stream, Z_NO_FLUSH)
            let made = self.room.count - Int(self.stream.avail_out)
            if made > 0 { try output(UnsafeRawBufferPointer(rebasing: self.room[..<made])) }
            isFull = self.stream.avail_out == 0
            switch status {
            case Z_STREAM_END:
                self.hasEnded = true
                isFull = false
            case Z_OK: break
            case Z_BUF_ERROR: return  // wants more
            default: throw .damaged(self.stream.msg.map { String(cString: $0) } ?? "zlib's error \(status)")
            }
        }
    }
}
