#include "hmac_shims.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

size_t shims_hmac(
    const char *digest, const void *key, size_t key_length, const void *data, size_t data_length, uint8_t *result) {
    unsigned int length = 0;
    const EVP_MD *type = EVP_get_digestbyname(digest);
    if (type == NULL || HMAC(type, key, (int)key_length, data, data_length, result, &length) == NULL) return 0;
    return length;
}
