#include "tls_shims.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

int shims_tls_limit_versions(void *context, int lowest, int highest) {
    return SSL_CTX_set_min_proto_version(context, lowest) == 1 && SSL_CTX_set_max_proto_version(context, highest) == 1;
}

void shims_tls_prepare(void *context) {
    SSL_CTX_set_mode(
        context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(
        context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context, 0);
}

int shims_tls_set_server_name(void *connection, const char *name) {
    return SSL_set_tlsext_host_name((SSL *)connection, name) == 1;
}

int shims_tls_add_chain_certificate(void *context, void *certificate) {
    return SSL_CTX_add1_chain_cert((SSL_CTX *)context, (X509 *)certificate) == 1;
}

int shims_tls_reason(unsigned long code) { return ERR_GET_REASON(code); }
