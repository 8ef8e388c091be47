#include <sys/types.h>
#include <zstd.h>
