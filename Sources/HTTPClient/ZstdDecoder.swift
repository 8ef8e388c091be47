import CZstd

/// Reads zstd frames, one behind the other.
final class ZstdDecoder: ContentDecoder {
    private let context = ZSTD_createDCtx()
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 131_072, alignment: 16)
    /// How much more the frame wants, roughly; 0: it has ended.
    private var wanted = 1

    /// What HTTP allows (RFC 9659): 8 MiB.
    private static let windowLog: Int32 = 23

    init() { if let context { ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Self.windowLog) } }

    deinit {
        ZSTD_freeDCtx(self.context)
        self.room.deallocate()
    }

    var isComplete: Bool { self.wanted == 0 }

    func decode(
        _ input: UnsafeRawBufferPointer, _ output: ContentDecoding.Output
    ) throws(ContentDecoding.Failure) {
        guard let context else { throw .damaged("no memory for zstd") }
        var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var isFull = false
        while source.pos < source.size || isFull {
            var target = ZSTD_outBuffer(dst: self.room.baseAddress, size: self.room.count, pos: 0)
            let hint = ZSTD_decompressStream(context, &target, &source)
            guard ZSTD_isError(hint) == 0 else { throw .damaged(String(cString: ZSTD_getErrorName(hint))) }
            self.wanted = hint
            isFull = target.pos == self.room.count
            if target.pos > 0 { try output(UnsafeRawBufferPointer(rebasing: self.room[..<target.pos])) }
        }
    }
}
