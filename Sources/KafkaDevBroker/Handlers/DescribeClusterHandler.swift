import KafkaWire

extension APIHandler {
    static let describeCluster = APIHandler(DescribeClusterRequest.self) { core, request, reply in
        var response = DescribeClusterResponse()
        guard request.endpointType == 1 else {
            response.errorCode = .mismatchedEndpointType
            response.errorMessage = "The request was sent to an endpoint of the wrong type."
            return reply.send(response)
        }
        response.clusterID = core.clusterID
        response.controllerID = core.controllerID
        response.brokers = core.runningNodes.map { .init(brokerID: $0.id, host: $0.host, port: Int32($0.port)) }
        if request.includeClusterAuthorizedOperations {
            response.clusterAuthorizedOperations = AuthorizedOperations.cluster
        }
        reply.send(response)
    }
}
