/// Deals out all work anew in each round: members in the order of their ids, one connector each until they are all
/// given, then on with the tasks.
package enum EagerAssignor {
    /// - Parameters:
    ///   - connectors: All that are configured, with the tasks of each.
    ///   - members: Their ids; at least one.
    package static func assign(
        _ connectors: [(name: String, tasks: [TaskID])], to members: [String]
    ) -> [String: Workload] {
        let members = members.sorted(by: JavaOrder.precedes)
        let connectors = connectors.sorted { JavaOrder.precedes($0.name, $1.name) }
        var result = Dictionary(members.map { ($0, Workload.empty) }, uniquingKeysWith: { one, _ in one })
        guard !members.isEmpty else { return result }
        var next = 0
        func take() -> String {
            defer { next += 1 }
            return members[next % members.count]
        }
        for connector in connectors { result[take(), default: .empty].connectors.append(connector.name) }
        for task in connectors.flatMap({ $0.tasks.sorted(by: JavaOrder.precedes) }) {
            result[take(), default: .empty].tasks.append(task)
        }
        return result
    }
}
