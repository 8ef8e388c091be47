import KafkaWire

extension APIHandler {
    static let heartbeat = APIHandler(HeartbeatRequest.self) { core, request, reply in
        let problem = core.coordinatorProblem(request.groupID, at: reply.info.broker)
        let code =
            problem
            ?? core.withGroups {
                $0.heartbeat(
                    request.groupID, memberID: request.memberID, instanceID: request.groupInstanceID,
                    generation: request.generationID, now: core.now)
            }
        reply.send(HeartbeatResponse(errorCode: code))
    }
}
