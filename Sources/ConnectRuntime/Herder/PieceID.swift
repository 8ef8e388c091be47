/// What the group hands out: a connector or a task.
enum PieceID: Hashable, Sendable, CustomStringConvertible {
    case connector(String)
    case task(TaskID)

    var description: String {
        switch self {
        case .connector(let name): name
        case .task(let id): id.description
        }
    }

    /// The connector that it is, or that it belongs to.
    var connector: String {
        switch self {
        case .connector(let name): name
        case .task(let id): id.connector
        }
    }
}

extension Workload {
    var pieces: Set<PieceID> {
        Set(self.connectors.map(PieceID.connector)).union(self.tasks.map(PieceID.task))
    }
}
