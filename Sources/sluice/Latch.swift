import Glibc

/// A gate for a thread that may block: it waits until somebody opens it.
final class Latch: @unchecked Sendable {  // the semaphore is made for several threads
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() { sem_init(self.semaphore, 0, 0) }

    deinit {
        sem_destroy(self.semaphore)
        self.semaphore.deallocate()
    }

    func open() { sem_post(self.semaphore) }

    func wait() { while sem_wait(self.semaphore) != 0 && errno == EINTR {} }
}
