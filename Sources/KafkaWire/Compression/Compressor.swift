public import Bytes

/// Compresses batches and keeps what its library needs for it from one batch to the next.
///
/// For one thread at a time, therefore not `Sendable`.
public final class Compressor {
    public let compression: Compression
    public let level: Int32
    private let codec: (any CompressingCodec)?

    /// - Parameter level: As `compression.gzip.level` and so on; nil is Kafka's default.
    public init(_ compression: Compression, level: Int32? = nil) {
        self.compression = compression
        self.level = level ?? compression.defaultLevel
        self.codec =
            switch compression {
            case .none: nil
            case .gzip: GzipCompressor(level: self.level)
            case .snappy: SnappyCompressor()
            case .lz4: LZ4Compressor(level: self.level)
            case .zstd: ZstdCompressor(level: self.level)
            }
    }

    /// Appends the compressed form of `source`, as Kafka's own client would write it, to `output`.
    ///
    /// - Throws: `.badCompression` if the library refuses: no memory, or a level that it doesn't know.
    public func compress(_ source: RawSpan, into output: inout BytesWriter) throws(WireError) {
        guard let codec = self.codec else { return output.append(source) }
        try codec.compress(source, into: &output)
    }
}

/// One library at work for a ``Compressor``.
protocol CompressingCodec: AnyObject {
    func compress(_ source: RawSpan, into output: inout BytesWriter) throws(WireError)
}
