/// All numbers of one moment, to be rendered by ``MetricsText``.
package struct MetricsSnapshot: Sendable {
    struct Row: Sendable {
        var labels: MetricLabels
        var values: [Double]
    }

    struct Table: Sendable {
        let group: MetricGroup
        var rows: [Row] = []
        var known: Set<MetricLabels> = []
    }

    /// The moment, as ``MetricsClock/now``.
    package let now: Int64
    private(set) var tables: [Table] = []
    private var places: [ObjectIdentifier: Int] = [:]

    package init(now: Int64 = MetricsClock.now) { self.now = now }

    /// Takes one object's numbers, in the order of the group's columns. Of two objects with the same labels the first
    /// one stays: two series of the same name would spoil the whole page.
    package mutating func add(_ group: MetricGroup, _ labels: MetricLabels, _ values: [Double]) {
        let place: Int
        if let known = self.places[ObjectIdentifier(group)] {
            place = known
        } else {
            place = self.tables.count
            self.places[ObjectIdentifier(group)] = place
            self.tables.append(Table(group: group))
        }
        assert(values.count == group.columns.count, "a value for each column")
        guard values.count == group.columns.count, self.tables[place].known.insert(labels).inserted else { return }
        self.tables[place].rows.append(Row(labels: labels, values: values))
    }
}
