#include "store/writer.h"

#include "base/log.h"
#include "store/sql_transaction.h"

#include <neutrino/fault.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace neutrino::store {
namespace {

// Writes in a group at most.
constexpr std::size_t kGroupMax = 128;

constexpr int kAttempts = 3;

// Trimming costs a statement: once in so many appended changes.
constexpr std::size_t kTrimEvery = 4096;

Fault unavailable(const char* message) { return Fault("DBError", message, FaultKind::unavailable); }

void run_newest_first(std::vector<std::function<void()>>& work) {
    for (auto undo = work.rbegin(); undo != work.rend(); ++undo) (*undo)();
    work.clear();
}

}  // namespace

struct Writer::Job {
    const Work* work = nullptr;                                // either this
    const std::function<void(Session&)>* exclusive = nullptr;  // or this
    std::exception_ptr error;
    std::vector<std::function<void()>> after_commit;
    std::vector<std::function<void()>> on_rollback;
    std::vector<RecordChange> changes;

    void finish() {
        // Under the lock: the one who asked may be gone as soon as it is released.
        const std::lock_guard lock(mutex);
        done = true;
        ready.notify_one();
    }
    void wait() {
        std::unique_lock lock(mutex);
        ready.wait(lock, [&] { return done; });
    }

private:
    std::mutex mutex;
    std::condition_variable ready;
    bool done = false;
};

// The transactions of one commit.
struct Writer::Group {
    explicit Group(const View& image) : overlay(image) {}

    Overlay overlay;
    std::vector<std::shared_ptr<Job>> jobs;
    std::vector<Change> log;
    bool wrote = false;

    // The commit didn't happen: nobody's change did. Each gets an exception of its own, for threads don't share them.
    void fail(const Fault& fault) {
        for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) {
            run_newest_first((*job)->on_rollback);
            if (!(*job)->error) (*job)->error = std::make_exception_ptr(fault);
        }
    }
};

Writer::Writer(std::unique_ptr<Session> session, const Mapping& mapping, Image& image, Published published,
               std::int64_t changes_kept, std::chrono::milliseconds group_time)
    : session_(std::move(session)),
      mapping_(mapping),
      image_(image),
      published_(std::move(published)),
      changes_kept_(changes_kept),
      group_time_(group_time),
      thread_([this] { loop(); }) {}

Writer::~Writer() { stop(); }

void Writer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

std::size_t Writer::waiting() {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void Writer::submit(const std::shared_ptr<Job>& job) {
    if (std::this_thread::get_id() == thread_.get_id()) {
        throw std::logic_error("a transaction can't be started from inside of one");
    }
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) throw Fault("ServiceUnavailable", "The service is shutting down.", FaultKind::unavailable);
        queue_.push_back(job);
    }
    wake_.notify_one();
    job->wait();
    // The writer has let go of it: rethrow without sharing the exception between threads.
    if (job->error) std::rethrow_exception(std::exchange(job->error, nullptr));
}

void Writer::write(const Work& work) {
    const auto job = std::make_shared<Job>();
    job->work = &work;
    submit(job);
    for (auto& done : job->after_commit) {
        try {
            done();
        } catch (const std::exception& failure) {
            log::error("what follows a commit failed: {}", failure.what());
        }
    }
}

void Writer::exclusive(const std::function<void(Session&)>& work) {
    const auto job = std::make_shared<Job>();
    job->exclusive = &work;
    submit(job);
}

std::shared_ptr<Writer::Job> Writer::next() {
    const std::lock_guard lock(mutex_);
    if (queue_.empty() || queue_.front()->exclusive != nullptr) return nullptr;
    auto job = std::move(queue_.front());
    queue_.pop_front();
    return job;
}

void Writer::loop() {
    while (true) {
        std::shared_ptr<Job> job;
        {
            std::unique_lock lock(mutex_);
            wake_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            job = std::move(queue_.front());
            queue_.pop_front();
        }
        if (job->exclusive != nullptr) {
            run_exclusive(*job);
        } else {
            run_group(job);
        }
    }
}

void Writer::run_exclusive(Job& job) {
    try {
        (*job.exclusive)(*session_);
    } catch (...) {
        job.error = std::current_exception();
    }
    job.finish();
}

void Writer::run_group(const std::shared_ptr<Job>& first) {
    Group group(image_);
    const auto end = std::chrono::steady_clock::now() + group_time_;
    try {
        for (auto job = first; job;
             job = group.jobs.size() < kGroupMax && std::chrono::steady_clock::now() < end ? next() : nullptr) {
            group.jobs.push_back(job);
            if (group.jobs.size() == 1) session_->begin();
            run_job(*job, group);
        }
        commit(group);
    } catch (const RetryRequest& busy) {
        log::error("{} transactions were given up: another process holds the database: {}", group.jobs.size(),
                   busy.what());
        session_->rollback();
        group.fail(unavailable("The database is busy."));
    } catch (const Fault& fault) {
        session_->rollback();
        group.fail(fault);
    } catch (const std::exception& failure) {
        log::error("{} transactions were rolled back: {}", group.jobs.size(), failure.what());
        session_->rollback();
        group.fail(unavailable("The database can't be written at the moment."));
    }
    for (const auto& job : group.jobs) job->finish();
}

// Throws only when the whole group is lost.
void Writer::run_job(Job& job, Group& group) {
    for (int attempt = 1;; ++attempt) {
        SqlTransaction transaction(*session_, mapping_, image_, group.overlay);
        session_->savepoint();
        const auto undo = [&] {
            run_newest_first(transaction.on_rollback_work());
            try {
                session_->rollback_to_savepoint();
            } catch (const Fault&) {
                // The database has ended the transaction by itself (disk full, I/O error): all in the group is undone.
                throw unavailable("The database can't be written at the moment.");
            }
        };
        try {
            (*job.work)(transaction);
            session_->release();
        } catch (const RetryRequest& lost) {
            undo();
            if (attempt < kAttempts) continue;
            log::error("a transaction was given up after {} attempts: {}", attempt, lost.what());
            job.error = std::make_exception_ptr(unavailable("The database is busy."));
            return;
        } catch (...) {
            job.error = std::current_exception();
            undo();
            return;
        }
        job.changes = transaction.overlay().changes();
        job.after_commit = std::move(transaction.after_commit_work());
        job.on_rollback = std::move(transaction.on_rollback_work());
        for (Change& change : transaction.log()) group.log.push_back(std::move(change));
        group.wrote = group.wrote || transaction.wrote();
        group.overlay.absorb(transaction.overlay());
        return;
    }
}

void Writer::commit(Group& group) {
    if (!group.wrote) {
        session_->rollback();
        return;
    }
    changes_append(*session_, group.log);
    trim_log(group.log.size());
    session_->commit();
    publish(group);
}

void Writer::publish(const Group& group) noexcept {
    for (const auto& job : group.jobs) published_(job->changes);
    image_.apply(group.overlay.changes());
}

void Writer::trim_log(std::size_t appended) {
    appended_since_trim_ += appended;
    if (appended_since_trim_ < kTrimEvery) return;
    appended_since_trim_ = 0;
    changes_trim(*session_, changes_kept_);
}

}  // namespace neutrino::store
