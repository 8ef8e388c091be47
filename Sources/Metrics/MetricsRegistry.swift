import Transport

/// Something that has numbers to show.
package protocol MetricsSource: AnyObject, Sendable {
    /// Adds its rows; called from any thread, once a scrape.
    func collect(into snapshot: inout MetricsSnapshot)
}

/// Everything in this process that has numbers to show, for as long as it is registered.
package final class MetricsRegistry: Sendable {
    private struct State {
        var sources: [ObjectIdentifier: (number: Int, source: any MetricsSource)] = [:]
        var lastNumber = 0
    }

    /// How far back the sources look.
    package let span: MetricSpan
    private let state = Locked(State())

    package init(span: MetricSpan = .init()) { self.span = span }

    package func add(_ source: any MetricsSource) {
        self.state.withLock { state in
            state.lastNumber += 1
            state.sources[ObjectIdentifier(source)] = (state.lastNumber, source)
        }
    }

    package func remove(_ source: any MetricsSource) {
        // its end must not come under the lock
        _ = self.state.withLock { $0.sources.removeValue(forKey: ObjectIdentifier(source)) }
    }

    /// Asks every source, in the order of their registration.
    package func snapshot(now: Int64 = MetricsClock.now) -> MetricsSnapshot {
        var snapshot = MetricsSnapshot(now: now)
        self.collect(into: &snapshot)
        return snapshot
    }

    package func collect(into snapshot: inout MetricsSnapshot) {
        let sources = self.state.withLock { Array($0.sources.values) }
        for (_, source) in sources.sorted(by: { $0.number < $1.number }) { source.collect(into: &snapshot) }
    }
}
