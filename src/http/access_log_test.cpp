#include "http/access_log.h"

#include "http/message.h"
#include "http/notify.h"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace neutrino::http {
namespace {

using namespace std::chrono_literals;

Request sample() {
    Request request;
    request.method = "GET";
    request.target = "/v2.0/ports?name=\"x\" \xc3\xa9";
    request.peer = "10.0.0.7";
    request.trace.request_id = "req-1";
    request.trace.project_id = "p 1";
    return request;
}

TEST(AccessLog, WritesALineARequest) {
    std::string lines;
    {
        AccessLog log([&](std::string_view more) { lines += more; });
        log.write(sample(), 200, 1234, 1500us);
        log.flush();
        ASSERT_GT(lines.size(), 24u);
        EXPECT_EQ(lines.substr(24),
                  "req-1 10.0.0.7 \"GET /v2.0/ports?name=\\x22x\\x22 \\xc3\\xa9\" 200 1234 1.5ms "
                  "project=p\\x201 user=-\n");
        lines.clear();
        Request request;
        request.trace.global_request_id = "req-g";
        request.trace.user_id = "u";
        log.write(request, 404, 0, 0ns);
    }  // the destructor writes what is left
    EXPECT_EQ(lines.substr(24), "- - \" \" 404 0 0.0ms project=- user=u global=req-g\n");
}

TEST(AccessLog, CountsWhatASlowSinkMakesItDrop) {
    std::string lines;
    std::mutex gate;
    gate.lock();
    {
        AccessLog log([&](std::string_view more) {
            const std::lock_guard pass(gate);
            lines += more.substr(0, 1);
            if (more.find(" lines of the access log were lost here)\n") != std::string_view::npos) lines += "lost";
        });
        Request request;
        request.target = std::string(1024 * 1024, 'a');
        for (int i = 0; i < 30; ++i) log.write(request, 200, 0, 0ns);
        gate.unlock();
    }
    EXPECT_NE(lines.find("lost"), std::string::npos);
}

TEST(AccessLogFile, GoesOnInANewFileAfterRotation) {
    const auto folder = std::filesystem::temp_directory_path() / ("neutrino-access-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const auto path = folder / "access.log";
    {
        AccessLogFile file(path.string());
        file.append("a\n");
        std::filesystem::rename(path, folder / "access.log.1");
        file.append("b\n");
        file.reopen();
        file.append("c\n");
    }
    const auto content = [](const std::filesystem::path& name) {
        std::ifstream in(name);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    EXPECT_EQ(content(folder / "access.log.1"), "a\nb\n");
    EXPECT_EQ(content(path), "c\n");
    EXPECT_THROW(AccessLogFile((folder / "no" / "such").string()), std::system_error);
    std::filesystem::remove_all(folder);
}

TEST(Notify, TellsSystemd) {
    const std::string name = "@neutrino-notify-test-" + std::to_string(::getpid());
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, name.size());
    address.sun_path[0] = '\0';
    ASSERT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address),
                     static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size())),
              0);
    ::unsetenv("NOTIFY_SOCKET");
    EXPECT_FALSE(notify_ready());
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    EXPECT_TRUE(notify_ready("serving on :9696"));
    char text[200] = {};
    EXPECT_GT(::recv(fd, text, sizeof text - 1, 0), 0);
    EXPECT_EQ(std::string(text), "READY=1\nMAINPID=" + std::to_string(::getpid()) + "\nSTATUS=serving on :9696");
    EXPECT_TRUE(notify_stopping());
    ::close(fd);
    EXPECT_FALSE(notify_reloading());  // nobody listens any more
    ::unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace neutrino::http
