#include "client/curl_client.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

namespace neutrino::client {

namespace {

struct HandleEnd {
    void operator()(CURL* handle) const noexcept { curl_easy_cleanup(handle); }
};
struct ListEnd {
    void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, HandleEnd>;
using List = std::unique_ptr<curl_slist, ListEnd>;

// What the callbacks of one transfer write to.
struct Arrival {
    Response response;
    std::size_t most = 0;
    bool too_long = false;
};

std::size_t header_take(char* data, std::size_t, std::size_t size, void* to) {
    std::string_view line(data, size);
    http::Headers& headers = static_cast<Arrival*>(to)->response.headers;
    if (line.starts_with("HTTP/")) headers.clear();  // of an interim response
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return size;
    constexpr std::string_view kBlank = " \t\r\n";
    std::string_view value = line.substr(colon + 1);
    value.remove_prefix(std::min(value.find_first_not_of(kBlank), value.size()));
    value = value.substr(0, value.find_last_not_of(kBlank) + 1);
    headers.add(line.substr(0, colon), value);
    return size;
}

std::size_t body_take(char* data, std::size_t, std::size_t size, void* to) {
    auto& arrival = *static_cast<Arrival*>(to);
    if (size > arrival.most - arrival.response.body.size()) {
        arrival.too_long = true;
        return 0;  // ends the transfer
    }
    arrival.response.body.append(data, size);
    return size;
}

List header_list(const http::Headers& headers) {
    List list;
    for (const auto& [name, value] : headers) {
        const auto ends_line = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
        if (std::ranges::any_of(name, ends_line) || std::ranges::any_of(value, ends_line))
            throw std::invalid_argument("a value for the header " + name + " would end its line");
        const std::string line = value.empty() ? name + ";" : name + ": " + value;  // ';' is curl's word for "no value"
        curl_slist* longer = curl_slist_append(list.get(), line.c_str());
        if (longer == nullptr) throw std::bad_alloc();
        (void)list.release();
        list.reset(longer);
    }
    return list;
}

Failure::Kind kind_of(CURLcode code) {
    switch (code) {
        case CURLE_UNSUPPORTED_PROTOCOL:
        case CURLE_URL_MALFORMAT:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_CONNECT:
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_PEER_FAILED_VERIFICATION:
        case CURLE_SSL_CACERT_BADFILE: return Failure::Kind::unreachable;
        case CURLE_OPERATION_TIMEDOUT: return Failure::Kind::timeout;
        default: return Failure::Kind::broken;
    }
}

// libcurl wants to be told once, before it is used, and never by two threads.
void curl_begin() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

}  // namespace

class CurlClient::Impl {
public:
    explicit Impl(CurlOptions options) : options_(std::move(options)) { curl_begin(); }

    Response send(const Request& request) {
        const List headers = header_list(request.headers);
        Arrival arrival;
        arrival.most = options_.response_bytes;
        std::array<char, CURL_ERROR_SIZE> reason{};
        Handle handle = take();
        prepare(handle.get(), request, headers.get(), arrival, reason.data());
        const CURLcode code = curl_easy_perform(handle.get());
        long status = 0;
        curl_easy_getinfo(handle.get(), CURLINFO_RESPONSE_CODE, &status);
        curl_easy_reset(handle.get());  // forgets pointers into this frame; the connection stays
        give_back(std::move(handle));
        if (code != CURLE_OK) {
            const std::string_view why = arrival.too_long         ? "the response is too long"
                                         : reason.front() != '\0' ? std::string_view(reason.data())
                                                                  : curl_easy_strerror(code);
            throw Failure(kind_of(code), fmt::format("{} {}: {}", request.method, request.url, why));
        }
        arrival.response.status = static_cast<int>(status);
        return std::move(arrival.response);
    }

private:
    // Each idle handle has connections of its own; the one used last is the one whose connection most likely lives.
    Handle take() {
        const std::lock_guard lock(mutex_);
        if (idle_.empty()) {
            Handle made(curl_easy_init());
            if (!made) throw std::bad_alloc();
            return made;
        }
        Handle handle = std::move(idle_.back());
        idle_.pop_back();
        return handle;
    }

    void give_back(Handle handle) {
        const std::lock_guard lock(mutex_);
        if (idle_.size() < options_.kept_connections) idle_.push_back(std::move(handle));
    }

    void prepare(CURL* handle, const Request& request, curl_slist* headers, Arrival& arrival, char* reason) const {
        const auto set = [handle](CURLoption option, auto value) { curl_easy_setopt(handle, option, value); };
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_URL, request.url.c_str());
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        set(CURLOPT_USERAGENT, options_.user_agent.c_str());
        set(CURLOPT_HTTPHEADER, headers);
        if (request.method == "HEAD") {
            set(CURLOPT_NOBODY, 1L);
        } else if (request.method != "GET" || !request.body.empty()) {
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
            set(CURLOPT_POSTFIELDS, request.body.data());
            set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
        }
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
        set(CURLOPT_SSL_VERIFYPEER, options_.insecure ? 0L : 1L);
        set(CURLOPT_SSL_VERIFYHOST, options_.insecure ? 0L : 2L);
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
        if (!options_.cert_file.empty()) {
            set(CURLOPT_SSLCERT, options_.cert_file.c_str());
            set(CURLOPT_SSLKEY, (options_.key_file.empty() ? options_.cert_file : options_.key_file).c_str());
        }
        set(CURLOPT_MAXCONNECTS, 1L);
        set(CURLOPT_TCP_KEEPALIVE, 1L);
        set(CURLOPT_HEADERFUNCTION, header_take);
        set(CURLOPT_HEADERDATA, static_cast<void*>(&arrival));
        set(CURLOPT_WRITEFUNCTION, body_take);
        set(CURLOPT_WRITEDATA, static_cast<void*>(&arrival));
        set(CURLOPT_ERRORBUFFER, reason);
    }

    const CurlOptions options_;
    std::mutex mutex_;
    std::vector<Handle> idle_;
};

CurlClient::CurlClient(CurlOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

CurlClient::~CurlClient() = default;

Response CurlClient::send(const Request& request) { return impl_->send(request); }

}  // namespace neutrino::client
