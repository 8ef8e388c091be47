import ConnectRuntime
import HTTPServer

extension RESTService {
    /// Every path of the API, in Kafka Connect's order.
    func makeRoutes() -> [Route] {
        [
            Route("/", anyType: ["GET", "HEAD"], ["GET": self.root]),
            Route("/health", anyType: ["GET", "HEAD"], ["GET": self.health]),
            Route("/health/live", ["GET": self.liveness]),
            Route("/health/ready", ["GET": self.readiness]),
            Route("/connectors", ["POST": self.createConnector, "GET": self.listConnectors]),
            Route("/connectors/:connector", ["GET": self.connector, "DELETE": self.deleteConnector]),
            Route(
                "/connectors/:connector/config",
                ["GET": self.configuration, "PUT": self.putConfiguration, "PATCH": self.patchConfiguration]),
            Route("/connectors/:connector/status", ["GET": self.status]),
            Route("/connectors/:connector/restart", ["POST": self.restart]),
            Route("/connectors/:connector/pause", ["PUT": self.pause]),
            Route("/connectors/:connector/resume", ["PUT": self.resume]),
            Route("/connectors/:connector/stop", ["PUT": self.stop]),
            Route(
                "/connectors/:connector/tasks", anyType: ["POST"], ["GET": self.tasks, "POST": self.submitTasks]),
            Route("/connectors/:connector/fence", anyType: ["PUT"], ["PUT": self.fence]),
            Route("/connectors/:connector/tasks/:task/status", ["GET": self.taskStatus]),
            Route("/connectors/:connector/tasks/:task/restart", ["POST": self.restartTask]),
            Route("/connectors/:connector/topics", ["GET": self.topics]),
            Route("/connectors/:connector/topics/reset", ["PUT": self.resetTopics]),
            Route(
                "/connectors/:connector/offsets",
                ["GET": self.offsets, "PATCH": self.alterOffsets, "DELETE": self.resetOffsets]),
            Route("/connector-plugins", ["GET": self.plugins]),
            Route("/connector-plugins/:plugin/config", ["GET": self.pluginConfiguration]),
            Route("/connector-plugins/:plugin/config/validate", ["PUT": self.validate]),
            Route("/admin/loggers", isAdmin: true, ["GET": self.listLoggers]),
            Route("/admin/loggers/:logger", isAdmin: true, ["GET": self.logger, "PUT": self.setLevel]),
        ]
    }
}
