import KafkaWire

/// On listeners that ask nobody who they are. Where they ask, ``ConnectionAuthenticator`` answers instead.
extension APIHandler {
    static let saslHandshake = APIHandler(SaslHandshakeRequest.self) { _, _, reply in
        reply.send(SaslHandshakeResponse(errorCode: .illegalSaslState, mechanisms: []))
    }

    static let saslAuthenticate = APIHandler(SaslAuthenticateRequest.self) { _, _, reply in
        reply.send(
            SaslAuthenticateResponse(
                errorCode: .illegalSaslState,
                errorMessage: "SaslAuthenticate request received after successful authentication"))
    }
}
