import ConnectAPI

/// How many tasks a connector may have: `tasks.max`, and whether it is enforced.
struct TaskLimit: Equatable {
    let count: Int
    let isEnforced: Bool

    /// - Parameter connector: Its configuration with references replaced.
    /// - Returns: nil if `tasks.max` is no number, which validation lets through only as a reference.
    init?(_ connector: ConfigValues) {
        func text(_ name: String) -> String? { (connector[name] ?? nil)?.trimmingBlanks }
        guard let count = text("tasks.max").map({ Int($0) }) ?? 1 else { return nil }
        self.count = count
        self.isEnforced = text("tasks.max.enforce")?.lowercased() != "false"
    }
}
