import Bytes
import CSnappy

/// The frame that snappy-java puts around blocks, and Kafka's own client therefore writes.
private enum SnappyFrame {
    static let magic: [UInt8] = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]
    /// Magic, version, oldest version that can read it.
    static let headerSize = 16
    static let blockSize = 32 << 10
}

/// Writes snappy blocks of 32 KiB in the frame of snappy-java. Snappy keeps nothing from one call to the next.
final class SnappyCompressor: CompressingCodec {
    func compress(_ source: RawSpan, into output: inout BytesWriter) throws(WireError) {
        for byte in SnappyFrame.magic { output.append(byte) }
        output.append(bigEndian: Int32(1))
        output.append(bigEndian: Int32(1))
        var place = 0
        while place < source.byteCount {
            let end = min(place + SnappyFrame.blockSize, source.byteCount)
            try self.compressBlock(source.extracting(place..<end), into: &output)
            place = end
        }
    }

    private func compressBlock(_ block: RawSpan, into output: inout BytesWriter) throws(WireError) {
        let start = output.count
        output.append(bigEndian: Int32(0))
        let bound = snappy_max_compressed_length(block.byteCount)
        try unsafe block.withUnsafeBytes { block throws(WireError) in
            try unsafe output.withSpace(bound) { place throws(WireError) in
                var size = bound
                let status = unsafe place.withMemoryRebound(to: CChar.self, capacity: bound) { place in
                    unsafe snappy_compress(
                        block.baseAddress?.assumingMemoryBound(to: CChar.self), block.count, place, &size)
                }
                guard status == SNAPPY_OK else { throw WireError(.badCompression) }
                return size
            }
        }
        output.patch(bigEndian: Int32(output.count - start - 4), at: start)
    }
}

/// Reads a snappy-java frame, or one bare block as other clients write it.
func decompressSnappy(_ bytes: Bytes, limit: Int) throws(WireError) -> Bytes {
    var output = BytesWriter(capacity: min(max(bytes.count * 4, 64), max(limit, 64), 1 << 20))
    guard bytes.count >= SnappyFrame.magic.count, bytes.prefix(SnappyFrame.magic.count) == Bytes(SnappyFrame.magic)
    else {
        try decompressSnappyBlock(bytes, into: &output, limit: limit)
        return output.finish()
    }
    var reader = WireReader(bytes)
    do throws(WireError) {
        try reader.skip(SnappyFrame.headerSize)
        while !reader.isAtEnd {
            let block = try reader.readSlice(Int(try reader.read(Int32.self)))
            try decompressSnappyBlock(block, into: &output, limit: limit)
        }
    } catch  where error.code == .truncated {
        throw WireError(.badCompression, at: reader.offset)
    }
    return output.finish()
}

private func decompressSnappyBlock(_ block: Bytes, into output: inout BytesWriter, limit: Int) throws(WireError) {
    try unsafe block.withUnsafeBytes { block throws(WireError) in
        let source = unsafe block.baseAddress?.assumingMemoryBound(to: CChar.self)
        var size = 0
        guard unsafe snappy_uncompressed_length(source, block.count, &size) == SNAPPY_OK else {
            throw WireError(.badCompression)
        }
        // The length is a claim. Snappy makes at most 64 bytes of 3, so what claims more isn't worth the memory.
        guard size <= limit - output.count else { throw WireError(.limitExceeded) }
        guard size / 32 <= block.count else { throw WireError(.badCompression) }
        guard size > 0 else { return }
        try unsafe output.withSpace(size) { place throws(WireError) in
            let status = unsafe place.withMemoryRebound(to: CChar.self, capacity: size) { place in
                unsafe snappy_uncompress(source, block.count, place, &size)
            }
            guard status == SNAPPY_OK else { throw WireError(.badCompression) }
            return size
        }
    }
}
