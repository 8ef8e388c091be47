/// Connectors and tasks, each in the order in which they were given out.
package struct Workload: Hashable, Sendable {
    package var connectors: [String]
    package var tasks: [TaskID]

    package static let empty = Workload()

    package init(connectors: [String] = [], tasks: [TaskID] = []) {
        self.connectors = connectors
        self.tasks = tasks
    }

    package var isEmpty: Bool { self.connectors.isEmpty && self.tasks.isEmpty }

    /// What is here and in none of `others`; keeps the order.
    package func subtracting(_ others: Workload...) -> Workload {
        let connectors = others.reduce(into: Set<String>()) { $0.formUnion($1.connectors) }
        let tasks = others.reduce(into: Set<TaskID>()) { $0.formUnion($1.tasks) }
        return Workload(
            connectors: self.connectors.filter { !connectors.contains($0) },
            tasks: self.tasks.filter { !tasks.contains($0) })
    }

    /// What is here and also in `other`; keeps the order.
    package func intersection(_ other: Workload) -> Workload {
        let (connectors, tasks) = (Set(other.connectors), Set(other.tasks))
        return Workload(
            connectors: self.connectors.filter(connectors.contains), tasks: self.tasks.filter(tasks.contains))
    }

    /// This, and behind it what of `other` isn't here yet.
    package func union(_ other: Workload) -> Workload {
        let more = other.subtracting(self)
        return Workload(connectors: self.connectors + more.connectors, tasks: self.tasks + more.tasks)
    }

    package func intersects(_ other: Workload) -> Bool { !self.intersection(other).isEmpty }

    /// In order of names, then numbers.
    package func sorted() -> Workload {
        Workload(connectors: self.connectors.sorted(by: JavaOrder.precedes), tasks: self.tasks.sorted())
    }
}

/// The name under which the members of a Connect group agree on how work is handed out.
package enum ConnectProtocol: String, Sendable, CaseIterable {
    /// Everybody stops everything before each rebalance.
    case eager = "default"
    /// Incremental: work that stays where it is goes on.
    case compatible
    /// Incremental, and requests between workers are signed with a session key.
    case sessioned

    /// The version of the metadata and assignments that go with it.
    package var version: Int16 {
        switch self {
        case .eager: 0
        case .compatible: 1
        case .sessioned: 2
        }
    }

    /// What a worker whose `connect.protocol` is this offers in JoinGroup, the best first.
    package var offered: [ConnectProtocol] {
        switch self {
        case .eager: [.eager]
        case .compatible: [.compatible, .eager]
        case .sessioned: [.sessioned, .compatible, .eager]
        }
    }
}

/// What a worker tells the leader when it joins.
package struct WorkerMetadata: Hashable, Sendable {
    /// Of its REST interface, ending in a slash.
    package var url: String
    /// Of its snapshot of the config topic; -1: nothing was read.
    package var offset: Int64
    /// What it runs now; nil (always so with the eager protocol): nothing yet.
    package var allocation: WorkAssignment?

    package init(url: String, offset: Int64, allocation: WorkAssignment? = nil) {
        self.url = url
        self.offset = offset
        self.allocation = allocation
    }
}

/// What the leader tells a worker after a rebalance, and what a worker tells about itself before the next.
package struct WorkAssignment: Hashable, Sendable {
    /// 1: the leader could not read the config topic as far as another member has.
    package static let configMismatch: Int16 = 1

    package var version: Int16
    package var error: Int16
    package var leader: String
    package var leaderURL: String
    /// The least offset of the config topic with which the work makes sense.
    package var offset: Int64
    /// The eager protocol: all the work. Otherwise: what is new.
    package var work: Workload
    package var revoked: Workload
    /// Milliseconds until everybody joins again for what is held back; 0: not at all.
    package var delay: Int32

    package init(
        version: Int16, error: Int16 = 0, leader: String, leaderURL: String, offset: Int64, work: Workload = .empty,
        revoked: Workload = .empty, delay: Int32 = 0
    ) {
        self.version = version
        self.error = error
        self.leader = leader
        self.leaderURL = leaderURL
        self.offset = offset
        self.work = work
        self.revoked = revoked
        self.delay = delay
    }
}
