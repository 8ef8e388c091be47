// Written by wiregen from Sources/wiregen/Definitions. Do not edit: `swift run wiregen`.
// swift-format-ignore-file
package import Bytes

/// Carries one token of the SASL mechanism to the broker, and its answer back. Sent to any broker.
package struct SaslAuthenticateRequest: KafkaRequest {
    package typealias Response = SaslAuthenticateResponse
    package static let apiKey = APIKey.saslAuthenticate
    package static let versions: ClosedRange<Int16> = 0...2

    /// The token.
    package var authBytes: Bytes = Bytes()

    package init() {}

    package init(
        authBytes: Bytes
    ) {
        self.authBytes = authBytes
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 2
        self.authBytes = try reader.readBytes(compact: flexible)
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 2
        try writer.append(bytes: self.authBytes, compact: flexible)
        if flexible {
            writer.append(0)
        }
    }
}

/// The answer to ``SaslAuthenticateRequest``.
package struct SaslAuthenticateResponse: KafkaResponse {
    package typealias Request = SaslAuthenticateRequest
    package static let apiKey = APIKey.saslAuthenticate
    package static let versions: ClosedRange<Int16> = 0...2

    /// Why it was refused.
    package var errorCode: ErrorCode = ErrorCode.none
    /// What went wrong, in words; nil if nothing did or the broker has no words for it.
    package var errorMessage: String? = nil
    /// The broker's token.
    package var authBytes: Bytes = Bytes()
    /// Milliseconds until we have to authenticate again; 0: never.
    package var sessionLifetime: Int64 = 0

    package init() {}

    package init(
        errorCode: ErrorCode = ErrorCode.none,
        errorMessage: String? = nil,
        authBytes: Bytes = Bytes(),
        sessionLifetime: Int64 = 0
    ) {
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.authBytes = authBytes
        self.sessionLifetime = sessionLifetime
    }

    package init(from reader: inout WireReader, version: Int16) throws(WireError) {
        let flexible = version >= 2
        self.errorCode = ErrorCode(rawValue: try reader.read())
        self.errorMessage = try reader.readNullableString(compact: flexible)
        self.authBytes = try reader.readBytes(compact: flexible)
        if version >= 1 { self.sessionLifetime = try reader.read() }
        if flexible {
            try reader.skipTaggedFields()
        }
    }

    package func encode(into writer: inout BytesWriter, version: Int16) throws(WireError) {
        let flexible = version >= 2
        writer.append(bigEndian: self.errorCode.rawValue)
        try writer.append(nullableString: self.errorMessage, compact: flexible)
        try writer.append(bytes: self.authBytes, compact: flexible)
        if version >= 1 { writer.append(bigEndian: self.sessionLifetime) }
        if flexible {
            writer.append(0)
        }
    }
}
