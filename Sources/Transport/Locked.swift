public import Glibc

/// State that threads share, behind a pthread mutex. Copies are the same state.
///
/// Not `Synchronization.Mutex`: it is a futex that the thread sanitizer can't see, and it costs the same. Keep what
/// runs under the lock short, and carry out actions that it decides after the lock is left.
public struct Locked<State>: @unchecked Sendable {  // every access to the state happens under the mutex
    /// State and mutex in one piece of memory.
    @usableFromInline final class Storage: ManagedBuffer<State, pthread_mutex_t> {
        deinit {
            _ = self.withUnsafeMutablePointerToElements { pthread_mutex_destroy($0) }
        }
    }

    @usableFromInline let storage: ManagedBuffer<State, pthread_mutex_t>

    @inlinable
    public init(_ state: sending State) {
        self.storage = Storage.create(minimumCapacity: 1) { _ in state }
        self.storage.withUnsafeMutablePointerToElements { mutex in
            mutex.initialize(to: pthread_mutex_t())
            pthread_mutex_init(mutex, nil)
        }
    }

    /// Calls `body` with the state while no other thread has it. Not reentrant.
    @inlinable
    public func withLock<Result, Failure: Error>(
        _ body: (inout State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        let (state, mutex) = self.storage.withUnsafeMutablePointers { ($0, $1) }
        pthread_mutex_lock(mutex)
        defer {
            pthread_mutex_unlock(mutex)
            withExtendedLifetime(self.storage) {}
        }
        return try body(&state.pointee)
    }
}
