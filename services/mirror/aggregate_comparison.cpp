// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/mirror/aggregate_comparison.h"

#include "model/core/when_finished.h"

#include <QCoreApplication>
#include <QPromise>

#include <memory>
#include <utility>

namespace tidemark::mirror {
namespace {

struct ComparisonText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::mirror::AggregateComparison)
};

using Answer = Result<AggregateComparison>;

Result<void> checkComparable(const AggregateQuery &query)
{
    if (!query.calendar.zone.isUtc())
        return failure(ErrorCode::InvalidArgument,
                       ComparisonText::tr("A source counts its days in UTC, not in %1. Choose the "
                                          "zone UTC to compare.")
                           .arg(query.calendar.zone.id()));
    if (query.period == Period::Weekly && query.calendar.weekStart != Qt::Monday)
        return failure(ErrorCode::InvalidArgument,
                       ComparisonText::tr("A source begins its weeks on Monday. Choose Monday as "
                                          "first day of the week to compare."));
    if (query.selection.sessions || !query.selection.tags.isEmpty())
        return failure(ErrorCode::InvalidArgument,
                       ComparisonText::tr("A source does not know sessions and tags as this store "
                                          "does. Leave them out to compare."));
    return {};
}

RemoteAggregateQuery remoteQuery(const QString &metric, const AggregateQuery &query,
                                 AggregateFunction function)
{
    RemoteAggregateQuery wanted;
    wanted.metric = metric;
    wanted.period = query.period;
    wanted.function = function;
    wanted.timeFilter = query.selection.timeFilter;
    wanted.begin = query.selection.begin.value_or(Timestamp::min());
    wanted.end = query.selection.end.value_or(Timestamp::max());
    wanted.devices = query.selection.devices;
    wanted.invocations = query.selection.invocations;
    return wanted;
}

Answer compareAnswers(const Result<AggregateSeries> &here,
                      const RemoteResult<std::vector<RemoteBucket>> &there,
                      AggregateFunction function)
{
    if (!here)
        return failure(here.error());
    if (there)
        return compared(*here, *there, function);
    Error error = there.error().error;
    if (there.error().fault == RemoteFault::NotFound) {
        error.code = ErrorCode::NotFound;
        error.subject = ErrorSubject::Metric;
    }
    return failure(std::move(error));
}

/// The answer to come; Cancelled when one of the sides ends without any.
class Comparing
{
public:
    Comparing() { m_promise.start(); }
    Comparing(const Comparing &) = delete;
    Comparing &operator=(const Comparing &) = delete;
    ~Comparing() { answer(failure(Error{ErrorCode::Cancelled, {}, {}})); }

    [[nodiscard]] QFuture<Answer> future() const { return m_promise.future(); }
    void answer(const Answer &answer)
    {
        if (std::exchange(m_isAnswered, true))
            return;
        m_promise.addResult(answer);
        m_promise.finish();
    }

private:
    QPromise<Answer> m_promise;
    bool m_isAnswered = false;
};

QFuture<Answer> ready(Answer answer)
{
    QPromise<Answer> promise;
    promise.start();
    promise.addResult(std::move(answer));
    promise.finish();
    return promise.future();
}

} // namespace

AggregateComparison compared(const AggregateSeries &here, const std::vector<RemoteBucket> &there,
                             AggregateFunction function)
{
    AggregateComparison comparison;
    auto mine = here.buckets.begin();
    auto theirs = there.begin();
    while (mine != here.buckets.end() || theirs != there.end()) {
        ComparedBucket bucket;
        const bool takesMine = theirs == there.end() ||
                               (mine != here.buckets.end() && mine->window.begin <= theirs->begin);
        const bool takesTheirs = mine == here.buckets.end() ||
                                 (theirs != there.end() && theirs->begin <= mine->window.begin);
        if (takesMine) {
            bucket.begin = mine->window.begin;
            bucket.end = mine->window.end;
            bucket.here = mine->aggregate.value(function);
            bucket.totalHere = static_cast<std::int64_t>(mine->aggregate.count);
            ++mine;
        }
        if (takesTheirs) {
            bucket.begin = theirs->begin;
            bucket.end = theirs->end;
            bucket.there = theirs->value;
            bucket.totalThere = theirs->total;
            ++theirs;
        }
        comparison.different += bucket.isDifferent() ? 1 : 0;
        comparison.buckets.push_back(bucket);
    }
    return comparison;
}

QFuture<Result<AggregateComparison>>
compareAggregates(RemoteApi &api, AggregateReader &reader, const QString &metric,
                  const AggregateQuery &query, AggregateFunction function, std::stop_token stop)
{
    if (auto valid = checkComparable(query); !valid)
        return ready(failure(valid.error()));
    const auto comparing = std::make_shared<Comparing>();
    auto answer = comparing->future();
    using There = RemoteResult<std::vector<RemoteBucket>>;
    const QFuture<There> there = api.aggregate(remoteQuery(metric, query, function), stop);
    AggregateQuery ofRecords = query; // samples are not sent
    ofRecords.selection.values = ValueKinds::RecordsOnly;
    whenFinished(reader.aggregate(ofRecords, stop),
                 [comparing, there, function](const QFuture<Result<AggregateSeries>> &mine) {
                     const Result<AggregateSeries> here = mine.result();
                     whenFinished(there, [comparing, here, function](const QFuture<There> &theirs) {
                         comparing->answer(compareAnswers(here, theirs.result(), function));
                     });
                 });
    return answer;
}

} // namespace tidemark::mirror
