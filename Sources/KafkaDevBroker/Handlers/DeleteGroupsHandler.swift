import KafkaWire

extension APIHandler {
    static let deleteGroups = APIHandler(DeleteGroupsRequest.self) { core, request, reply in
        var response = DeleteGroupsResponse()
        response.results = request.groupsNames.map { id in
            if let problem = core.coordinatorProblem(id, at: reply.info.broker) {
                return .init(groupID: id, errorCode: problem)
            }
            let partitions = core.groups.offsets[id]?.keys.sorted() ?? []
            let problem = core.withGroups { $0.delete(id) }
            if problem == nil {
                core.saveOffsets(partitions.map { OffsetRecords.Entry(group: id, partition: $0) })
            }
            return .init(groupID: id, errorCode: problem ?? .none)
        }
        reply.send(response)
    }
}
