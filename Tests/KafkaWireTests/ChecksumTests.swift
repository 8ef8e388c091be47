import Bytes
import CShims
import Foundation
import KafkaWire
import Testing

/// The definition, bit by bit.
private func referenceCRC32C(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xffff_ffff
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = (crc >> 1) ^ (crc & 1 == 1 ? 0x82f6_3b78 : 0) }
    }
    return ~crc
}

@Suite struct ChecksumTests {
    @Test("CRC-32C of the published check string")
    func checkString() { #expect(crc32c(Bytes(utf8: "123456789").span) == 0xe306_9283) }

    @Test("CRC-32C by the processor equals the definition for every length and place")
    func lengths() {
        var random = SystemRandomNumberGenerator()
        let all = (0..<9000).map { _ in UInt8.random(in: 0...255, using: &random) }
        let bytes = Bytes(all)
        for length in Array(0..<300) + [767, 768, 769, 1023, 2048, 6143, 6144, 6145, 6152, 8999] {
            let start = length % 8
            let end = min(start + length, all.count)
            let expected = referenceCRC32C(Array(all[start..<end]))
            #expect(crc32c(bytes[start..<end].span) == expected)
            let table = bytes[start..<end].withUnsafeBytes { shims_crc32c_table(0, $0.baseAddress, $0.count) }
            #expect(table == expected)
        }
    }

    @Test("CRC-32C goes on where it stopped")
    func continued() {
        let bytes = Bytes((0..<1000).map { UInt8(truncatingIfNeeded: $0 * 7) })
        let first = crc32c(bytes.prefix(333).span)
        #expect(crc32c(bytes.dropFirst(333).span, continuing: first) == crc32c(bytes.span))
    }

    @Test("The CRC-32C of two pieces in a row comes from that of each")
    func joined() {
        let bytes = Bytes((0..<70_000).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 >> 3) })
        for (start, end) in [(0, 0), (0, 1), (40, 41), (40, 140), (1, 65_537), (9, 70_000)] {
            let whole = crc32c(bytes.prefix(end).span)
            let (first, second) = (crc32c(bytes.prefix(start).span), crc32c(bytes[start..<end].span))
            #expect(crc32c(first, followedBy: second, count: end - start) == whole, "\(start) to \(end)")
        }
    }

    struct KeyCase: Decodable {
        var key_hex: String
        var murmur2: Int32
        var partition: [String: Int32]
    }

    @Test("Keys go to the partitions that Java's producer chooses")
    func partitions() throws {
        let cases = try Golden.lines("partitioner.jsonl", as: KeyCase.self)
        #expect(cases.count > 100)
        for one in cases {
            let key = Bytes(hex: one.key_hex)
            #expect(murmur2(key.span) == one.murmur2)
            for (count, expected) in one.partition {
                #expect(partition(ofKey: key.span, partitionCount: try #require(Int32(count))) == expected)
            }
        }
    }

    @Test("Varints come back, in the size that was foretold")
    func varints() throws {
        var values: [Int64] = [0, -1, 1, 63, 64, -64, -65, 8191, 8192, -8192, -8193, .max, .min, Int64(Int32.max)]
        for shift in 0..<64 { values += [1 << shift, 0 &- (1 << shift), (1 << shift) &- 1] }
        for value in values {
            var writer = BytesWriter()
            writer.withSpace(Varint.maximumSize) { start in
                var place = start
                Varint.write(value, to: &place)
                return place - start
            }
            #expect(writer.count == Varint.size(value), "\(value)")
            let bytes = writer.finish()
            var reader = WireReader(bytes)
            let read = try reader.readVarlong()
            #expect(read == value)
            let again = bytes.withUnsafeBytes { raw in
                let base = raw.baseAddress?.assumingMemoryBound(to: UInt8.self)
                return base.flatMap { base in
                    var place = base
                    return Varint.read(at: &place, end: base + raw.count)
                }
            }
            #expect(again == value)
        }
    }
}
