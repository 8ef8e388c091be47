#include <sys/types.h>
#include <snappy-c.h>
