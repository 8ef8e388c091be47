import CShims

/// How we use the allocator: few arenas, since a connector's memory is freed on other threads than it was made on, and each
/// arena keeps what was freed in it. Measured: idle memory after load falls from 120 MB to 2.
enum Memory {
    /// What a producer's full `buffer.memory` held is kept until the next ``trim()``: a task that outruns its broker fills
    /// and empties it all the time, and each page that went back to the system has to be cleared when it comes again.
    static func prepare() {
        shims_limit_arenas(2)
        shims_keep_memory(32 << 20, 4 << 20)
        // What a thousand tasks freed since the last time lies all over the memory: looking at it cost a twentieth.
        shims_join_freed_memory()
    }

    /// Gives freed memory back to the system. Costs milliseconds: call it now and then, never in a loop.
    static func trim() { shims_trim_memory() }
}
