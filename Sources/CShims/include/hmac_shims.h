#pragma once
#include <stddef.h>
#include <stdint.h>

// HMAC with a digest by OpenSSL's name (SHA256). Writes up to 64 bytes and returns how many, 0 if there is no such digest.
size_t shims_hmac(
    const char *digest, const void *key, size_t key_length, const void *data, size_t data_length, uint8_t *result);
