// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Chooses a SASL mechanism. In version 0 its tokens follow without Kafka's framing. Sent to any broker.
package struct SaslHandshakeRequest: KafkaRequest {
    package typealias Response = SaslHandshakeResponse
    package static let apiKey = APIKey.saslHandshake
    package static let versions: ClosedRange<Int16> = 0...1

    /// For example SCRAM-SHA-512.
    package var mechanism: String = ""

    package init() {}

    package init(
        mechanism: String
    ) {
        self.mechanism = mechanism
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.mechanism = try reader.readString(compact: false)
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        try writer.append(string: self.mechanism, compact: false)
    }
}

/// The answer to ``SaslHandshakeRequest``.
package struct SaslHandshakeResponse: KafkaResponse {
    package typealias Request = SaslHandshakeRequest
    package static let apiKey = APIKey.saslHandshake
    package static let versions: ClosedRange<Int16> = 0...1

    /// `unsupportedSaslMechanism`, for example.
    package var errorCode: ErrorCode = ErrorCode.none
    /// Those that the broker has.
    package var mechanisms: [String] = []

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        mechanisms: [String] = []
    ) {
        self.errorCode = errorCode
        self.mechanisms = mechanisms
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        self.errorCode = ErrorCode(rawValue: try reader.read())
        self.mechanisms = try reader.readArray(version: version, flexible: false)
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        writer.append(bigEndian: self.errorCode.rawValue)
        try writer.append(array: self.mechanisms, version: version, flexible: false)
    }
}
