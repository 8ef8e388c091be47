/// Calls `body` in a child task. A Swift task keeps the memory of its deepest calls until it ends, so what happens once,
/// at the beginning of a long life, is better done in another one.
func inTaskOfItsOwn<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
    async let result = body()
    return try await result
}
