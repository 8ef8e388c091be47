import Synchronization

/// Something that one thread notes and another takes note of.
final class Flag: Sendable {
    private let isRaised = Atomic(false)

    func raise() { self.isRaised.store(true, ordering: .relaxed) }

    /// Whether it was raised.
    func lower() -> Bool { self.isRaised.exchange(false, ordering: .relaxed) }
}
