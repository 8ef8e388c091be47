import Bytes
import KafkaWire

/// The body of a request that is written by hand, because parts of it are not to be copied.
protocol RequestBody: Sendable {
    associatedtype Request: KafkaRequest

    /// About how many bytes there are, without the parts that aren't copied.
    var copiedSize: Int { get }

    func encode(into frame: inout FrameWriter, version: Int16) throws(WireError)
}

extension KafkaResponse {
    /// The message in a frame, and how long the broker asks us to wait if it says so.
    static func decoded(from frame: Bytes, version: Int16) throws(WireError) -> (Self, throttle: Duration?) {
        let response = try Self.decode(frame: frame, version: version).body
        return (response, (response as? any ThrottledResponse)?.throttleTime)
    }
}

/// Writes a frame around parts that are not copied, unless they are small: a large batch goes from the producer to the
/// socket as it is.
struct FrameWriter: ~Copyable {
    /// Up to this size, one piece is cheaper than several.
    private static let copied = 2048

    /// What is copied: the length, and what is written in here.
    var bytes: BytesWriter
    private var shared: [(place: Int, part: Bytes)] = []

    init(capacity: Int) {
        self.bytes = BytesWriter(capacity: 4 + capacity)
        self.bytes.append(bigEndian: Int32(0))
    }

    /// How many bytes a part takes in ``bytes``.
    static func copiedSize(of count: Int) -> Int { count <= Self.copied ? count : 0 }

    mutating func append(_ part: Bytes) {
        if part.count <= Self.copied { return self.bytes.append(part) }
        self.shared.append((self.bytes.count, part))
    }

    /// Fills the length in.
    ///
    /// - Returns: The frame in pieces.
    consuming func finish() throws(WireError) -> Few<Bytes> {
        let size = self.shared.reduce(self.bytes.count - 4) { $0 + $1.part.count }
        guard let length = Int32(exactly: size) else { throw WireError(.tooLong) }
        self.bytes.patch(bigEndian: length, at: 0)
        let shared = self.shared
        let copied = self.bytes.finish()
        if shared.isEmpty { return Few(copied) }
        var pieces = Few<Bytes>()
        var start = 0
        for (place, part) in shared {
            if place > start { pieces.append(copied[start..<place]) }
            pieces.append(part)
            start = place
        }
        if start < copied.count { pieces.append(copied[start..<copied.count]) }
        return pieces
    }
}
