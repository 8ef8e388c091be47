import Bytes
import ConnectAPI
import ConnectRuntime
import KafkaClient
import Metrics

/// What a scrape costs a worker with many connectors: a task and a producer each.
enum MetricsBench {
    static func run(_ arguments: Arguments) {
        var arguments = arguments
        let count = arguments.take("count", default: 1000)
        let metrics = WorkerMetrics()
        var kept: [ClientMeter] = []
        for number in 0..<count {
            let name = "connector-\(number)"
            let task = metrics.task(TaskID(name, 0), .source)
            task.took(100, since: MetricsClock.nanoseconds - 1_000_000)
            task.gave(99)
            kept.append(metrics.client(.producer, id: "connector-producer-\(name)-0"))
        }
        for format in [MetricsFormat.text, .openMetrics] {
            for _ in 0..<3 {
                let watch = Stopwatch()
                let snapshot = metrics.registry.snapshot()
                let collected = watch.seconds
                var text = MetricsText(snapshot, format)
                var bytes = 0
                let series = text.count
                while let piece = text.nextPiece() { bytes += piece.count }
                print(
                    "metrics \(format) connectors=\(count) series=\(series) bytes=\(bytes)",
                    "collect=\(shown(collected * 1000)) ms all=\(shown(watch.seconds * 1000)) ms")
            }
        }
    }
}
