import ConnectAPI

/// How far a task has come: what its source offsets hold.
struct GeneratorPosition {
    private enum Name {
        static let generation = "task.generation"
        static let iteration = "current.iteration"
        static let seed = "random.seed"
    }

    var random: JavaRandom
    /// Records made before.
    var count: Int64 = 0
    /// How often the task was restarted.
    var generation: Int64 = 0

    /// A new task: with a seed, each task draws its own from the seed of the one before.
    init(seed: Int64?, taskNumber: Int32) {
        self.random = JavaRandom(seed: seed ?? Int64.random(in: .min ... .max))
        guard seed != nil else { return }
        for _ in 0..<max(taskNumber, 0) { self.random.setSeed(self.random.nextLong()) }
    }

    static func partition(taskNumber: Int32) -> SourcePosition {
        [DatagenConfiguration.taskNumberName: .int32(taskNumber)]
    }

    /// Goes on from an offset, which holds the next state. Counts for more than a configured seed.
    mutating func restore(_ offset: SourcePosition) throws(ConnectError) {
        self.generation = Int64(Int32(truncatingIfNeeded: try Self.integer(Name.generation, offset)))
        self.count = try Self.integer(Name.iteration, offset)
        self.random.setSeed(try Self.integer(Name.seed, offset))
        guard self.count >= 0 else {
            throw ConnectError(.connect, "Source offset with a negative \(Name.iteration): \(self.count)")
        }
    }

    private static func integer(_ name: String, _ offset: SourcePosition) throws(ConnectError) -> Int64 {
        guard let value = offset[name]?.integer else {
            throw ConnectError(.connect, "Source offset without the integer \(name)")
        }
        return value
    }

    /// The offset of the record that is made from `count`, after which the random source has the seed `seed`.
    static func offset(generation: Int64, count: Int64, seed: Int64) -> SourcePosition {
        SourcePosition(entries: [
            .init(key: Name.generation, value: .int64(generation &+ 1)),
            .init(key: Name.iteration, value: .int64(count &+ 1)), .init(key: Name.seed, value: .int64(seed)),
        ])
    }
}
