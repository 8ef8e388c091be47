import KafkaWire

extension APIHandler {
    static let leaveGroup = APIHandler(LeaveGroupRequest.self) { core, request, reply in
        if let problem = core.coordinatorProblem(request.groupID, at: reply.info.broker) {
            return reply.send(LeaveGroupResponse(errorCode: problem))
        }
        func leave(_ memberID: String, _ instanceID: String?) -> ErrorCode {
            core.withGroups {
                $0.leave(request.groupID, memberID: memberID, instanceID: instanceID, now: core.now)
            }
        }
        guard reply.version >= 3 else {
            return reply.send(LeaveGroupResponse(errorCode: leave(request.memberID, nil)))
        }
        var response = LeaveGroupResponse()
        if request.groupID.isEmpty { response.errorCode = .invalidGroupID }
        response.members = request.members.map {
            .init(
                memberID: $0.memberID, groupInstanceID: $0.groupInstanceID,
                errorCode: leave($0.memberID, $0.groupInstanceID))
        }
        reply.send(response)
    }
}
