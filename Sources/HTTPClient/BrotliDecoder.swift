import CCurl

/// Reads Brotli, where its library is on the machine: libcurl brings it along.
final class BrotliDecoder: ContentDecoder {
    private let state = shims_brotli_create()
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    private(set) var isComplete = false

    static let isAvailable = shims_brotli_load() != 0

    deinit {
        shims_brotli_destroy(self.state)
        self.room.deallocate()
    }

    func decode(
        _ input: UnsafeRawBufferPointer, _ output: ContentDecoding.Output
    ) throws(ContentDecoding.Failure) {
        guard let state else { throw .damaged("no memory for Brotli") }
        var next = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        var left = input.count
        while true {
            guard !self.isComplete else {
                if left > 0 { throw .damaged("there are bytes behind its end") }
                return
            }
            var place = self.room.baseAddress?.assumingMemoryBound(to: UInt8.self)
            var free = self.room.count
            let result = shims_brotli_decode(state, &left, &next, &free, &place)
            let made = self.room.count - free
            if made > 0 { try output(UnsafeRawBufferPointer(rebasing: self.room[..<made])) }
            switch Int(result) {
            case SHIMS_BROTLI_DONE: self.isComplete = true
            case SHIMS_BROTLI_MORE_OUTPUT: break
            case SHIMS_BROTLI_MORE_INPUT: return
            default: throw .damaged("it isn't Brotli")
            }
        }
    }
}
