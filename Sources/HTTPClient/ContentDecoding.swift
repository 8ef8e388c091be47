/// Undoes the content encodings of an answer while it comes in.
///
/// libcurl could do it too, but takes a compressed stream that just stops for a whole one: where the connection's end is
/// the body's end, that is the only sign that something is missing.
final class ContentDecoding {
    /// An encoding that we have no decoder for.
    struct Unknown: Error { let name: String }

    /// Why no more is decoded.
    enum Failure: Error {
        case damaged(String)
        /// Whoever takes the bytes has enough.
        case stopped
    }

    typealias Output = (UnsafeRawBufferPointer) throws(Failure) -> Void

    private let stages: [any ContentDecoder]

    /// Most encodings one upon the other.
    private static let limit = 5

    /// What is offered to servers.
    static let offered = BrotliDecoder.isAvailable ? "gzip, deflate, br, zstd" : "gzip, deflate, zstd"

    /// Nil if there is nothing to undo.
    ///
    /// - Parameter fields: The values of `Content-Encoding`.
    init?(_ fields: [String]) throws(Unknown) {
        let names = fields.flatMap { $0.split(separator: ",") }.map { part in
            String(decoding: Array(part.utf8)[...].trimmed, as: UTF8.self).lowercased()
        }
        var stages: [any ContentDecoder] = []
        for name in names.reversed() where !name.isEmpty && name != "identity" {
            switch name {
            case "gzip", "x-gzip": stages.append(InflateDecoder(.gzip))
            case "deflate": stages.append(InflateDecoder(.deflate))
            case "zstd": stages.append(ZstdDecoder())
            case "br" where BrotliDecoder.isAvailable: stages.append(BrotliDecoder())
            default: throw Unknown(name: name)
            }
            guard stages.count <= Self.limit else { throw Unknown(name: names.joined(separator: ", ")) }
        }
        guard !stages.isEmpty else { return nil }
        self.stages = stages
    }

    func decode(_ bytes: UnsafeRawBufferPointer, _ output: Output) throws(Failure) {
        try self.decode(bytes, stage: 0, output)
    }

    private func decode(_ bytes: UnsafeRawBufferPointer, stage: Int, _ output: Output) throws(Failure) {
        guard stage < self.stages.count else { return try output(bytes) }
        try self.stages[stage].decode(bytes) { (decoded) throws(Failure) in
            try self.decode(decoded, stage: stage + 1, output)
        }
    }

    /// Whether all that belongs to the body came.
    var isComplete: Bool { self.stages.allSatisfy(\.isComplete) }
}

/// Undoes one encoding.
protocol ContentDecoder: AnyObject {
    /// Whether the stream came to its end.
    var isComplete: Bool { get }

    func decode(
        _ input: UnsafeRawBufferPointer, _ output: ContentDecoding.Output
    ) throws(ContentDecoding.Failure)
}
