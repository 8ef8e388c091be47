#define _GNU_SOURCE
#include "CCurl.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#define FUNCTIONS(each)                                                                                                 \
    each(curl_global_init) each(curl_easy_init) each(curl_easy_cleanup) each(curl_easy_strerror)                       \
    each(curl_easy_setopt) each(curl_easy_getinfo) each(curl_multi_init) each(curl_multi_cleanup)                      \
    each(curl_multi_setopt) each(curl_multi_add_handle) each(curl_multi_remove_handle)                                 \
    each(curl_multi_socket_action) each(curl_multi_info_read) each(curl_slist_append) each(curl_slist_free_all)

#define MEMBER(name) __typeof__(&name) name;
static struct { FUNCTIONS(MEMBER) } library;
static char failure[256];

static void load(void) {
    void *handle = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
    if (!handle) {
        snprintf(failure, sizeof failure, "libcurl can't be loaded (Debian's package libcurl4): %s", dlerror());
        return;
    }
#define FIND(name)                                                                                                      \
    if (!(library.name = (__typeof__(&name))dlsym(handle, #name))) {                                                    \
        snprintf(failure, sizeof failure, "libcurl has no " #name);                                                     \
        return;                                                                                                         \
    }
    FUNCTIONS(FIND)
    if (library.curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        snprintf(failure, sizeof failure, "libcurl can't be set up");
    }
}

const char *shims_curl_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return failure[0] ? failure : NULL;
}

CURL *shims_curl_easy_init(void) { return library.curl_easy_init(); }
void shims_curl_easy_cleanup(CURL *handle) { library.curl_easy_cleanup(handle); }
const char *shims_curl_easy_strerror(CURLcode code) { return library.curl_easy_strerror(code); }
CURLM *shims_curl_multi_init(void) { return library.curl_multi_init(); }
void shims_curl_multi_cleanup(CURLM *multi) { library.curl_multi_cleanup(multi); }
CURLMcode shims_curl_multi_add_handle(CURLM *multi, CURL *handle) { return library.curl_multi_add_handle(multi, handle); }
CURLMcode shims_curl_multi_remove_handle(CURLM *multi, CURL *handle) {
    return library.curl_multi_remove_handle(multi, handle);
}
CURLMcode shims_curl_multi_socket_action(CURLM *multi, curl_socket_t socket, int events, int *running) {
    return library.curl_multi_socket_action(multi, socket, events, running);
}
CURLMsg *shims_curl_multi_info_read(CURLM *multi, int *left) { return library.curl_multi_info_read(multi, left); }
struct curl_slist *shims_curl_slist_append(struct curl_slist *list, const char *text) {
    return library.curl_slist_append(list, text);
}
void shims_curl_slist_free_all(struct curl_slist *list) { library.curl_slist_free_all(list); }

CURLcode shims_curl_set_long(CURL *handle, CURLoption option, long value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode shims_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode shims_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode shims_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode shims_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return library.curl_easy_setopt(handle, option, &blob);
}

CURLcode shims_curl_set_body(CURL *handle, const void *bytes, size_t count) {
    CURLcode code = library.curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code != CURLE_OK ? code : library.curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes);
}

CURLcode shims_curl_set_data(CURL *handle, CURLoption option, shims_curl_data value) {
    return library.curl_easy_setopt(handle, option, value);
}

CURLcode shims_curl_set_ready(CURL *handle, shims_curl_ready value) {
    return library.curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}

CURLcode shims_curl_get_long(CURL *handle, CURLINFO name, long *value) {
    return library.curl_easy_getinfo(handle, name, value);
}

CURLMcode shims_curl_multi_set_socket(CURLM *multi, shims_curl_socket value, void *context) {
    CURLMcode code = library.curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    return code != CURLM_OK ? code : library.curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}

CURLMcode shims_curl_multi_set_timer(CURLM *multi, shims_curl_timer value, void *context) {
    CURLMcode code = library.curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
    return code != CURLM_OK ? code : library.curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}

CURLMcode shims_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return library.curl_multi_setopt(multi, option, value);
}

int shims_curl_message(CURLMsg *message, CURL **handle, CURLcode *result) {
    if (message->msg != CURLMSG_DONE) return 0;
    *handle = message->easy_handle;
    *result = message->data.result;
    return 1;
}

// Brotli's functions as its documentation has them; their results are numbered as ours.
static struct {
    void *(*create)(void *, void *, void *);
    int (*decode)(void *, size_t *, const uint8_t **, size_t *, uint8_t **, size_t *);
    void (*destroy)(void *);
} brotli;
static int has_brotli;

static void load_brotli(void) {
    void *handle = dlopen("libbrotlidec.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!handle) return;
    brotli.create = (__typeof__(brotli.create))dlsym(handle, "BrotliDecoderCreateInstance");
    brotli.decode = (__typeof__(brotli.decode))dlsym(handle, "BrotliDecoderDecompressStream");
    brotli.destroy = (__typeof__(brotli.destroy))dlsym(handle, "BrotliDecoderDestroyInstance");
    has_brotli = brotli.create && brotli.decode && brotli.destroy;
}

int shims_brotli_load(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load_brotli);
    return has_brotli;
}

void *shims_brotli_create(void) { return brotli.create(NULL, NULL, NULL); }
void shims_brotli_destroy(void *state) {
    if (state) brotli.destroy(state);
}
int shims_brotli_decode(void *state, size_t *left, const uint8_t **next, size_t *room, uint8_t **place) {
    return brotli.decode(state, left, next, room, place, NULL);
}
