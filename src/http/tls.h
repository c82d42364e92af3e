#pragma once
// The server's TLS settings, as Asio wants them. Internal to this room.

#include "http/server.h"

#include <boost/asio/ssl/context.hpp>

#include <memory>

namespace neutrino::http {

// Throws ServerError, which names the file and OpenSSL's reason.
std::shared_ptr<boost::asio::ssl::context> make_tls_context(const TlsOptions& options);

}  // namespace neutrino::http
