import Glibc

/// Memory that is filled from the front while slices of the filled part are already out.
///
/// Each byte is written once before a slice can show it, so slices never see a change. When no slice is left the
/// block can be filled anew: a connection that hands out frames reads into the same block again and again.
@safe
public struct ByteBlock: ~Copyable {
    private var region: ByteRegion?
    /// How many bytes are filled, from the front.
    public private(set) var filled = 0

    public var capacity: Int { self.region?.count ?? 0 }

    /// No room, and nothing allocated.
    public init() {}

    /// Room for `capacity` bytes, none of them filled.
    public init(capacity: Int) {
        let size = max(capacity, 16)
        guard let base = unsafe malloc(size) else { fatalError("out of memory") }  // as Swift's own collections do
        self.region = unsafe ByteRegion(adopting: base, count: size)
    }

    /// Lets `body` fill what is still free; it returns how many bytes it wrote, from the front of what it got.
    public mutating func fill<Failure: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Int
    ) throws(Failure) {
        let free = unsafe self.region.map { unsafe $0.base + self.filled }
        let space = unsafe UnsafeMutableRawBufferPointer(start: free, count: self.capacity - self.filled)
        let written = try unsafe body(space)
        precondition(written >= 0 && written <= space.count)
        self.filled += written
    }

    /// A part of what is filled, without a copy.
    public func slice(_ range: Range<Int>) -> Bytes {
        precondition(range.lowerBound >= 0 && range.upperBound <= self.filled, "range out of bounds")
        return Bytes(region: self.region, offset: UInt32(range.lowerBound), length: UInt32(range.count))
    }

    /// Forgets what is filled if no slice is left that shows it; answers whether it did.
    public mutating func reset() -> Bool {
        guard self.region == nil || isKnownUniquelyReferenced(&self.region) else { return false }
        self.filled = 0
        return true
    }
}
