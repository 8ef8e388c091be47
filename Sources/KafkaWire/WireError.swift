/// Bytes that are not what the protocol says, or a value that a version of the protocol can't carry.
public struct WireError: Error, Equatable, Sendable {
    public enum Code: UInt8, Equatable, Sendable {
        /// The frame ends before the value does.
        case truncated
        /// A length or count that is below its least value, or above what the rest of the frame could hold.
        case badLength
        /// Null where the protocol has no null.
        case unexpectedNull
        /// A varint of more bytes than its type takes.
        case badVarint
        /// A tagged field whose size is not the size of what it holds.
        case badTaggedField
        /// Bytes left after the end of a message.
        case trailingBytes
        /// A text or an array that is too long for its length field.
        case tooLong
        /// A field that is set, but which the version of the message doesn't have.
        case notInVersion
        /// A version of a message, or an API, that we don't know.
        case unsupportedVersion
        /// A record batch shorter than its header or longer than the limit.
        case badBatchLength
        /// A record batch whose format is not version 2.
        case badMagic
        /// A record batch whose CRC-32C is not that of its bytes.
        case badChecksum
        /// A record that isn't one.
        case badRecord
        /// Compressed bytes that don't decompress, or a codec that we don't know.
        case badCompression
        /// More bytes than a limit allows, after decompression for example.
        case limitExceeded
    }

    public let code: Code
    /// Where it was noticed, in bytes from the start of what was read (or written) in one go.
    public let offset: Int32
    /// The field concerned, if known; a name, never a value.
    public let field: String

    public init(_ code: Code, at offset: Int = 0, field: String = "") {
        self.code = code
        self.offset = Int32(clamping: offset)
        self.field = field
    }
}

extension WireError: CustomStringConvertible {
    public var description: String {
        let place = self.field.isEmpty ? "at byte \(self.offset)" : "in field \(self.field)"
        return "\(self.words) \(place)"
    }

    private var words: String {
        switch self.code {
        case .truncated: "the frame ends too early"
        case .badLength: "impossible length"
        case .unexpectedNull: "unexpected null"
        case .badVarint: "varint too long"
        case .badTaggedField: "tagged field of the wrong size"
        case .trailingBytes: "bytes left over"
        case .tooLong: "value too long for its length field"
        case .notInVersion: "value set that this version of the message can't carry"
        case .unsupportedVersion: "version not supported"
        case .badBatchLength: "impossible length of a record batch"
        case .badMagic: "record batch of an unknown format"
        case .badChecksum: "record batch with a wrong checksum"
        case .badRecord: "malformed record"
        case .badCompression: "bytes that can't be decompressed"
        case .limitExceeded: "more bytes than the limit allows"
        }
    }
}
