#include <sys/types.h>
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// libcurl's setters are variadic, which Swift can't import: one function for each type of value.

static inline CURLcode shims_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode shims_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode shims_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode shims_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
/// Copies the bytes.
static inline CURLcode shims_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}
/// The body of a request; copies it.
static inline CURLcode shims_curl_set_body(CURL *handle, const void *bytes, size_t count) {
    CURLcode code = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code != CURLE_OK ? code : curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes);
}
typedef size_t (*shims_curl_data)(char *, size_t, size_t, void *);
static inline CURLcode shims_curl_set_data(CURL *handle, CURLoption option, shims_curl_data value) {
    return curl_easy_setopt(handle, option, value);
}
typedef int (*shims_curl_ready)(void *, char *, char *, int, int);
static inline CURLcode shims_curl_set_ready(CURL *handle, shims_curl_ready value) {
    return curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, value);
}
static inline CURLcode shims_curl_get_long(CURL *handle, CURLINFO name, long *value) {
    return curl_easy_getinfo(handle, name, value);
}
static inline CURLcode shims_curl_get_pointer(CURL *handle, CURLINFO name, void **value) {
    return curl_easy_getinfo(handle, name, value);
}
typedef int (*shims_curl_socket)(CURL *, curl_socket_t, int, void *, void *);
typedef int (*shims_curl_timer)(CURLM *, long, void *);
static inline CURLMcode shims_curl_multi_set_socket(CURLM *multi, shims_curl_socket value, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    return code != CURLM_OK ? code : curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}
static inline CURLMcode shims_curl_multi_set_timer(CURLM *multi, shims_curl_timer value, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
    return code != CURLM_OK ? code : curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}
static inline CURLMcode shims_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}
/// What a message of a multi handle says: the easy handle that is done and how it went. Returns 0 for other messages.
static inline int shims_curl_message(CURLMsg *message, CURL **handle, CURLcode *result) {
    if (message->msg != CURLMSG_DONE) return 0;
    *handle = message->easy_handle;
    *result = message->data.result;
    return 1;
}
enum { SHIMS_CURL_AUTH_BASIC_DIGEST = 3 };
_Static_assert((CURLAUTH_BASIC | CURLAUTH_DIGEST) == SHIMS_CURL_AUTH_BASIC_DIGEST, "libcurl's numbers of authentications");
