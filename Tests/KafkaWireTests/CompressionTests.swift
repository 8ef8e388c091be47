import Bytes
import KafkaWire
import Testing

@Suite struct CompressionTests {
    static let codecs = Compression.allCases.filter { $0 != .none }

    static func compressed(_ bytes: Bytes, _ compression: Compression, level: Int32? = nil) throws -> Bytes {
        var writer = BytesWriter()
        try Compressor(compression, level: level).compress(bytes.span, into: &writer)
        return writer.finish()
    }

    static func text(_ count: Int) -> Bytes {
        var random = SplitMix(state: 7)
        return Bytes((0..<count).map { _ in UInt8(97 + random.below(9)) })
    }

    @Test("Bytes come back from every codec, again and again through the same contexts", arguments: codecs)
    func roundTrip(compression: Compression) throws {
        let compressor = Compressor(compression)
        let decompressor = Decompressor()
        for count in [1, 2, 100, 32_767, 32_768, 32_769, 65_536, 65_537, 1_000_000] {
            let bytes = Self.text(count)
            var writer = BytesWriter()
            try compressor.compress(bytes.span, into: &writer)
            let compressed = writer.finish()
            #expect(compressed.count < count + count / 10 + 64)
            #expect(try decompressor.decompress(compressed, compression, limit: count) == bytes)
            #expect(throws: WireError.self) {
                try decompressor.decompress(compressed, compression, limit: count - 1)
            }
        }
    }

    @Test("Every level that Kafka allows works")
    func levels() throws {
        let bytes = Self.text(100_000)
        let levels: [(Compression, [Int32])] = [
            (.gzip, [-1] + Array(1...9)), (.lz4, Array(1...17)), (.zstd, [-131_072, -5, 0, 1, 3, 19, 22]),
        ]
        for (compression, levels) in levels {
            for level in levels {
                #expect(compression.accepts(level: level))
                let compressed = try Self.compressed(bytes, compression, level: level)
                #expect(try Decompressor().decompress(compressed, compression, limit: 100_000) == bytes)
            }
        }
        #expect(!Compression.gzip.accepts(level: 0))
        #expect(!Compression.lz4.accepts(level: 18))
    }

    @Test("A bomb is refused at the limit", arguments: codecs)
    func bombs(compression: Compression) throws {
        let bomb = try Self.compressed(Bytes([UInt8](repeating: 0, count: 20_000_000)), compression)
        #expect(throws: WireError.self) { try Decompressor().decompress(bomb, compression, limit: 1_000_000) }
        #expect(try Decompressor().decompress(bomb, compression, limit: 20_000_000).count == 20_000_000)
    }

    @Test("Cut-off bytes are an error wherever the cut is", arguments: codecs)
    func cuts(compression: Compression) throws {
        let compressed = try Self.compressed(Self.text(70_000), compression)
        let decompressor = Decompressor()
        let blockBorders = compression == .snappy ? Self.snappyBorders(compressed) : []
        for length in Array(0..<200) + Array(stride(from: 200, to: compressed.count, by: 97)) + [compressed.count - 1]
        where !blockBorders.contains(length) {
            #expect(throws: WireError.self, "\(length)") {
                try decompressor.decompress(compressed.prefix(length), compression, limit: 1 << 20)
            }
        }
        #expect(try decompressor.decompress(compressed, compression, limit: 1 << 20).count == 70_000)
    }

    /// Where a snappy-java stream could as well end: it has no end mark.
    private static func snappyBorders(_ stream: Bytes) -> Set<Int> {
        var borders: Set<Int> = []
        var place = 16
        while place < stream.count {
            borders.insert(place)
            let length = (0..<4).reduce(0) { $0 << 8 | Int(stream[place + $1]) }
            place += 4 + length
        }
        return borders
    }

    @Test(
        "Flipped bits and rubbish are an error or other bytes, never a trap or more than the limit", arguments: codecs)
    func rubbish(compression: Compression) throws {
        let compressed = try Self.compressed(Self.text(3000), compression).array
        let decompressor = Decompressor()
        for place in 0..<compressed.count {
            var flipped = compressed
            flipped[place] ^= 1 << UInt8(place % 8)
            let result = try? decompressor.decompress(Bytes(flipped), compression, limit: 10_000)
            #expect((result?.count ?? 0) <= 10_000)
        }
        var random = SplitMix(state: 3)
        for length in 0..<300 {
            let noise = Bytes((0..<length).map { _ in UInt8(random.below(256)) })
            _ = try? decompressor.decompress(noise, compression, limit: 10_000)
        }
        #expect(try decompressor.decompress(Bytes(compressed), compression, limit: 3000) == Self.text(3000))
    }

    @Test("Streams one behind the other are read to the end", arguments: [Compression.gzip, .lz4, .zstd])
    func concatenated(compression: Compression) throws {
        let one = try Self.compressed(Bytes(utf8: "hello "), compression)
        let two = try Self.compressed(Bytes(utf8: "world"), compression)
        let both = try Decompressor().decompress(Bytes(one.array + two.array), compression, limit: 11)
        #expect(both == Bytes(utf8: "hello world"))
    }

    @Test("A bare snappy block is read too, and its claim of a length isn't believed")
    func bareSnappy() throws {
        let block = Bytes([11, 10 << 2] + Array("hello world".utf8))
        #expect(try Decompressor().decompress(block, .snappy, limit: 100) == Bytes(utf8: "hello world"))
        let liar = Bytes([0xff, 0xff, 0xff, 0xff, 0x0f, 0])
        #expect(throws: WireError(.limitExceeded)) { try Decompressor().decompress(liar, .snappy, limit: 1 << 30) }
        #expect(throws: WireError(.badCompression)) { try Decompressor().decompress(liar, .snappy, limit: 1 << 33) }
    }

    @Test("Codecs are known by Kafka's names")
    func names() {
        for compression in Compression.allCases { #expect(Compression(name: compression.name) == compression) }
        #expect(Compression(name: "brotli") == nil)
    }
}
