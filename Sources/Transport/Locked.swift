import Glibc

/// State that threads share, behind a pthread mutex.
///
/// Not `Synchronization.Mutex`: it is a futex that the thread sanitizer can't see, and it costs the same. Keep what
/// runs under the lock short, and carry out actions that it decides after the lock is left.
package final class Locked<State>: @unchecked Sendable {  // every access to `state` happens under the mutex
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private var state: State

    package init(_ state: sending State) {
        self.state = state
        self.mutex = .allocate(capacity: 1)
        self.mutex.initialize(to: pthread_mutex_t())
        pthread_mutex_init(self.mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(self.mutex)
        self.mutex.deallocate()
    }

    /// Calls `body` with the state while no other thread has it. Not reentrant.
    package func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        pthread_mutex_lock(self.mutex)
        defer { pthread_mutex_unlock(self.mutex) }
        return try body(&self.state)
    }
}
