#pragma once
// libcurl, loaded when it is first needed: with the twenty libraries behind it, it would cost every worker 5 MB and 20 ms
// of its start. Types and numbers are those of its own header; the functions are ours.
#include <sys/types.h>
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <stdint.h>

/// Loads and prepares the library, once. NULL, or why it can't be had.
const char *shims_curl_load(void);

// What follows needs a library that is loaded.
CURL *shims_curl_easy_init(void);
void shims_curl_easy_cleanup(CURL *handle);
const char *shims_curl_easy_strerror(CURLcode code);
CURLM *shims_curl_multi_init(void);
void shims_curl_multi_cleanup(CURLM *multi);
CURLMcode shims_curl_multi_add_handle(CURLM *multi, CURL *handle);
CURLMcode shims_curl_multi_remove_handle(CURLM *multi, CURL *handle);
CURLMcode shims_curl_multi_socket_action(CURLM *multi, curl_socket_t socket, int events, int *running);
CURLMsg *shims_curl_multi_info_read(CURLM *multi, int *left);
struct curl_slist *shims_curl_slist_append(struct curl_slist *list, const char *text);
void shims_curl_slist_free_all(struct curl_slist *list);

// libcurl's setters are variadic, which Swift can't import: one function for each type of value.
CURLcode shims_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode shims_curl_set_text(CURL *handle, CURLoption option, const char *value);
CURLcode shims_curl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode shims_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
/// Copies the bytes.
CURLcode shims_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t count);
/// The body of a request; copies it.
CURLcode shims_curl_set_body(CURL *handle, const void *bytes, size_t count);
typedef size_t (*shims_curl_data)(char *, size_t, size_t, void *);
CURLcode shims_curl_set_data(CURL *handle, CURLoption option, shims_curl_data value);
typedef int (*shims_curl_ready)(void *, char *, char *, int, int);
CURLcode shims_curl_set_ready(CURL *handle, shims_curl_ready value);
CURLcode shims_curl_get_long(CURL *handle, CURLINFO name, long *value);
typedef int (*shims_curl_socket)(CURL *, curl_socket_t, int, void *, void *);
typedef int (*shims_curl_timer)(CURLM *, long, void *);
CURLMcode shims_curl_multi_set_socket(CURLM *multi, shims_curl_socket value, void *context);
CURLMcode shims_curl_multi_set_timer(CURLM *multi, shims_curl_timer value, void *context);
CURLMcode shims_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);
/// What a message of a multi handle says: the easy handle that is done and how it went. Returns 0 for other messages.
int shims_curl_message(CURLMsg *message, CURL **handle, CURLcode *result);
enum { SHIMS_CURL_AUTH_BASIC_DIGEST = 3 };
_Static_assert((CURLAUTH_BASIC | CURLAUTH_DIGEST) == SHIMS_CURL_AUTH_BASIC_DIGEST, "libcurl's numbers of authentications");

// Brotli's decoder, which libcurl brings along; loaded when it is first needed. Not 0 if it is there.
int shims_brotli_load(void);
void *shims_brotli_create(void);
void shims_brotli_destroy(void *state);
enum { SHIMS_BROTLI_ERROR, SHIMS_BROTLI_DONE, SHIMS_BROTLI_MORE_INPUT, SHIMS_BROTLI_MORE_OUTPUT };
/// Takes bytes from `next` and writes them to `place`; moves both, and counts down what is left of either.
int shims_brotli_decode(void *state, size_t *left, const uint8_t **next, size_t *room, uint8_t **place);
