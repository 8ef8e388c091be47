#pragma once
// mallopt and malloc_trim are in a header that Swift's Glibc module leaves out.
#include <malloc.h>

/// Bounds how many arenas malloc makes, each of which keeps the memory that was freed in it.
static inline void shims_limit_arenas(int count) { mallopt(M_ARENA_MAX, count); }

/// Gives freed memory back to the system.
static inline void shims_trim_memory(void) { malloc_trim(0); }
