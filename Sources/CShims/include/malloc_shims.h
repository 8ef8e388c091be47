#pragma once
// mallopt and malloc_trim are in a header that Swift's Glibc module leaves out.
#include <malloc.h>

/// Bounds how many arenas malloc makes, each of which keeps the memory that was freed in it.
static inline void shims_limit_arenas(int count) { mallopt(M_ARENA_MAX, count); }

/// Bounds how much freed memory malloc keeps at the end of an arena for the next who asks, and from which size on pieces
/// come from the system and go back to it one by one. Setting them also ends malloc's guesses at both.
static inline void shims_keep_memory(int bytes, int largest) {
    mallopt(M_TRIM_THRESHOLD, bytes);
    mallopt(M_MMAP_THRESHOLD, largest);
}

/// Joins small pieces with their neighbours as they are freed, instead of all of them now and then.
static inline void shims_join_freed_memory(void) { mallopt(M_MXFAST, 0); }

/// Gives freed memory back to the system.
static inline void shims_trim_memory(void) { malloc_trim(0); }

struct shims_heap {
    /// Bytes that malloc has given out and that were not freed yet.
    size_t in_use;
    /// Bytes that malloc has from the system, used or not.
    size_t held;
};

/// Looks at every free piece: ask once, not for each figure.
static inline struct shims_heap shims_heap(void) {
    struct mallinfo2 info = mallinfo2();
    struct shims_heap heap = {info.uordblks + info.hblkhd, info.arena + info.hblkhd};
    return heap;
}
