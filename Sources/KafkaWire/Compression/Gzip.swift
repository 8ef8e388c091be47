import Bytes
import CZlib

/// Writes one gzip member, as `java.util.zip.GZIPOutputStream` does.
@safe
final class GzipCompressor: CompressingCodec {
    private var stream = unsafe z_stream()
    private var isReady = false
    private let level: Int32

    init(level: Int32) { self.level = level }

    deinit { if self.isReady { unsafe _ = deflateEnd(&self.stream) } }

    func compress(_ source: RawSpan, into output: inout BytesWriter) throws(WireError) {
        let status =
            unsafe self.isReady
            ? deflateReset(&self.stream)
            : deflateInit2_(
                &self.stream, self.level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size))  // 16: gzip around it; 8: zlib's default use of memory
        guard status == Z_OK else { throw WireError(.badCompression) }
        self.isReady = true
        guard source.byteCount <= Int(UInt32.max) / 2 else { throw WireError(.tooLong) }
        let bound = unsafe Int(deflateBound(&self.stream, UInt(source.byteCount)))
        try unsafe source.withUnsafeBytes { source throws(WireError) in
            try unsafe output.withSpace(bound) { place throws(WireError) in
                unsafe self.stream.next_in = UnsafeMutablePointer(
                    mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
                unsafe self.stream.avail_in = UInt32(source.count)
                unsafe self.stream.next_out = place
                unsafe self.stream.avail_out = UInt32(bound)
                guard unsafe deflate(&self.stream, Z_FINISH) == Z_STREAM_END else { throw WireError(.badCompression) }
                return unsafe bound - Int(self.stream.avail_out)
            }
        }
    }
}

/// Reads gzip members, one behind the other.
@safe
final class GzipDecompressor {
    private var stream = unsafe z_stream()
    private var isReady = false

    deinit { if self.isReady { unsafe _ = inflateEnd(&self.stream) } }

    func decompress(_ bytes: Bytes, limit: Int) throws(WireError) -> Bytes {
        let status =
            unsafe self.isReady
            ? inflateReset(&self.stream)
            : inflateInit2_(&self.stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw WireError(.badCompression) }
        self.isReady = true
        var output = LimitedOutput(source: bytes.count, limit: limit)
        try unsafe bytes.withUnsafeBytes { source throws(WireError) in
            guard source.count > 0, source.count <= Int(UInt32.max) else { throw WireError(.badCompression) }
            unsafe self.stream.next_in = UnsafeMutablePointer(
                mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
            unsafe self.stream.avail_in = UInt32(source.count)
            while unsafe self.stream.avail_in > 0 || self.stream.avail_out == 0 {
                guard try self.inflateSome(into: &output, total: source.count) else { continue }
                guard unsafe self.stream.avail_in > 0 else { return }  // the last member ended with the bytes
                guard unsafe inflateReset(&self.stream) == Z_OK else { throw WireError(.badCompression) }
            }
            throw WireError(.badCompression, at: source.count)  // cut off
        }
        return output.finish()
    }

    /// - Returns: Whether a member has ended.
    private func inflateSome(into output: inout LimitedOutput, total: Int) throws(WireError) -> Bool {
        var status = Z_OK
        try unsafe output.fill { place, room throws(WireError) in
            unsafe self.stream.next_out = place
            unsafe self.stream.avail_out = UInt32(clamping: room)
            unsafe status = inflate(&self.stream, Z_NO_FLUSH)
            return unsafe Int(UInt32(clamping: room) - self.stream.avail_out)
        }
        guard status == Z_OK || status == Z_STREAM_END else {
            throw WireError(.badCompression, at: unsafe total - Int(self.stream.avail_in))
        }
        return status == Z_STREAM_END
    }
}
