public import Bytes

/// Decompresses batches within a limit and keeps what the libraries need for it from one batch to the next.
///
/// For one thread at a time, therefore not `Sendable`. A library is touched when its codec first turns up.
public final class Decompressor {
    /// Batches are at most a few MB; what grows beyond this is no batch but a bomb.
    public static let defaultLimit = 256 << 20

    private var gzip: GzipDecompressor?
    private var lz4: LZ4Decompressor?
    private var zstd: ZstdDecompressor?

    public init() {}

    /// The original of `bytes`, in memory of its own.
    ///
    /// - Parameter limit: The most bytes that may come out. No more memory than about that is ever taken, whatever the
    ///   compressed bytes claim.
    /// - Throws: `.badCompression` if the bytes are damaged or cut off, `.limitExceeded` if there would be more.
    public func decompress(_ bytes: Bytes, _ compression: Compression, limit: Int) throws(WireError) -> Bytes {
        switch compression {
        case .none:
            guard bytes.count <= limit else { throw WireError(.limitExceeded) }
            return bytes
        case .gzip:
            let codec = self.gzip ?? GzipDecompressor()
            self.gzip = codec
            return try codec.decompress(bytes, limit: limit)
        case .snappy:
            return try decompressSnappy(bytes, limit: limit)
        case .lz4:
            let codec = self.lz4 ?? LZ4Decompressor()
            self.lz4 = codec
            return try codec.decompress(bytes, limit: limit)
        case .zstd:
            let codec = self.zstd ?? ZstdDecompressor()
            self.zstd = codec
            return try codec.decompress(bytes, limit: limit)
        }
    }
}

/// Output that grows as it is filled, by doubling, up to a limit: what the streaming decompressors write into.
struct LimitedOutput: ~Copyable {
    private var writer: BytesWriter
    private let limit: Int
    private var step: Int

    /// - Parameter source: How many compressed bytes there are; the first guess is four times as many.
    init(source: Int, limit: Int) {
        self.limit = max(limit, 0)
        self.step = min(max(source * 4, 4096), max(limit, 1), 1 << 20)
        self.writer = BytesWriter(capacity: self.step)
    }

    /// Lets `body` write up to as many bytes as it is told, at least one; it returns how many it wrote.
    ///
    /// - Throws: `.limitExceeded` once there is more than the limit allows.
    mutating func fill(_ body: (UnsafeMutablePointer<UInt8>, Int) throws(WireError) -> Int) throws(WireError) {
        // One byte more than allowed: a stream whose end mark is still to come isn't too long yet.
        let room = min(self.limit - self.writer.count + 1, max(self.step, self.writer.count))
        try unsafe self.writer.withSpace(room) { place throws(WireError) in try unsafe body(place, room) }
        guard self.writer.count <= self.limit else { throw WireError(.limitExceeded, at: self.writer.count) }
    }

    consuming func finish() -> Bytes { self.writer.finish() }
}
