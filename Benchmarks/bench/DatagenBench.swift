import ConnectAPI
import Datagen
import Glibc

/// What the records of a Datagen quickstart cost, from random draws to a batch with keys, headers and offsets.
enum DatagenBench {
    private struct Context: SourceTaskContext {
        let connectorName = "bench"
        let taskNumber = 0
        func offsets(of partitions: [SourcePosition?]) async throws -> [SourcePosition?] { partitions.map { _ in nil } }
    }

    static func run(_ given: Arguments) async {
        var arguments = given
        let rounds = arguments.take("count", default: 30)
        for quickstart in arguments.plain.isEmpty ? ["users", "pageviews", "orders", "clickstream"] : arguments.plain {
            do {
                let nanoseconds = try await self.least(quickstart, rounds: rounds)
                print(
                    "generator \(quickstart): \(shown(nanoseconds)) ns a record, \(shown(1e3 / nanoseconds)) million"
                        + " records a second on one core, the best of \(rounds) rounds")
            } catch {
                print("generator \(quickstart): \(error)")
                exit(1)
            }
        }
    }

    private static func least(_ quickstart: String, rounds: Int) async throws -> Double {
        guard let connector = datagenPlugins.sourceConnectors.first else { return 0 }
        let task = connector.makeTask()
        try await task.start(
            [
                "kafka.topic": "t", "max.interval": "0", "quickstart": quickstart, "random.seed": "42", "task.id": "0",
            ], context: Context())
        let batch = SourceBatch()
        var best = Double.infinity
        for _ in 0..<rounds {
            let watch = Stopwatch()
            var count = 0
            for _ in 0..<100 {
                batch.reset()
                try await task.poll(into: batch)
                count += batch.count
            }
            best = min(best, watch.seconds / Double(count) * 1e9)
        }
        return best
    }
}
