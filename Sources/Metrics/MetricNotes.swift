/// What has happened and isn't counted yet.
///
/// Counting an event touches a dozen windows, and where a task makes a record now and then, none of them is in the
/// processor's cache. So events are noted one behind the other, and counted when some have come together, or when
/// somebody looks. A value without clock or lock.
package struct MetricNotes<Event: BitwiseCopyable & Sendable>: Sendable {
    private static var most: Int { 16 }

    private var events: [Event] = []

    package init() {}

    /// - Returns: Whether it is time to count.
    package mutating func append(_ event: Event) -> Bool {
        if self.events.isEmpty { self.events.reserveCapacity(Self.most) }
        self.events.append(event)
        return self.events.count >= Self.most
    }

    /// Gives all events in their order, and forgets them.
    package mutating func take(_ body: (Event) -> Void) {
        for event in self.events { body(event) }
        self.events.removeAll(keepingCapacity: true)
    }
}
