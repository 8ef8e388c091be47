import CShims
import Glibc

/// Wakes one thread, which is the only one that waits for it. A ring that comes first is not lost.
///
/// A semaphore and no condition variable: those of glibc before 2.41 can lose a wake-up when several threads wait
/// (bug 25847), which cost a stopping worker its ten seconds.
final class Bell: @unchecked Sendable {  // a semaphore is the system's; `semaphore` itself never changes
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        self.semaphore.initialize(to: sem_t())
        sem_init(self.semaphore, 0, 0)
    }

    deinit {
        sem_destroy(self.semaphore)
        self.semaphore.deallocate()
    }

    func ring() { sem_post(self.semaphore) }

    /// Waits for a ring, as long as it takes.
    func wait() { while sem_wait(self.semaphore) != 0, errno == EINTR {} }

    /// Waits for a ring, for `duration` at most; false if there was none.
    func wait(for duration: Duration) -> Bool {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let (seconds, attoseconds) = duration.components
        let nanoseconds = deadline.tv_nsec + Int(attoseconds / 1_000_000_000)
        deadline.tv_sec += Int(seconds) + nanoseconds / 1_000_000_000
        deadline.tv_nsec = nanoseconds % 1_000_000_000
        while shims_semaphore_wait(self.semaphore, &deadline) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }
}
