import KafkaWire

extension APIHandler {
    static let listGroups = APIHandler(ListGroupsRequest.self) { core, request, reply in
        var response = ListGroupsResponse()
        let states = Set(request.statesFilter.map { $0.lowercased() })
        let types = Set(request.typesFilter.map { $0.lowercased() })
        for id in core.groups.allIDs.sorted() where core.coordinatorProblem(id, at: reply.info.broker) == nil {
            let group = core.groups.groups[id]
            let state = group?.state ?? .empty
            guard states.isEmpty || states.contains(state.rawValue.lowercased()),
                types.isEmpty || types.contains("classic")
            else { continue }
            response.groups.append(
                .init(
                    groupID: id, protocolType: group?.protocolType ?? "",
                    groupState: reply.version >= 4 ? state.rawValue : "",
                    groupType: reply.version >= 5 ? "classic" : ""))
        }
        reply.send(response)
    }
}
