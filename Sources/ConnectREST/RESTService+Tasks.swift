import ConnectRuntime
import HTTPServer
import JSON

extension RESTService {
    @Sendable func tasks(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        let tasks = try await self.ask { herder throws(HerderError) in try herder.tasks(of: name) }
        return .json(200, .array(tasks.map(RESTShapes.task)))
    }

    @Sendable func taskStatus(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let id = try Self.taskID(context)
        let status = try await self.ask { herder throws(HerderError) in try herder.taskStatus(id) }
        return .json(200, RESTShapes.status(status, id: id.task))
    }

    @Sendable func restartTask(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let id = try Self.taskID(context)
        try await self.ask { herder throws(HerderError) in try await herder.restartTask(id) }
        return .empty(204)
    }

    private static func taskID(_ context: RESTContext) throws(RESTError) -> TaskID {
        guard let number = Int32(context.parameter("task")) else { throw RESTError(404, "HTTP 404 Not Found") }
        return TaskID(context.parameter("connector"), number)
    }

    // MARK: topics

    @Sendable func topics(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        let topics = try await self.ask { herder throws(HerderError) in try herder.activeTopics(of: name) }
        return .json(200, .object([name: ["topics": .array(topics.map { .string($0) })]]))
    }

    @Sendable func resetTopics(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        try await self.ask { herder throws(HerderError) in try await herder.resetActiveTopics(of: name) }
        return .empty(202)
    }

    // MARK: offsets

    @Sendable func offsets(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        let offsets = try await self.ask { herder throws(HerderError) in try await herder.offsets(of: name) }
        let pairs = offsets.map { pair -> JSONValue in ["partition": pair.partition, "offset": pair.offset] }
        return .json(200, ["offsets": .array(pairs)])
    }

    @Sendable func alterOffsets(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        let offsets = try context.body().offsets()
            .map { ConnectorOffset(partition: $0.partition, offset: $0.offset) }
        guard !offsets.isEmpty else {
            throw RESTError(400, "Partitions / offsets need to be provided for an alter offsets request")
        }
        let message = try await self.ask { herder throws(HerderError) in
            try await herder.alterOffsets(of: name, offsets)
        }
        return .json(200, ["message": .string(message)])
    }

    @Sendable func resetOffsets(_ context: RESTContext) async throws(RESTError) -> HTTPResponse {
        let name = context.parameter("connector")
        let message = try await self.ask { herder throws(HerderError) in try await herder.resetOffsets(of: name) }
        return .json(200, ["message": .string(message)])
    }
}
