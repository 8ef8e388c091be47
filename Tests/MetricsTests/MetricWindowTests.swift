import Metrics
import Testing

@Suite struct MetricWindowTests {
    private let span = MetricSpan(samples: 2, milliseconds: 30_000)

    @Test func `An empty window has no average and no rate`() {
        let window = MetricWindow(self.span)
        #expect(window.average(at: 5).isNaN && window.maximum(at: 5).isNaN && window.minimum(at: 5).isNaN)
        #expect(window.rate(at: 5) == 0 && window.eventRate(at: 5) == 0 && window.share(at: 5) == 0)
        #expect(window.total == 0 && window.count == 0)
    }

    @Test func `A young window divides by all samples but one in full`() {
        var window = MetricWindow(self.span)
        window.record(300, at: 1_000)
        #expect(window.rate(at: 1_000) == 10)  // 300 in 30 s
        #expect(window.rate(at: 11_000) == 7.5)  // 300 in 40 s
        #expect(window.eventRate(at: 1_000) == 1.0 / 30)
    }

    @Test func `A window forgets a sample once its last event is as old as the span`() {
        var window = MetricWindow(self.span)
        window.record(10, at: 0)
        window.record(30, at: 29_999)  // the same sample
        window.record(2, at: 30_000)  // the next one
        #expect(window.average(at: 30_000) == 14)
        #expect(window.maximum(at: 89_998) == 30)
        #expect(window.maximum(at: 89_999) == 2)
        #expect(window.minimum(at: 89_999) == 2)
        #expect(window.maximum(at: 90_000).isNaN)
        #expect(window.total == 42 && window.count == 3)
    }

    @Test func `A rate goes back to the beginning of the oldest sample that counts`() {
        var window = MetricWindow(self.span)
        for second in 0..<60 { window.record(5, at: Int64(second) * 1000) }
        #expect(window.rate(at: 60_000) == 5)
        #expect(window.rate(at: 130_000) == 0)
    }

    @Test func `Many values at once count as many`() {
        var window = MetricWindow(self.span)
        window.record(2, times: 3, at: 0)
        window.record(10, times: 1, at: 0)
        #expect(window.count == 4 && window.total == 16 && window.average(at: 0) == 4)
        window.record(1, times: 0, at: 0)
        #expect(window.count == 4)
    }

    @Test func `More samples reach further back`() {
        var window = MetricWindow(MetricSpan(samples: 3, milliseconds: 1000))
        for second in 0..<5 { window.record(Double(second), at: Int64(second) * 1000) }
        #expect(window.minimum(at: 4_000) == 2)
        #expect(window.average(at: 4_000) == 3)
    }

    @Test func `Senseless spans are mended`() {
        var window = MetricWindow(MetricSpan(samples: 0, milliseconds: 0))
        window.record(1, at: 0)
        #expect(window.rate(at: 0).isFinite)
        window = MetricWindow(MetricSpan(samples: .max, milliseconds: .max))
        window.record(1, at: 0)
        #expect(window.rate(at: .max).isFinite)
    }
}
