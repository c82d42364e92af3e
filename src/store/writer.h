#pragma once
// The one thread that writes, for databases that take one writer (SQLite).

#include "store/image.h"
#include "store/mapping.h"
#include "store/session.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

namespace neutrino::store {

// Runs what many threads ask for, each in a savepoint with its own outcome, and flushes all that waited with one
// commit. Then the changes are published to the image, and only then do those who asked go on.
class Writer {
public:
    // A group ends when nobody waits, or after this time: the first in it should not wait much longer than a flush
    // takes.
    static constexpr std::chrono::milliseconds kGroupTime{10};

    using Work = std::function<void(Transaction&)>;
    // Told of the changes of one transaction after it is durable and before the image shows them, in the order of
    // commits.
    using Published = std::function<void(std::span<const RecordChange>)>;

    Writer(std::unique_ptr<Session> session, const Mapping& mapping, Image& image, Published published,
           std::int64_t changes_kept, std::chrono::milliseconds group_time = kGroupTime);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    // Thread-safe. Throws what `work` throws after its changes are undone, or a Fault when the database fails or the
    // writer has stopped. Throws std::logic_error when called from inside of work.
    void write(const Work& work);
    // Runs `work` on the writer's thread while nothing is under way: the image and the session's tables are the same.
    void exclusive(const std::function<void(Session&)>& work);
    // Finishes what was accepted, and refuses what comes later.
    void stop();
    // How many wait for their turn.
    std::size_t waiting();

private:
    struct Job;
    struct Group;

    void submit(const std::shared_ptr<Job>& job);
    void loop();
    std::shared_ptr<Job> next();
    void run_exclusive(Job& job);
    void run_group(const std::shared_ptr<Job>& first);
    void run_job(Job& job, Group& group);
    void commit(Group& group);
    // What is durable must be seen: to go on with an image that lacks it would be worse than to end.
    void publish(const Group& group) noexcept;
    void trim_log(std::size_t appended);

    std::unique_ptr<Session> session_;
    const Mapping& mapping_;
    Image& image_;
    Published published_;
    std::int64_t changes_kept_;
    const std::chrono::milliseconds group_time_;
    std::size_t appended_since_trim_ = 0;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::shared_ptr<Job>> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace neutrino::store
