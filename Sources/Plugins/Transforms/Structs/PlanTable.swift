import ConnectAPI

/// What was compiled for a record's schema and, where a struct contradicts it, the struct's own.
///
/// The last one used is found by comparing two numbers. There are as many as a batch has schemas.
struct PlanTable<Plan> {
    private var plans: [UInt64: Plan] = [:]
    private var lastKey: UInt64 = .max
    private var last: Plan?

    /// The plan of these schemas, made if it isn't there yet.
    @inline(__always)
    mutating func plan(
        _ schema: Int32, _ own: Int, make: () throws(ConnectError) -> Plan
    ) throws(ConnectError) -> Plan {
        let key = UInt64(UInt32(bitPattern: schema)) << 32 | UInt64(UInt32(truncatingIfNeeded: own))
        if key == self.lastKey, let last = self.last { return last }
        return try self.other(key, make)
    }

    @inline(never)
    private mutating func other(_ key: UInt64, _ make: () throws(ConnectError) -> Plan) throws(ConnectError) -> Plan {
        let plan: Plan
        if let known = self.plans[key] {
            plan = known
        } else {
            plan = try make()
            self.plans[key] = plan
        }
        (self.lastKey, self.last) = (key, plan)
        return plan
    }
}
