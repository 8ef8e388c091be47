/// Whom a request is for.
package enum BrokerTarget: Sendable, Hashable {
    /// Whoever is there.
    case any
    case controller
    case broker(Int32)
    /// The broker that looks after a group.
    case group(String)
    /// The broker that looks after a transactional id.
    case transaction(String)
    /// The leader of a partition.
    case leader(TopicPartition)
}

/// Requests of one lane share a connection to a broker and wait for each other's answers; lanes don't. What waits long
/// on purpose, such as a fetch or a join, has a lane of its own.
package struct ConnectionLane: Sendable, Hashable {
    let id: Int
    /// Counts what the lane's connections do; nil: what the cluster's client has.
    var meter: ClientMeter?

    /// For what is answered at once.
    package static let main = ConnectionLane(id: 0)

    package static func == (one: ConnectionLane, other: ConnectionLane) -> Bool { one.id == other.id }
    package func hash(into hasher: inout Hasher) { hasher.combine(self.id) }
}
