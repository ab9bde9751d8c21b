// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/retention_keeper.h"

#include "model/core/logging.h"
#include "model/core/when_finished.h"
#include "model/store/notices.h"
#include "model/store/store_lanes.h"
#include "model/store/transaction.h"
#include "model/store/write_desk.h"

#include <QPromise>

#include <cstddef>
#include <utility>
#include <vector>

namespace tidemark::store {
namespace {

constexpr Timedelta kPause{std::int64_t{3600} * 1'000'000'000};

void logReport(const Result<RetentionReport> &report)
{
    if (!report) {
        qCInfo(lcStore) << "removing samples for their age stopped:" << report.error().detail;
        return;
    }
    if (report->removed > 0)
        qCInfo(lcStore) << "removed for their age:" << report->removed << "samples";
    for (const RetentionState &state : report->skipped)
        qCInfo(lcStore) << "no samples of" << state.name
                        << "are removed for their age, since the clock is not plausible";
    if (report->unreadable > 0)
        qCInfo(lcStore) << "series that keep damaged samples longer:" << report->unreadable;
}

} // namespace

/// What is left to do of one application. One thread at a time.
class RetentionKeeper::Run
{
public:
    Run(RetentionPlan plan, Timestamp now, std::stop_token stop)
        : m_due(std::move(plan.due))
        , m_now(now)
        , m_stop(std::move(stop))
    {
        m_report.skipped = std::move(plan.skipped);
    }

    [[nodiscard]] const AgedSeries *next() const
    {
        return m_at < m_due.size() ? &m_due[m_at] : nullptr;
    }
    void note(const RetentionPiece &piece)
    {
        m_report.removed += piece.removed;
        m_report.unreadable += piece.isUnreadable ? 1 : 0;
        m_at += piece.isDone ? 1U : 0U;
    }
    void finish(Result<RetentionReport> result)
    {
        promise->addResult(std::move(result));
        promise->finish();
    }

    [[nodiscard]] const RetentionReport &report() const noexcept { return m_report; }
    [[nodiscard]] Timestamp now() const noexcept { return m_now; }
    [[nodiscard]] bool isStopped() const noexcept { return m_stop.stop_requested(); }

    std::shared_ptr<QPromise<Result<RetentionReport>>> promise;

private:
    std::vector<AgedSeries> m_due;
    std::size_t m_at = 0;
    Timestamp m_now;
    std::stop_token m_stop;
    RetentionReport m_report;
};

QFuture<Result<RetentionReport>> RetentionKeeper::apply(OrgScopePointer scope, std::stop_token stop)
{
    auto promise = std::make_shared<QPromise<Result<RetentionReport>>>();
    promise->start();
    QFuture<Result<RetentionReport>> future = promise->future();
    const Timestamp now = m_desk.now();
    whenAnswered(plan(std::move(scope), now), [this, promise, now,
                                               stop](const Result<RetentionPlan> &found) {
        const auto run = std::make_shared<Run>(found.value_or(RetentionPlan()), now, stop);
        run->promise = promise;
        if (found)
            goOn(run);
        else
            run->finish(failure(found.error()));
    });
    return future;
}

QFuture<Result<RetentionPlan>> RetentionKeeper::plan(OrgScopePointer scope, Timestamp now)
{
    return m_lanes.read<RetentionPlan>(
        [scope = std::move(scope), now](Connection &connection) -> Result<RetentionPlan> {
            const auto snapshot = Transaction::beginRead(connection);
            if (!snapshot)
                return failure(snapshot.error());
            if (!scope)
                return planRetention(connection, {}, now);
            const auto org = scope->org(connection);
            return org ? planRetention(connection, *org, now) : failure(org.error());
        });
}

// The next piece is asked for when this one is done, behind what others asked meanwhile.
void RetentionKeeper::goOn(const std::shared_ptr<Run> &run)
{
    const AgedSeries *series = run->next();
    if (!series)
        return run->finish(run->report());
    if (run->isStopped())
        return run->finish(failure(cancelledError()));
    whenAnswered(removePiece(*series, run->now()),
                 [this, run](const Result<RetentionPiece> &piece) {
                     if (!piece)
                         return run->finish(failure(piece.error()));
                     run->note(*piece);
                     goOn(run);
                 });
}

QFuture<Result<RetentionPiece>> RetentionKeeper::removePiece(const AgedSeries &series,
                                                             Timestamp now)
{
    return m_desk.store<RetentionPiece>(
        [this, series, now](Connection &connection) -> Result<RetentionPiece> {
            auto transaction = Transaction::begin(connection);
            if (!transaction)
                return failure(transaction.error());
            const BorrowedWorkspace workspace(*m_cache);
            auto piece = retainPiece(connection, series.series, now, *workspace);
            if (!piece || piece->removed == 0)
                return piece;
            StoreChange touched;
            touched.series = {series.series};
            touched.sampled = {series.metric};
            if (auto noted = writeNotice(connection, m_desk.origin(), series.org, touched); !noted)
                return failure(noted.error());
            if (auto committed = transaction->commit(); !committed)
                return failure(committed.error());
            m_desk.tellOf(series.organisation, touched);
            return piece;
        });
}

void RetentionKeeper::begin()
{
    const std::lock_guard lock(m_mutex);
    m_hasBegun = true;
}

void RetentionKeeper::note()
{
    const Timestamp now = m_desk.now();
    {
        const std::lock_guard lock(m_mutex);
        const bool isRecent = m_lastRun && *m_lastRun <= now && now < *m_lastRun + kPause;
        if (!m_hasBegun || isRecent)
            return;
        m_lastRun = now;
    }
    applyByItself();
}

void RetentionKeeper::applyByItself()
{
    whenAnswered(apply({}, {}), logReport);
}

} // namespace tidemark::store
