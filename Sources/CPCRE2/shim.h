#define PCRE2_CODE_UNIT_WIDTH 8
#include <sys/types.h>
#include <pcre2.h>
