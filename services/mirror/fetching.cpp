// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/mirror/fetching.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::mirror {
namespace {

struct FetchText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::mirror::Fetching)
};

} // namespace

Fetching::Fetching(MirrorStore &store, OutboxStore &outbox, RemoteApi &api, Source source,
                   FetchRequest request, ProgressCallback onProgress, std::stop_token stop)
    : m_store(store)
    , m_outbox(outbox)
    , m_api(api)
    , m_source(std::move(source))
    , m_request(std::move(request))
    , m_onProgress(std::move(onProgress))
    , m_stop(std::move(stop))
{}

std::optional<MirrorOutcome> Fetching::take(QFuture<Result<MirrorOutcome>> future,
                                            FetchCounts &counts)
{
    auto outcome = read(std::move(future));
    if (!outcome)
        return outcome;
    counts.added += outcome->counts.added;
    counts.changed += outcome->counts.changed;
    counts.removed += outcome->counts.removed;
    counts.same += outcome->counts.same;
    m_summary.conflicts += outcome->conflicts;
    m_outdated += outcome->outdated;
    const auto listed = static_cast<std::int64_t>(outcome->refused.size());
    for (const Error &error : outcome->refused)
        refuse(error);
    m_summary.refusedCount += outcome->refusedCount - listed;
    return outcome;
}

void Fetching::write(QFuture<Result<void>> future)
{
    future.waitForFinished();
    if (future.resultCount() == 0)
        return;
    if (const Result<void> answer = future.takeResult(); !answer)
        fail(answer.error());
}

void Fetching::look()
{
    if (const auto number = read(m_store.deliveries(m_source.id)))
        m_asOf = *number;
}

void Fetching::failEndless()
{
    fail({ErrorCode::Network,
          FetchText::tr("A list of \"%1\" has no end: its pages come again, or are empty. Tell the "
                        "owner of the server.")
              .arg(m_source.name),
          u"mirror.endless"_s});
}

void Fetching::refuse(const Error &error)
{
    ++m_summary.refusedCount;
    if (m_summary.refused.size() < kMaxRefused)
        m_summary.refused.push_back(error);
}

void Fetching::fail(const Error &error)
{
    if (!m_summary.error)
        m_summary.error = error;
}

void Fetching::report(FetchProgress progress) const
{
    if (m_onProgress)
        m_onProgress(std::move(progress));
}

void Fetching::note(const RemoteError &error, std::initializer_list<RemoteFault> expected)
{
    const bool isExpected =
        std::find(expected.begin(), expected.end(), error.fault) != expected.end();
    if (!isExpected && error.fault != RemoteFault::Stopped && !m_stop.stop_requested())
        fail(error.error);
}

RemoteError Fetching::stopped()
{
    RemoteError error;
    error.fault = RemoteFault::Stopped;
    error.error.code = ErrorCode::Cancelled;
    return error;
}

} // namespace tidemark::mirror
