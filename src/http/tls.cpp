#include "http/tls.h"

#include <openssl/ssl.h>

#include <filesystem>

namespace neutrino::http {

namespace ssl = boost::asio::ssl;

namespace {

void check(const boost::system::error_code& error, std::string_view what, const std::string& file) {
    if (error) throw ServerError("TLS: cannot use the " + std::string(what) + " " + file + ": " + error.message());
}

void require_file(const std::string& file, std::string_view what) {
    if (file.empty()) throw ServerError("TLS: no " + std::string(what) + " is given");
    std::error_code error;
    if (!std::filesystem::exists(file, error)) throw ServerError("TLS: there is no " + std::string(what) + " " + file);
}

// A client that offers ALPN is told that HTTP/1.1 is what it gets.
int select_alpn(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned in_size,
                void*) {
    static constexpr unsigned char kProtocols[] = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, out_size, kProtocols, sizeof kProtocols - 1, in, in_size) !=
        OPENSSL_NPN_NEGOTIATED) {
        return SSL_TLSEXT_ERR_NOACK;
    }
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

}  // namespace

std::shared_ptr<ssl::context> make_tls_context(const TlsOptions& options) {
    require_file(options.cert_file, "certificate file");
    require_file(options.key_file, "key file");
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // idle connections then hold no record buffers
    SSL_CTX_set_alpn_select_cb(native, select_alpn, nullptr);

    boost::system::error_code error;
    context->use_certificate_chain_file(options.cert_file, error);
    check(error, "certificate file", options.cert_file);
    context->use_private_key_file(options.key_file, ssl::context::pem, error);
    check(error, "key file", options.key_file);
    if (SSL_CTX_check_private_key(native) != 1) {
        throw ServerError("TLS: the key in " + options.key_file + " doesn't belong to the certificate in " +
                          options.cert_file);
    }
    if (!options.ca_file.empty()) {
        require_file(options.ca_file, "CA file");
        context->load_verify_file(options.ca_file, error);
        check(error, "CA file", options.ca_file);
        context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
        // Sessions of clients with certificates are resumed only within a context of that name; OpenSSL insists on one.
        static constexpr unsigned char kSessionContext[] = "neutrino";
        SSL_CTX_set_session_id_context(native, kSessionContext, sizeof kSessionContext - 1);
    }
    if (!options.ciphers.empty() && SSL_CTX_set_cipher_list(native, options.ciphers.c_str()) != 1) {
        throw ServerError("TLS: no usable cipher in the list '" + options.ciphers + "'");
    }
    return context;
}

}  // namespace neutrino::http
