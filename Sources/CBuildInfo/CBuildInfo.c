#include "CBuildInfo.h"

#ifndef SLUICE_COMMIT
#define SLUICE_COMMIT "unknown"
#endif

const char *const build_commit = SLUICE_COMMIT;
