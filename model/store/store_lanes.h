// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/result.h"
#include "model/store/activity_link.h"
#include "model/store/connection.h"
#include "model/store/job_queue.h"
#include "model/store/org_scope.h"

#include <QFuture>
#include <QPromise>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

namespace tidemark::store {

/// A lane's connection, opened when first needed and again after an error that makes it suspect.
class LaneConnection
{
public:
    explicit LaneConnection(ConnectionOptions options)
        : m_options(std::move(options))
    {}
    /// Opens it before it is needed, schema read. A failure is left for get() to meet again.
    void openAhead();
    /// The open connection. Errors: those of Connection::open.
    [[nodiscard]] Result<Connection *> get();

private:
    ConnectionOptions m_options;
    std::unique_ptr<Connection> m_connection;
    bool m_wasOpen = false;
};

/// Lets a stop token end the connection's statements while it lives: the running one at once, and
/// any that begins later.
class StopGuard
{
public:
    StopGuard(Connection &connection, const std::stop_token &stop);
    ~StopGuard();
    StopGuard(const StopGuard &) = delete;
    StopGuard &operator=(const StopGuard &) = delete;

private:
    Connection &m_connection;
    std::stop_token m_stop;
    std::stop_callback<std::function<void()>> m_interrupt;
};

/// The error of a task that was stopped.
[[nodiscard]] Error cancelledError();

/// Called before and after a piece of work is answered, whether it ran or not: on the lane's
/// thread, or on that of the asking when the lane takes nothing any more. Each may be empty.
template <class T>
struct AnswerWatch
{
    std::function<void(const Result<T> &answer)> before = {};
    std::function<void()> after = {};
};

/// The threads that use the store: one that writes, and some that read. Work is a callable
/// `Result<T>(Connection &)`; its answer is a future. Any thread may submit. The destructor runs
/// what waits, then ends the threads; it must not run on one of them.
class StoreLanes
{
public:
    static constexpr std::size_t kReaders = 2;

    using FailureHandler = std::function<void(const Error &error)>;

    /// `meter` is told of all that is read, and of what is written as it is asked for here.
    StoreLanes(const ConnectionOptions &writer, const ConnectionOptions &reader,
               ActivityLink meter = {});

    [[nodiscard]] const ActivityLink &meter() const noexcept { return m_meter; }

    /// What is asked from now on answers with Cancelled; what waits still runs. Any thread.
    void refuse();
    /// Runs what waits and ends the threads; what is asked later answers with Cancelled. Not on one
    /// of them; any other thread, once.
    void end();

    /// Called on a lane's thread with each failure before it is answered. Set it before any work.
    void setFailureHandler(FailureHandler handler) { m_onFailure = std::move(handler); }

    /// Runs in order of submission on the writer's thread.
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> write(Work work, std::stop_token stop = {},
                                           AnswerWatch<T> watch = {})
    {
        return submit<T>(m_writer, Activity::Write, std::move(work), std::move(stop),
                         std::move(watch));
    }
    /// Runs on the next free reader's thread.
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> read(Work work, std::stop_token stop = {})
    {
        return submit<T>(m_readers, Activity::Query, std::move(work), std::move(stop));
    }
    /// The same for work `Result<T>(Connection &, OrgId)` on one organisation's rows.
    template <class T, class Work>
    [[nodiscard]] QFuture<Result<T>> readFor(OrgScopePointer scope, Work work,
                                             std::stop_token stop = {})
    {
        return read<T>(
            [scope = std::move(scope), work = std::move(work)](Connection &connection) mutable {
                return scope->org(connection).and_then([&](OrgId org) -> Result<T> {
                    return work(connection, org);
                });
            },
            std::move(stop));
    }
    /// For work that answers by itself: runs it on the writer's thread, in order, with the
    /// connection or why there is none. False when nothing is taken any more; it is then dropped.
    [[nodiscard]] bool submitWrite(std::function<void(Result<Connection *>)> work);

private:
    using ConnectionLane = Lane<LaneConnection>;

    template <class T, class Work>
    Result<T> perform(LaneConnection &lane, Work &work, const std::stop_token &stop)
    {
        Result<T> answer = run<T>(lane, work, stop);
        if (!answer && m_onFailure)
            m_onFailure(answer.error());
        return answer;
    }

    template <class T, class Work>
    static Result<T> run(LaneConnection &lane, Work &work, const std::stop_token &stop)
    {
        if (stop.stop_requested())
            return failure(cancelledError());
        auto connection = lane.get();
        if (!connection)
            return failure(connection.error());
        const StopGuard guard(**connection, stop);
        return work(**connection);
    }

    template <class T, class Work>
    QFuture<Result<T>> submit(ConnectionLane &lane, Activity activity, Work work,
                              std::stop_token stop, AnswerWatch<T> watch = {})
    {
        auto promise = std::make_shared<QPromise<Result<T>>>();
        QFuture<Result<T>> future = promise->future();
        promise->start();
        const bool taken =
            lane.submit([this, promise, work = std::move(work), stop, activity, watch,
                         begin = m_meter.begin()](LaneConnection &connection) mutable {
                Result<T> answer = perform<T>(connection, work, stop);
                m_meter.end(activity, begin, answer);
                give(*promise, std::move(answer), watch);
            });
        if (!taken)
            give(*promise, Result<T>(failure(cancelledError())), watch);
        return future;
    }

    template <class T>
    static void give(QPromise<Result<T>> &promise, Result<T> answer, const AnswerWatch<T> &watch)
    {
        if (watch.before)
            watch.before(answer);
        promise.addResult(std::move(answer));
        promise.finish();
        if (watch.after)
            watch.after();
    }

    FailureHandler m_onFailure;
    const ActivityLink m_meter;
    ConnectionLane m_writer;
    ConnectionLane m_readers;
};

} // namespace tidemark::store
