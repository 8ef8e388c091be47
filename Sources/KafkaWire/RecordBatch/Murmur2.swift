/// The hash by which Kafka's own producer spreads keys over partitions (MurmurHash2, 32 bits, seed 0x9747b28c).
@inlinable
public func murmur2(_ bytes: RawSpan) -> Int32 {
    let multiplier: UInt32 = 0x5bd1_e995
    let count = bytes.byteCount
    var hash: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: count)
    return unsafe bytes.withUnsafeBytes { bytes in
        var place = 0
        while place &+ 4 <= count {
            var word = UInt32(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            word = word &* multiplier
            word ^= word &>> 24
            hash = (hash &* multiplier) ^ (word &* multiplier)
            place &+= 4
        }
        if place < count {
            var tail: UInt32 = 0
            for offset in (place..<count).reversed() { tail = tail &<< 8 | UInt32(unsafe bytes[offset]) }
            hash = (hash ^ tail) &* multiplier
        }
        hash ^= hash &>> 13
        hash = hash &* multiplier
        hash ^= hash &>> 15
        return Int32(bitPattern: hash)
    }
}

/// The partition of a record with a key, as Kafka's own producer chooses it.
@inlinable
public func partition(ofKey key: RawSpan, partitionCount: Int32) -> Int32 {
    (murmur2(key) & 0x7fff_ffff) % max(partitionCount, 1)
}
