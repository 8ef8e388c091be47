import Bytes
import CZstd

/// Writes one zstd frame.
@safe
final class ZstdCompressor: CompressingCodec {
    private let context = unsafe ZSTD_createCCtx()
    private let level: Int32

    init(level: Int32) { self.level = level }

    deinit { unsafe _ = ZSTD_freeCCtx(self.context) }

    func compress(_ source: RawSpan, into output: inout BytesWriter) throws(WireError) {
        guard let context = unsafe self.context else { throw WireError(.badCompression) }
        let bound = ZSTD_compressBound(source.byteCount)
        try unsafe source.withUnsafeBytes { source throws(WireError) in
            try unsafe output.withSpace(bound) { place throws(WireError) in
                let size = unsafe ZSTD_compressCCtx(
                    context, place, bound, source.baseAddress, source.count, self.level)
                guard ZSTD_isError(size) == 0 else { throw WireError(.badCompression) }
                return size
            }
        }
    }
}

/// Reads zstd frames, one behind the other.
@safe
final class ZstdDecompressor {
    private let context = unsafe ZSTD_createDCtx()

    deinit { unsafe _ = ZSTD_freeDCtx(self.context) }

    func decompress(_ bytes: Bytes, limit: Int) throws(WireError) -> Bytes {
        guard let context = unsafe self.context, !bytes.isEmpty else { throw WireError(.badCompression) }
        unsafe _ = ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        var output = LimitedOutput(source: bytes.count, limit: limit)
        try unsafe bytes.withUnsafeBytes { source throws(WireError) in
            var input = unsafe ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
            var hint = 1  // how much more the frame wants, roughly; 0: it has ended and all is written
            while unsafe input.pos < input.size || hint != 0 {
                let before = unsafe input.pos
                var wrote = 0
                let fill: (UnsafeMutablePointer<UInt8>, Int) throws(WireError) -> Int = { place, room in
                    var target = unsafe ZSTD_outBuffer(dst: place, size: room, pos: 0)
                    unsafe hint = ZSTD_decompressStream(context, &target, &input)
                    wrote = unsafe target.pos
                    return wrote
                }
                try unsafe output.fill(fill)
                guard ZSTD_isError(hint) == 0, unsafe input.pos > before || wrote > 0 else {
                    throw WireError(.badCompression, at: unsafe input.pos)
                }
            }
        }
        return output.finish()
    }
}
