import Log
import Transport

/// How much memory the producers of all tasks may hold together: a worker's counterpart of Java's heap limit.
///
/// Each producer gets what it asks for (`buffer.memory`) while there is enough, and a small buffer afterwards: a worker
/// with many tasks slows its sources down rather than grow without bound.
package final class MemoryBudget: Sendable {
    /// What every producer gets at least: room for one request of the default size, twice.
    package static let least = 2 << 20
    private let left: Locked<Int>?
    private static let log = Logger("org.apache.kafka.connect.runtime.Worker")

    /// - Parameter bytes: nil: as much as is asked for.
    package init(_ bytes: Int?) { self.left = bytes.map { Locked($0) } }

    /// Takes up to `wanted` bytes; to be given back with ``release(_:)``.
    func reserve(_ wanted: Int, for task: String) -> Int {
        guard let left else { return wanted }
        let granted = left.withLock { left in
            let granted = min(wanted, max(left, Self.least))
            left -= granted
            return granted
        }
        if granted < wanted {
            Self.log.warn(
                "A producer gets a smaller buffer: the memory of -Xmx is given to other tasks",
                ["task": task, "wanted": wanted, "granted": granted])
        }
        return granted
    }

    func release(_ bytes: Int) { self.left?.withLock { $0 += bytes } }
}
