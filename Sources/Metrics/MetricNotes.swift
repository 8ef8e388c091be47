/// What has happened and isn't counted yet.
///
/// Counting an event touches a dozen windows, and where a task makes a record now and then, none of them is in the
/// processor's cache. So events are noted one behind the other, and counted when some have come together, or when
/// somebody looks. A value without clock or lock.
///
/// Public, so that others get code made for their events: without that, a note costs as much as ten counts.
public struct MetricNotes<Event: BitwiseCopyable & Sendable>: Sendable {
    @usableFromInline var events: [Event] = []

    @usableFromInline let most: Int

    /// - Parameter most: How many come together before they are counted.
    @inlinable public init(most: Int = 16) { self.most = most }

    /// - Returns: Whether it is time to count.
    @inlinable
    public mutating func append(_ event: Event) -> Bool {
        if self.events.isEmpty { self.events.reserveCapacity(self.most) }
        self.events.append(event)
        return self.events.count >= self.most
    }

    @inlinable public var count: Int { self.events.count }

    @inlinable public subscript(index: Int) -> Event { self.events[index] }

    /// Forgets all events once they are counted. Their memory stays for the next ones.
    @inlinable public mutating func removeAll() { self.events.removeAll(keepingCapacity: true) }
}
