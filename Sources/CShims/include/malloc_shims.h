#pragma once
// mallopt and malloc_trim are in a header that Swift's Glibc module leaves out.
#include <malloc.h>

/// Bounds how many arenas malloc makes, each of which keeps the memory that was freed in it.
static inline void shims_limit_arenas(int count) { mallopt(M_ARENA_MAX, count); }

/// Gives freed memory back to the system.
static inline void shims_trim_memory(void) { malloc_trim(0); }

/// Bytes that malloc has given out and that were not freed yet.
static inline size_t shims_heap_in_use(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

/// Bytes that malloc has from the system, used or not.
static inline size_t shims_heap_held(void) {
    struct mallinfo2 info = mallinfo2();
    return info.arena + info.hblkhd;
}
