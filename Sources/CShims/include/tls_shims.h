#pragma once
// What Transport needs of OpenSSL and Swift can't import: macros. Pointers are SSL_CTX, SSL and X509.

/// TLS versions by OpenSSL's numbers (0x0303 is 1.2). Returns 1 if they could be set.
int shims_tls_limit_versions(void *context, int lowest, int highest);
/// What each of our contexts has: partial writes from buffers that move, no sessions kept, no renegotiation, and an end
/// without notice taken for an end.
void shims_tls_prepare(void *context);
/// The name to ask the server for (SNI). Returns 1 if it could be set.
int shims_tls_set_server_name(void *connection, const char *name);
/// Adds a certificate to those that follow our own. Returns 1 if it could be added.
int shims_tls_add_chain_certificate(void *context, void *certificate);
/// The reason in a number of OpenSSL's error queue.
int shims_tls_reason(unsigned long code);
