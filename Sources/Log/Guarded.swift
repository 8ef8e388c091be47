import Glibc

/// State behind a pthread mutex, for this room alone: the rooms above have `Transport`'s `Locked`.
///
/// Not `Synchronization.Mutex`: it is a futex that the thread sanitizer can't see.
final class Guarded<State>: @unchecked Sendable {  // every access to `state` happens under the mutex
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var state: State

    init(_ state: sending State) {
        self.state = state
        self.mutex = .allocate(capacity: 1)
        self.mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(self.mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(self.mutex)
        self.mutex.deallocate()
    }

    func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        pthread_mutex_lock(self.mutex)
        defer { pthread_mutex_unlock(self.mutex) }
        return body(&self.state)
    }
}
