#pragma once
#include <stddef.h>
#include <stdint.h>

#include "CRC32C.h"
#include "transport_shims.h"
#include "hmac_shims.h"
#include "malloc_shims.h"
#include "simd_shims.h"
#include "tls_shims.h"
