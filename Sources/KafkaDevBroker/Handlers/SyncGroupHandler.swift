import KafkaWire

extension APIHandler {
    static let syncGroup = APIHandler(SyncGroupRequest.self) { core, request, reply in
        if let problem = core.coordinatorProblem(request.groupID, at: reply.info.broker) {
            return reply.send(SyncGroupResponse(errorCode: problem))
        }
        core.withGroups {
            $0.sync(
                request.groupID, memberID: request.memberID, instanceID: request.groupInstanceID,
                generation: request.generationID, protocolType: request.protocolType,
                protocolName: request.protocolName,
                assignments: request.assignments.map { ($0.memberID, $0.assignment) }, waiter: .sync(reply),
                now: core.now)
        }
    }
}
