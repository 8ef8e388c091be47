import KafkaWire

extension APIHandler {
    static let findCoordinator = APIHandler(FindCoordinatorRequest.self) { core, request, reply in
        let keys = reply.version >= 4 ? request.coordinatorKeys : [request.key]
        let found = keys.map { core.findCoordinator($0, type: request.keyType) }
        var response = FindCoordinatorResponse()
        if reply.version >= 4 {
            response.coordinators = found
        } else if let only = found.first {
            response.errorCode = only.errorCode
            if reply.version >= 1 { response.errorMessage = only.errorMessage }
            response.nodeID = only.nodeID
            response.host = only.host
            response.port = only.port
        }
        reply.send(response)
    }
}

extension ClusterCore {
    fileprivate func findCoordinator(_ key: String, type: Int8) -> FindCoordinatorResponse.Coordinator {
        var answer = FindCoordinatorResponse.Coordinator()
        answer.key = key
        answer.nodeID = -1
        answer.port = -1
        switch type {
        case 0 where key.isEmpty:
            answer.errorCode = .invalidGroupID
        case 0:
            if let node = self.coordinator(of: key) {
                answer.nodeID = node.id
                answer.host = node.host
                answer.port = Int32(node.port)
            } else {
                answer.errorCode = .coordinatorNotAvailable
            }
        case 1:
            answer.errorCode = .unsupportedVersion
            answer.errorMessage = "This broker has no transactions, so transactional.id can't be used."
        default:
            answer.errorCode = .invalidRequest
            answer.errorMessage = "This broker knows no coordinators of type \(type)."
        }
        return answer
    }
}
