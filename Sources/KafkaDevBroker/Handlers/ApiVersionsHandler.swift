import KafkaWire

extension APIHandler {
    static let apiVersions = APIHandler(ApiVersionsRequest.self) { _, _, reply in
        reply.send(ApiVersionsAnswer.response(version: reply.version))
    }
}

enum ApiVersionsAnswer {
    static func response(version: Int16, error: ErrorCode = .none) -> ApiVersionsResponse {
        var response = ApiVersionsResponse()
        response.errorCode = error
        response.apiKeys = APIHandler.advertised.map {
            .init(apiKey: $0.key.rawValue, minVersion: $0.versions.lowerBound, maxVersion: $0.versions.upperBound)
        }
        return response
    }

    /// Answers a version that we don't have in version 0, which every client can read: it then asks again.
    static func refuse(_ info: RequestInfo, _ sink: (ReplyOutcome) -> Void) {
        let response = Self.response(version: 0, error: .unsupportedVersion)
        do {
            sink(.frame([try response.frame(version: 0, correlationID: info.correlationID)]))
        } catch {
            sink(.hangUp)
        }
    }
}
