import Metrics
import Testing

/// A window against a plain one that keeps every value, on random input.
@Suite struct MetricWindowReferenceTests {
    /// Kafka's rules word by word: every sample keeps its values.
    private struct PlainWindow {
        struct Sample {
            let start: Int64
            var last: Int64
            var values: [Double] = []
        }

        let samples: Int
        let milliseconds: Int64
        var kept: [Sample] = []
        var all: [Double] = []

        var span: Int64 { self.milliseconds * Int64(self.samples) }

        mutating func record(_ value: Double, times: Int, at now: Int64) {
            guard times > 0 else { return }
            let isOver = self.kept.last.map { now - $0.start >= self.milliseconds } ?? true
            if isOver {
                let span = self.span
                self.kept.removeAll { now - $0.last >= span }
                if self.kept.count > self.samples { self.kept.removeFirst() }
                self.kept.append(Sample(start: now, last: now))
            }
            let current = self.kept.count - 1
            let last = self.kept[current].last
            self.kept[current].last = max(now, last)
            self.kept[current].values += [Double](repeating: value, count: times)
            self.all += [Double](repeating: value, count: times)
        }

        func values(at now: Int64) -> [Double] {
            let live = self.kept.filter { now - $0.last < self.span }
            let values = live.flatMap(\.values)
            let sum = values.reduce(0, +)
            var (rate, eventRate) = (0.0, 0.0)
            if let start = live.first?.start {
                let passed = max(now - start, 0)
                let missing = max(Int64(self.samples) - 1 - passed / self.milliseconds, 0)
                let elapsed = max(passed + missing * self.milliseconds, 0)
                let divisor = Double(elapsed > 0 ? elapsed : self.milliseconds)
                (rate, eventRate) = (sum * 1000 / divisor, Double(values.count) * 1000 / divisor)
            }
            return [
                rate, eventRate, values.isEmpty ? .nan : sum / Double(values.count), values.max() ?? .nan,
                values.min() ?? .nan, values.isEmpty ? 0 : sum / Double(values.count), self.all.reduce(0, +),
                Double(self.all.count),
            ]
        }
    }

    private static func values(_ window: MetricWindow, at now: Int64) -> [Double] {
        [
            window.rate(at: now), window.eventRate(at: now), window.average(at: now), window.maximum(at: now),
            window.minimum(at: now), window.share(at: now), window.total, Double(window.count),
        ]
    }

    /// Steps that end before, at and after the edges of a sample of a second, and now and then a step back, as threads
    /// overtake each other.
    private static let steps: [Int64] = [0, 0, 0, 1, 7, 250, 499, 500, 501, 998, 999, 1000, 1001, 1999, 5000, -1, -3]

    @Test(arguments: 1...5)
    func `A window shows what one that keeps every value does, also at the edges of its samples`(samples: Int) {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<10 {
            var window = MetricWindow(MetricSpan(samples: samples, milliseconds: 1000))
            var plain = PlainWindow(samples: samples, milliseconds: 1000)
            var now: Int64 = 10
            for _ in 0..<60 {
                now = max(now + (Self.steps.randomElement(using: &random) ?? 0), 0)
                let (value, times) = (Double(Int.random(in: -9...999, using: &random)), Int.random(in: -1...3))
                window.record(value, times: times, at: now)
                plain.record(value, times: times, at: now)
                for later in [0, 1, 999, 1000, Int64(samples) * 1000 - 1, Int64(samples) * 1000] {
                    let (shown, expected) = (Self.values(window, at: now + later), plain.values(at: now + later))
                    #expect(
                        zip(shown, expected).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN },
                        "\(later) ms after \(now): \(shown) instead of \(expected)")
                }
            }
        }
    }
}
