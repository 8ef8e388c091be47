/// Knows how much of its thread's stack a recursion has used: threads of tasks have 1 MiB of it.
struct StackGuard {
    private let start = Self.place()

    private static let limit: UInt = 384 << 10

    /// Whether there is room for more.
    var hasRoom: Bool {
        let place = Self.place()
        return (place > self.start ? place - self.start : self.start - place) < Self.limit
    }

    /// About where the stack ends now.
    @inline(never)
    private static func place() -> UInt {
        var byte: UInt8 = 0
        return withUnsafeMutablePointer(to: &byte) { UInt(bitPattern: $0) }
    }
}
