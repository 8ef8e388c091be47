import ConnectRuntime
package import HTTPServer
import JSON

/// Probes for those who run the worker; `/health` is Kafka's own (KIP-1017).
extension RESTService {
    /// 200, or 500 if only a restart helps.
    @Sendable func liveness(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let health = await self.herder.liveness()
        return Self.answer(health, health.status == .unhealthy ? 500 : 200)
    }

    /// 200, or 503 while requests should go elsewhere.
    @Sendable func readiness(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let health = await self.herder.readiness()
        return Self.answer(health, health.status == .healthy ? 200 : 503)
    }

    private static func answer(_ health: WorkerHealth, _ status: Int) -> HTTPResponse {
        .json(status, ["status": .string(health.status.rawValue), "message": .string(health.message)])
    }

    /// The answer to a probe before there is a worker: it lives, but it isn't ready.
    package static func answerWhileStarting(_ path: [String]) -> HTTPResponse? {
        switch path {
        case ["health", "live"]: self.answer(.stillStarting, 200)
        case ["health", "ready"]: self.answer(.stillStarting, 503)
        default: nil
        }
    }
}
