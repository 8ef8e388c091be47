/// One status of a connector or task.
package struct WorkStatus: Sendable, Hashable {
    package var state: TaskStatus.State
    /// What failed, in the form of a Java stack trace; nil unless something did.
    package var trace: String?
    /// Advertised `host:port` of the worker that wrote it.
    package var workerID: String?
    /// Of the group, as the writer knew it.
    package var generation: Int32
    /// Of the plugin; nil if not known.
    package var version: String?

    package init(
        _ state: TaskStatus.State, trace: String? = nil, workerID: String?, generation: Int32, version: String? = nil
    ) {
        self.state = state
        self.trace = trace
        self.workerID = workerID
        self.generation = generation
        self.version = version
    }

    /// Whether it must not take the place of what a newer owner wrote. (Java keeps back FAILED as well, and then goes on to
    /// show what was before the failure.)
    var isSafe: Bool { self.state == .unassigned }
}

/// A topic that a connector uses.
package struct TopicStatus: Sendable, Hashable {
    package var topic: String
    package var connector: String
    /// The task that used it first.
    package var task: Int32
    /// Milliseconds since 1970-01-01 UTC.
    package var discovered: Int64

    package init(topic: String, connector: String, task: Int32, discovered: Int64) {
        self.topic = topic
        self.connector = connector
        self.task = task
        self.discovered = discovered
    }
}
