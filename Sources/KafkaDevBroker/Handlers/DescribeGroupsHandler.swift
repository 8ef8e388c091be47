import Bytes
import KafkaWire

extension APIHandler {
    static let describeGroups = APIHandler(DescribeGroupsRequest.self) { core, request, reply in
        var response = DescribeGroupsResponse()
        response.groups = request.groups.map { id in
            var answer = core.describeGroup(id, broker: reply.info.broker, version: reply.version)
            if request.includeAuthorizedOperations && reply.version >= 3 {
                answer.authorizedOperations = AuthorizedOperations.group
            }
            return answer
        }
        reply.send(response)
    }
}

extension ClusterCore {
    fileprivate func describeGroup(_ id: String, broker: Int32, version: Int16) -> DescribeGroupsResponse.Group {
        var answer = DescribeGroupsResponse.Group()
        answer.groupID = id
        if let problem = self.coordinatorProblem(id, at: broker) {
            answer.errorCode = problem
            return answer
        }
        guard self.groups.knows(id) else {
            answer.groupState = ClassicGroup<GroupWaiter>.State.dead.rawValue
            if version >= 6 {
                answer.errorCode = .groupIDNotFound
                answer.errorMessage = "Group \(id) not found.".shortened
            }
            return answer
        }
        let group = self.groups.groups[id]
        answer.groupState = (group?.state ?? .empty).rawValue
        answer.protocolType = group?.protocolType ?? ""
        let isSettled = group?.state == .stable
        if isSettled { answer.protocolData = group?.protocolName ?? "" }
        answer.members = (group?.members ?? []).map { member in
            .init(
                memberID: member.id, groupInstanceID: version >= 4 ? member.identity.instanceID : nil,
                clientID: member.identity.clientID, clientHost: member.identity.clientHost,
                memberMetadata: isSettled ? member.metadata(for: group?.protocolName) : Bytes(),
                memberAssignment: isSettled ? member.assignment : Bytes())
        }
        return answer
    }
}
