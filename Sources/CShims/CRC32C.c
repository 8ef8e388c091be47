#include "CRC32C.h"

#include <string.h>

// The functions that take bytes work on the plain register of the CRC; only the public ones invert it.

#define POLYNOMIAL 0x82f63b78u  // Castagnoli, reflected

static uint32_t slices[8][256];  // slices[k][b]: what byte b becomes after k further zero bytes

static void make_slices(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t crc = byte;
        for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
        slices[0][byte] = crc;
    }
    for (int slice = 1; slice < 8; slice++)
        for (int byte = 0; byte < 256; byte++) {
            uint32_t before = slices[slice - 1][byte];
            slices[slice][byte] = (before >> 8) ^ slices[0][before & 255];
        }
}

static uint64_t load(const uint8_t *bytes) {
    uint64_t value;
    memcpy(&value, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

static uint32_t by_table(uint32_t crc, const uint8_t *bytes, size_t count) {
    for (; count >= 8; bytes += 8, count -= 8) {
        uint64_t word = load(bytes) ^ crc;
        crc = 0;
        for (int slice = 0; slice < 8; slice++) crc ^= slices[7 - slice][word >> (8 * slice) & 255];
    }
    for (; count > 0; bytes++, count--) crc = (crc >> 8) ^ slices[0][(crc ^ *bytes) & 255];
    return crc;
}

static uint32_t (*update)(uint32_t, const uint8_t *, size_t) = by_table;

// The instruction takes three cycles but one can start in each, so three streams side by side are three times as fast.
// Their registers are joined by tables that advance one over the zero bytes as long as a stream.

#if defined(__x86_64__)
#include <nmmintrin.h>
#define INSTRUCTION __attribute__((target("sse4.2")))
#define CRC64(crc, word) ((uint32_t)_mm_crc32_u64((crc), (word)))
#define CRC8(crc, byte) _mm_crc32_u8((crc), (byte))
static int available(void) { return __builtin_cpu_supports("sse4.2"); }
#elif defined(__aarch64__)
#include <sys/auxv.h>
#define INSTRUCTION __attribute__((target("crc")))
#define CRC64(crc, word) __builtin_arm_crc32cd((crc), (word))
#define CRC8(crc, byte) __builtin_arm_crc32cb((crc), (byte))
static int available(void) { return (getauxval(AT_HWCAP) >> 7) & 1; }  // HWCAP_CRC32
#endif

#if defined(INSTRUCTION)
#define LONG 2048
#define SHORT 256

static uint32_t advance_long[4][256], advance_short[4][256];

INSTRUCTION static void make_advance(uint32_t table[4][256], size_t zeros) {
    for (int place = 0; place < 4; place++)
        for (int bit = 0; bit < 8; bit++) {
            uint32_t crc = 1u << (8 * place + bit);
            for (size_t i = 0; i < zeros; i += 8) crc = CRC64(crc, 0);
            for (int byte = 1 << bit; byte < 2 << bit; byte++)  // linear: the highest bit of a byte, and the rest
                table[place][byte] = crc ^ table[place][byte ^ 1 << bit];
        }
}

static uint32_t advance(uint32_t table[4][256], uint32_t crc) {
    return table[0][crc & 255] ^ table[1][crc >> 8 & 255] ^ table[2][crc >> 16 & 255] ^ table[3][crc >> 24];
}

#define THREE_STREAMS(length, table)                                                \
    for (; count >= 3 * (length); bytes += 3 * (length), count -= 3 * (length)) {   \
        uint32_t second = 0, third = 0;                                             \
        for (const uint8_t *at = bytes, *end = bytes + (length); at < end; at += 8) { \
            crc = CRC64(crc, load(at));                                             \
            second = CRC64(second, load(at + (length)));                            \
            third = CRC64(third, load(at + 2 * (length)));                          \
        }                                                                           \
        crc = advance(table, advance(table, crc) ^ second) ^ third;                 \
    }

INSTRUCTION static uint32_t by_instruction(uint32_t crc, const uint8_t *bytes, size_t count) {
    THREE_STREAMS(LONG, advance_long)
    THREE_STREAMS(SHORT, advance_short)
    for (; count >= 8; bytes += 8, count -= 8) crc = CRC64(crc, load(bytes));
    for (; count > 0; bytes++, count--) crc = CRC8(crc, *bytes);
    return crc;
}
#endif

__attribute__((constructor)) static void choose(void) {
    make_slices();
#if defined(INSTRUCTION)
    if (available()) {
        make_advance(advance_long, LONG);
        make_advance(advance_short, SHORT);
        update = by_instruction;
    }
#endif
}

uint32_t shims_crc32c(uint32_t crc, const void *bytes, size_t count) { return ~update(~crc, bytes, count); }

uint32_t shims_crc32c_table(uint32_t crc, const void *bytes, size_t count) { return ~by_table(~crc, bytes, count); }

/// Product of two polynomials modulo the CRC's; the top bit is the coefficient of x^0.
static uint32_t product(uint32_t a, uint32_t b) {
    uint32_t result = 0;
    for (uint32_t bit = 1u << 31; bit != 0; bit >>= 1) {
        if (a & bit) result ^= b;
        b = (b >> 1) ^ (b & 1 ? POLYNOMIAL : 0);
    }
    return result;
}

uint32_t shims_crc32c_joined(uint32_t first, uint32_t second, size_t count) {
    // A byte behind the first piece is a multiplication by x^8; the inversions before and after cancel out.
    uint32_t power = 1u << 31, square = 1u << 23;
    for (; count > 0; count >>= 1) {
        if (count & 1) power = product(power, square);
        square = product(square, square);
    }
    return product(power, first) ^ second;
}
