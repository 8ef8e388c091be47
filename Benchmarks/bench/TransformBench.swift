import ConnectAPI
import ConnectRuntime
import Converters
import Transforms

/// What chains of transforms add to a record.
enum TransformBench {
    private static let records = 500

    /// `bench transforms [WORD…] [count=ROUNDS]`: the chains whose names have one of the words in them.
    static func run(_ given: Arguments) {
        var arguments = given
        let rounds = arguments.take("count", default: 1000)
        do {
            for chain in TransformChain.all
            where arguments.plain.isEmpty || arguments.plain.contains(where: { chain.name.contains($0) }) {
                try Self.measure(chain, rounds)
            }
        } catch {
            print("bench transforms: \(error)")
        }
    }

    /// Prints what the chain takes: the least time of many rounds, without making the batch.
    private static func measure(_ chain: TransformChain, _ rounds: Int) throws {
        let plugins = PluginRegistry(ConvertersPlugins.list + TransformsPlugins.list)
        let stages = try RecordStages(chain.settings, plugins)
        let batch = SourceBatch()
        let source = BenchRecords(batch, chain.shape)
        var failure: ConnectError?
        var least = Double.infinity
        for _ in 0..<rounds {
            source.fill(Self.records)
            let watch = Stopwatch()
            var position = RecordStages.Position()
            if let failed = stages.run(batch, from: &position) { failure = failed.error }
            least = min(least, watch.cpuSeconds)
        }
        print(
            "\(chain.shape.isSchemaless ? "maps   " : "structs") \(shown(least * 1e9 / Double(Self.records))) ns a record: "
                + chain.name + (failure.map { ", AND IT FAILED: \($0)" } ?? ""))
    }
}
