#pragma once
#include <stddef.h>
#include <stdint.h>

/// CRC-32C (Castagnoli) of `count` bytes, continuing from `crc`; 0 begins.
/// Uses the processor's instruction where there is one (found out once, when the program is loaded).
uint32_t shims_crc32c(uint32_t crc, const void *bytes, size_t count);

/// The CRC-32C of two pieces in a row, from that of each; the second one has `count` bytes.
uint32_t shims_crc32c_joined(uint32_t first, uint32_t second, size_t count);

/// ``shims_crc32c`` by table, whatever the processor has: for comparisons.
uint32_t shims_crc32c_table(uint32_t crc, const void *bytes, size_t count);
