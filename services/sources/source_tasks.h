// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/mirror/aggregate_comparison.h"
#include "services/mirror/source_fetch.h"
#include "services/sources/source_runtime.h"

#include <QPromise>

#include <functional>
#include <memory>
#include <stop_token>
#include <utility>

namespace tidemark {

/// A fetch under way. It keeps the connection it began with until it has ended.
class SourceRuntime::Fetching
{
public:
    Fetching(const LiveParts &parts, std::shared_ptr<RemoteApi> remote)
        : m_remote(std::move(remote))
        , m_fetch(*parts.scopes, *m_remote, {parts.organisation, parts.author})
    {}

    QFuture<Result<FetchSummary>> run(const FetchRequest &request,
                                      mirror::SourceFetch::ProgressCallback onProgress)
    {
        return m_fetch.run(request, std::move(onProgress), m_stop.get_token());
    }
    void stop() { m_stop.request_stop(); }

    FetchProgress progress;
    QPromise<Result<FetchSummary>> answer;

private:
    std::shared_ptr<RemoteApi> m_remote;
    std::stop_source m_stop;
    mirror::SourceFetch m_fetch; // last: ends before what it uses
};

/// A comparison under way. It keeps its connection, and is waited for when it is destroyed.
class SourceRuntime::Comparing
{
public:
    Comparing(std::shared_ptr<RemoteApi> remote, AggregateQuery query, AggregateFunction function,
              std::stop_token stop)
        : m_remote(std::move(remote))
        , m_query(std::move(query))
        , m_function(function)
        , m_onStop(std::move(stop), [this] { m_stop.request_stop(); })
    {
        answer.start();
    }
    Comparing(const Comparing &) = delete;
    Comparing &operator=(const Comparing &) = delete;
    ~Comparing()
    {
        m_stop.request_stop();
        if (!m_isAnswered) // the result of an answered one was taken, and it cannot be waited for
            m_run.waitForFinished();
    }

    void stop() { m_stop.request_stop(); }
    void finish(const Result<AggregateComparison> &result)
    {
        m_isAnswered = true;
        answer.addResult(result);
        answer.finish();
    }
    QFuture<Result<AggregateComparison>> run(AggregateReader &reader, const QString &metric)
    {
        m_run = mirror::compareAggregates(*m_remote, reader, metric, m_query, m_function,
                                          m_stop.get_token());
        return m_run;
    }

    QPromise<Result<AggregateComparison>> answer;

private:
    std::shared_ptr<RemoteApi> m_remote;
    AggregateQuery m_query;
    AggregateFunction m_function;
    std::stop_source m_stop;
    std::stop_callback<std::function<void()>> m_onStop; ///< passes the caller's word on
    QFuture<Result<AggregateComparison>> m_run;
    bool m_isAnswered = false;
};

} // namespace tidemark
