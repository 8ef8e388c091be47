/// How far back rates, averages and maxima look: `metrics.num.samples` samples of `metrics.sample.window.ms` each.
package struct MetricSpan: Sendable, Equatable {
    package var samples: Int32
    package var milliseconds: Int64

    package init(samples: Int = 2, milliseconds: Int64 = 30_000) {
        self.samples = Int32(clamping: max(samples, 1))
        self.milliseconds = min(max(milliseconds, 1), .max / 2)  // so that the end of a sample is a number too
    }

    var total: Int64 {
        let (product, isTooMuch) = self.milliseconds.multipliedReportingOverflow(by: Int64(self.samples))
        return isTooMuch ? .max : product
    }
}

/// What happened lately, as Kafka's sampled statistics see it, and in total. No clock and no lock: times are milliseconds
/// of a clock that never goes back.
///
/// One window serves rate, average, maximum and minimum of the same events, where Kafka keeps samples for each. The sample
/// that is being filled lies in the window itself: what is told most often touches no other memory.
///
/// Public, so that taking up a value is a few instructions where it happens: a request is a dozen values.
public struct MetricWindow: Sendable {
    @usableFromInline
    struct Sample: Sendable {
        /// When the next one begins; always over while there is none.
        @usableFromInline var end = Int64.min
        @usableFromInline var last: Int64 = 0
        /// 0: there is no sample yet.
        @usableFromInline var count = 0
        @usableFromInline var sum = 0.0
        @usableFromInline var maximum = -Double.infinity
        @usableFromInline var minimum = Double.infinity
    }

    @usableFromInline var current = Sample()
    private let span: MetricSpan
    /// Those before it, oldest first, never more than the span says.
    private var older: [Sample] = []
    /// Of all that came before the current sample.
    private var earlierCount = 0
    private var earlierSum = 0.0

    package init(_ span: MetricSpan) { self.span = span }

    /// Sum of all values since the beginning.
    package var total: Double { self.earlierSum + self.current.sum }

    /// How many values there were since the beginning.
    package var count: Int { self.earlierCount + self.current.count }

    /// Takes `value` up, `times` times.
    @inlinable @inline(__always)
    public mutating func record(_ value: Double, times: Int = 1, at now: Int64) {
        guard times > 0 else { return }
        if now >= self.current.end { self.beginSample(at: now) }
        self.current.last = max(now, self.current.last)
        self.current.count += times
        self.current.sum += value * Double(times)
        if value > self.current.maximum { self.current.maximum = value }
        if value < self.current.minimum { self.current.minimum = value }
    }

    @usableFromInline
    mutating func beginSample(at now: Int64) {
        if self.current.count > 0 {
            self.earlierCount += self.current.count
            self.earlierSum += self.current.sum
            self.older.append(self.current)
            let total = self.span.total
            self.older.removeAll { now - $0.last >= total }
            if self.older.count > Int(self.span.samples) { self.older.removeFirst() }
        }
        self.current = Sample(end: now + self.span.milliseconds, last: now)
    }

    /// What counts at `now`, oldest first.
    private func forEachLive(at now: Int64, _ body: (Sample) -> Void) {
        for sample in self.older where self.isLive(sample, at: now) { body(sample) }
        if self.current.count > 0, self.isLive(self.current, at: now) { body(self.current) }
    }

    /// A sample counts until its last event is as old as the whole span.
    private func isLive(_ sample: Sample, at now: Int64) -> Bool { now - sample.last < self.span.total }

    private func sums(at now: Int64) -> (count: Int, sum: Double, start: Int64?) {
        var result: (count: Int, sum: Double, start: Int64?) = (0, 0, nil)
        self.forEachLive(at: now) { sample in
            result.count += sample.count
            result.sum += sample.sum
            if result.start == nil { result.start = sample.end - self.span.milliseconds }
        }
        return result
    }

    /// Milliseconds to divide by: since the oldest live sample began, but never less than all samples but one in full.
    private func elapsed(since start: Int64, at now: Int64) -> Double {
        let passed = max(now - start, 0)
        let missing = Int64(self.span.samples) - 1 - passed / self.span.milliseconds
        let whole = Double(passed) + Double(max(missing, 0)) * Double(self.span.milliseconds)
        return whole > 0 ? whole : Double(self.span.milliseconds)
    }

    /// Sum of the values a second.
    package func rate(at now: Int64) -> Double {
        let sums = self.sums(at: now)
        return sums.start.map { sums.sum * 1000 / self.elapsed(since: $0, at: now) } ?? 0
    }

    /// Values a second, whatever they are.
    package func eventRate(at now: Int64) -> Double {
        let sums = self.sums(at: now)
        return sums.start.map { Double(sums.count) * 1000 / self.elapsed(since: $0, at: now) } ?? 0
    }

    /// NaN if nothing happened lately, and so are maximum and minimum.
    package func average(at now: Int64) -> Double {
        let sums = self.sums(at: now)
        return sums.count == 0 ? .nan : sums.sum / Double(sums.count)
    }

    package func maximum(at now: Int64) -> Double {
        var largest = -Double.infinity
        var isAny = false
        self.forEachLive(at: now) { sample in
            largest = max(largest, sample.maximum)
            isAny = true
        }
        return isAny ? largest : .nan
    }

    package func minimum(at now: Int64) -> Double {
        var smallest = Double.infinity
        var isAny = false
        self.forEachLive(at: now) { sample in
            smallest = min(smallest, sample.minimum)
            isAny = true
        }
        return isAny ? smallest : .nan
    }

    /// The share of events with value 1 among those with 0 or 1; 0 if there were none lately.
    package func share(at now: Int64) -> Double {
        let sums = self.sums(at: now)
        return sums.count == 0 ? 0 : sums.sum / Double(sums.count)
    }
}
