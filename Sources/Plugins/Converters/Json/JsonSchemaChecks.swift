/// Which struct schemas a converter has found equal to those of its plan, so that it doesn't compare them for each record.
///
/// For each of the plan's structs the number that the equal schema has in the arena; -1: none was found yet.
struct JsonSchemaChecks: ~Copyable {
    private(set) var numbers: UnsafeMutablePointer<Int32>?
    private var capacity = 0

    deinit { self.numbers?.deallocate() }

    /// Forgets what was found: it holds for one plan in one arena.
    ///
    /// - Parameter schema: The arena's number of the plan's schema, if the plan was found by it.
    mutating func begin(_ plan: JsonPlan?, _ schema: Int32 = -1) {
        guard let plan, !plan.structs.isEmpty else { return }
        let count = plan.structs.count
        if count > self.capacity {
            self.numbers?.deallocate()
            (self.numbers, self.capacity) = (.allocate(capacity: count), count)
        }
        self.numbers?.initialize(repeating: -1, count: count)
        if plan.steps[0].code == .struct { self.numbers?[Int(plan.steps[0].detail)] = schema }
    }
}
