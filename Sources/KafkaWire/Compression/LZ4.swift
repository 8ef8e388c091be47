import Bytes
import CLZ4

/// Writes one lz4 frame of independent 64 KiB blocks without checksums, as Kafka's own client does.
@safe
final class LZ4Compressor: CompressingCodec {
    private var context: OpaquePointer?
    private var preferences = LZ4F_preferences_t()

    /// - Parameter level: 9 is Kafka's default and selects the fast compressor; any other the thorough one.
    init(level: Int32) {
        self.preferences.frameInfo.blockSizeID = LZ4F_max64KB
        self.preferences.frameInfo.blockMode = LZ4F_blockIndependent
        self.preferences.autoFlush = 1  // no copy into a buffer of its own
        self.preferences.compressionLevel = level == 9 ? 0 : min(max(level, 3), 12)
    }

    deinit { unsafe _ = LZ4F_freeCompressionContext(self.context) }

    func compress(_ source: RawSpan, into output: inout BytesWriter) throws(WireError) {
        if unsafe self.context == nil {
            unsafe try self.check(LZ4F_createCompressionContext(&self.context, UInt32(LZ4F_VERSION)))
        }
        let headerBound = 19  // LZ4F_HEADER_SIZE_MAX
        let bound = unsafe headerBound + LZ4F_compressBound(source.byteCount, &self.preferences)
        try unsafe source.withUnsafeBytes { source throws(WireError) in
            try unsafe output.withSpace(bound) { place throws(WireError) in
                var size = try unsafe self.check(
                    LZ4F_compressBegin(self.context, place, bound, &self.preferences))
                if let base = source.baseAddress, source.count > 0 {
                    size += try unsafe self.check(
                        LZ4F_compressUpdate(self.context, place + size, bound - size, base, source.count, nil))
                }
                return try unsafe size + self.check(LZ4F_compressEnd(self.context, place + size, bound - size, nil))
            }
        }
    }

    @discardableResult
    private func check(_ result: Int) throws(WireError) -> Int {
        guard LZ4F_isError(result) == 0 else { throw WireError(.badCompression) }
        return result
    }
}

/// Reads lz4 frames, one behind the other.
@safe
final class LZ4Decompressor {
    private var context: OpaquePointer?

    deinit { unsafe _ = LZ4F_freeDecompressionContext(self.context) }

    func decompress(_ bytes: Bytes, limit: Int) throws(WireError) -> Bytes {
        if unsafe self.context == nil {
            guard unsafe LZ4F_isError(LZ4F_createDecompressionContext(&self.context, UInt32(LZ4F_VERSION))) == 0 else {
                throw WireError(.badCompression)
            }
        }
        unsafe LZ4F_resetDecompressionContext(self.context)
        var output = LimitedOutput(source: bytes.count, limit: limit)
        try unsafe bytes.withUnsafeBytes { source throws(WireError) in
            guard let base = source.baseAddress, source.count > 0 else { throw WireError(.badCompression) }
            var read = 0
            var hint = 1  // how much more the frame wants, roughly; 0: it has ended
            while read < source.count || hint != 0 {
                let before = read
                var wrote = 0
                let fill: (UnsafeMutablePointer<UInt8>, Int) throws(WireError) -> Int = { place, room in
                    wrote = room
                    var taken = source.count - read
                    unsafe hint = LZ4F_decompress(self.context, place, &wrote, base + read, &taken, nil)
                    read += taken
                    return LZ4F_isError(hint) == 0 ? wrote : 0
                }
                try unsafe output.fill(fill)
                // No progress: cut off.
                guard LZ4F_isError(hint) == 0, read > before || wrote > 0 || (hint == 0 && read == source.count) else {
                    throw WireError(.badCompression, at: read)
                }
            }
        }
        return output.finish()
    }
}
