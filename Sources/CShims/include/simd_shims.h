#pragma once
#include <stdint.h>

/// Swift's SIMD8<UInt32>.
typedef uint32_t shims_lanes __attribute__((ext_vector_type(8)));

/// Turns the bits of each lane to the left, by 1 to 31. Swift shifts one lane after the other where the processor may not
/// have AVX2, since its counts may differ from lane to lane: that costs three times as much.
static inline __attribute__((always_inline)) shims_lanes shims_rotate_left(shims_lanes value, uint32_t count) {
    return value << count | value >> (32 - count);
}
