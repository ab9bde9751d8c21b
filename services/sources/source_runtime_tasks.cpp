// SPDX-License-Identifier: GPL-3.0-or-later
// What a source is asked for by a person: fetching and comparing.
#include "services/sources/source_runtime.h"

#include "model/core/continue_on.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/mirror_store.h"
#include "services/outbox/outbox_delivery.h"
#include "services/sources/source_errors.h"
#include "services/sources/source_tasks.h"

#include <QCoreApplication>
#include <QPromise>

#include <utility>

namespace tidemark {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::SourceRuntime)
};

Result<QString> nameOf(const std::vector<Definition> &definitions, MetricId metric)
{
    for (const Definition &one : definitions) {
        if (one.id == metric)
            return one.name;
    }
    return failure(Error{ErrorCode::NotFound,
                         Text::tr("This metric is not there any more."),
                         {},
                         ErrorSubject::Metric});
}

/// Whether a fetch ended since the source could not be reached.
bool hasNotReached(const Result<FetchSummary> &result)
{
    const std::optional<Error> error = result ? result->error : std::optional(result.error());
    return error && (error->code == ErrorCode::Network || error->code == ErrorCode::Timeout);
}

} // namespace

QFuture<Result<FetchSummary>> SourceRuntime::fetch(const FetchRequest &request)
{
    using Answer = Result<FetchSummary>;
    if (m_fetching)
        return QtFuture::makeReadyFuture(Answer(failure(fetchUnderWayError(m_source))));
    if (!m_remote)
        return QtFuture::makeReadyFuture(
            Answer(failure(m_problem.value_or(noTokenError(m_source)))));
    m_fetching = std::make_unique<Fetching>(m_parts, m_remote);
    m_fetching->answer.start();
    const auto onProgress = [this](const FetchProgress &progress) {
        QMetaObject::invokeMethod(
            this,
            [this, progress] {
                if (!m_fetching)
                    return;
                m_fetching->progress = progress;
                Q_EMIT changed();
            },
            Qt::QueuedConnection);
    };
    auto answer = m_fetching->answer.future();
    continueOn(this, m_fetching->run(request, onProgress),
               [this](const Answer &result) { endFetch(result); });
    Q_EMIT changed();
    return answer;
}

void SourceRuntime::endFetch(const Result<FetchSummary> &result)
{
    const auto ended = std::exchange(m_fetching, nullptr);
    if (result)
        m_lastFetch = *result;
    const auto error = result ? result->error : std::optional(result.error());
    m_wasRefused = error && error->code == ErrorCode::PermissionDenied;
    m_isFetchLost = hasNotReached(result);
    readMarks();
    Q_EMIT changed();
    if (m_isEnding) {
        tellEnd();
        return;
    }
    ended->answer.addResult(result);
    ended->answer.finish();
}

void SourceRuntime::stopFetch()
{
    if (m_fetching)
        m_fetching->stop();
}

QFuture<Result<AggregateComparison>>
SourceRuntime::compare(AggregateQuery query, AggregateFunction function, std::stop_token stop)
{
    using Answer = Result<AggregateComparison>;
    if (!m_remote)
        return QtFuture::makeReadyFuture(
            Answer(failure(m_problem.value_or(noTokenError(m_source)))));
    const MetricId metric =
        query.selection.metrics.empty() ? MetricId() : query.selection.metrics.front();
    auto made = std::make_unique<Comparing>(m_remote, std::move(query), function, std::move(stop));
    Comparing *comparing = made.get();
    m_comparing.push_back(std::move(made));
    auto answer = comparing->answer.future();
    const auto finish = [this, comparing](const Answer &result) {
        comparing->finish(result);
        std::erase_if(m_comparing, [&](const auto &one) { return one.get() == comparing; });
        tellEnd();
    };
    continueOn(this, m_parts.ports.catalog->definitions(),
               [this, comparing, metric, finish](const Result<std::vector<Definition>> &all) {
                   const auto name = all.and_then([metric](const std::vector<Definition> &some) {
                       return nameOf(some, metric);
                   });
                   if (!name) {
                       finish(failure(name.error()));
                       return;
                   }
                   continueOn(this, m_parts.ports.mirror->nameToCompare(m_source.id, *name),
                              [this, comparing, finish](const Result<QString> &there) {
                                  if (!there)
                                      finish(failure(there.error()));
                                  else
                                      continueOn(this,
                                                 comparing->run(*m_parts.ports.aggregates, *there),
                                                 finish);
                              });
               });
    return answer;
}

} // namespace tidemark
