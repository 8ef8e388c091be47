import Bytes
import ConnectAPI
import ConnectRuntime
import HTTPServer
import JSON

/// What only workers ask of each other, with a signature.
extension RESTService {
    @Sendable func submitTasks(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        let tasks = try RequestBody(context.request.body).taskConfigurations()
        let request = Self.signed(context)
        try await self.ask { herder throws(HerderError) in try await herder.submitTasks(of: name, tasks, request) }
        return .empty(204)
    }

    @Sendable func fence(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        let request = Self.signed(context)
        try await self.ask { herder throws(HerderError) in try await herder.fenceZombies(of: name, request) }
        return .empty(204)
    }

    private static func signed(_ context: RESTContext) -> SignedRequest {
        let headers = context.request.headers
        return SignedRequest(
            body: context.request.body ?? Bytes(), signature: headers[InternalRequestSignature.signatureHeader],
            algorithm: headers[InternalRequestSignature.algorithmHeader])
    }
}
