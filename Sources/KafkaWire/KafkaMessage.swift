package import Bytes

/// The body of a request or of a response, without its header.
package protocol KafkaMessage: Equatable, Sendable {
    static var apiKey: APIKey { get }
    /// The versions that we can write and read, the same for a request and its response.
    static var versions: ClosedRange<Int16> { get }
    /// Those of ``versions`` that name topics instead of giving their ids. Who doesn't look up ids keeps to these.
    static var versionsWithTopicNames: ClosedRange<Int16> { get }

    /// A message with every field at its default.
    init()

    /// Reads a message and leaves the reader behind it. Byte fields share the storage of the frame.
    ///
    /// - Parameter version: One of ``versions``; the caller checks.
    init(from reader: inout WireReader, version: Int16) throws(WireError)

    /// Writes the message. What was written before an error stays in the writer.
    ///
    /// - Parameter version: One of ``versions``; the caller checks.
    /// - Throws: `.notInVersion` if a field is set that means something and that the version doesn't have, `.tooLong`
    ///   for a text beyond 32,767 bytes, `.unexpectedNull` for nil in a version without null.
    func encode(into writer: inout BytesWriter, version: Int16) throws(WireError)
}

extension KafkaMessage {
    package static var versionsWithTopicNames: ClosedRange<Int16> { self.versions }
}

package protocol KafkaRequest: KafkaMessage {
    associatedtype Response: KafkaResponse where Response.Request == Self
}

package protocol KafkaResponse: KafkaMessage {
    associatedtype Request: KafkaRequest
}

extension KafkaRequest {
    /// The whole frame: length, header, message.
    package func frame(version: Int16, correlationID: Int32, clientID: String?) throws(WireError) -> Bytes {
        var writer = BytesWriter(capacity: 256)
        writer.append(bigEndian: Int32(0))
        try RequestHeader(
            apiKey: Self.apiKey, apiVersion: version, correlationID: correlationID, clientID: clientID
        ).encode(into: &writer)
        try self.encode(into: &writer, version: version)
        return try writer.finishFrame()
    }
}

extension KafkaResponse {
    /// The whole frame: length, header, message.
    package func frame(version: Int16, correlationID: Int32) throws(WireError) -> Bytes {
        var writer = BytesWriter(capacity: 256)
        writer.append(bigEndian: Int32(0))
        ResponseHeader(correlationID: correlationID).encode(into: &writer, for: Self.apiKey, version: version)
        try self.encode(into: &writer, version: version)
        return try writer.finishFrame()
    }

    /// Reads a frame without its length: header and message.
    ///
    /// - Throws: `.unsupportedVersion` if `version` is none of ``versions``, `.trailingBytes` if the frame holds more
    ///   than the message.
    package static func decode(
        frame: Bytes, version: Int16
    ) throws(WireError) -> (header: ResponseHeader, body: Self) {
        guard Self.versions.contains(version) else { throw WireError(.unsupportedVersion) }
        var reader = WireReader(frame)
        let header = try ResponseHeader(from: &reader, for: Self.apiKey, version: version)
        let body = try Self(from: &reader, version: version)
        try reader.requireEnd()
        return (header, body)
    }
}

extension BytesWriter {
    /// Ends a frame that starts with four bytes for its length.
    fileprivate consuming func finishFrame() throws(WireError) -> Bytes {
        guard let length = Int32(exactly: self.count - 4) else { throw WireError(.tooLong) }
        self.patch(bigEndian: length, at: 0)
        return self.finish()
    }
}
