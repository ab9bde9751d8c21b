// SPDX-License-Identifier: GPL-3.0-or-later
// What sources are asked for by a person: sending now, fetching and comparing.
#include "services/sources/answers.h"
#include "services/sources/live_sources.h"
#include "services/sources/source_errors.h"

#include <utility>

namespace tidemark {

// A keyring that was locked may be open now, and another program may have kept a token.
template <class T>
QFuture<Result<T>> LiveSources::askWithToken(SourceId source,
                                             std::function<QFuture<Result<T>>(SourceRuntime &)> ask)
{
    SourceRuntime *known = runtime(source);
    if (known == nullptr)
        return answeredBy<T>(noSuchSourceError());
    if (!known->wantsToken())
        return ask(*known);
    auto answer = std::make_shared<QPromise<Result<T>>>();
    answer->start();
    readToken(source, [this, source, ask = std::move(ask), answer] {
        SourceRuntime *asked = runtime(source);
        forward(this, asked == nullptr ? answeredBy<T>(noSuchSourceError()) : ask(*asked), answer);
    });
    return answer->future();
}

void LiveSources::sendNow(SourceId source)
{
    SourceRuntime *known = runtime(source);
    if (known == nullptr)
        return;
    if (!known->wantsToken()) {
        known->sendNow();
        return;
    }
    readToken(source, [this, source] {
        if (SourceRuntime *told = runtime(source))
            told->sendNow();
    });
}

// The keyring may ask for its password first, for as long as a person likes.
QFuture<Result<FetchSummary>> LiveSources::fetch(FetchRequest request)
{
    const SourceId source = request.source;
    SourceRuntime *known = runtime(source);
    if (known == nullptr)
        return answeredBy<FetchSummary>(noSuchSourceError());
    const SourceLink link = known->link();
    if (link.fetching || m_waitingFetches.contains(source))
        return answeredBy<FetchSummary>(fetchUnderWayError(link.source));
    if (!known->wantsToken())
        return known->fetch(request);
    auto answer = std::make_shared<FetchPromise>();
    answer->start();
    m_waitingFetches.emplace(source, answer);
    readToken(source, [this, request = std::move(request), answer] {
        const auto waiting = m_waitingFetches.find(request.source);
        if (waiting == m_waitingFetches.end() || waiting->second != answer)
            return; // it was stopped, or its source is gone
        m_waitingFetches.erase(waiting);
        forward(this, runtime(request.source)->fetch(request), answer);
        Q_EMIT linkChanged(request.source);
    });
    Q_EMIT linkChanged(source);
    return answer->future();
}

void LiveSources::stopFetch(SourceId source)
{
    if (endWaitingFetch(source, FetchSummary()))
        Q_EMIT linkChanged(source);
    else if (SourceRuntime *known = runtime(source))
        known->stopFetch();
}

bool LiveSources::endWaitingFetch(SourceId source, const Result<FetchSummary> &result)
{
    const auto waiting = m_waitingFetches.extract(source);
    if (waiting.empty())
        return false;
    waiting.mapped()->addResult(result);
    waiting.mapped()->finish();
    return true;
}

QFuture<Result<AggregateComparison>> LiveSources::compare(SourceId source, AggregateQuery query,
                                                          AggregateFunction function,
                                                          std::stop_token stop)
{
    return askWithToken<AggregateComparison>(
        source, [query = std::move(query), function, stop = std::move(stop)](SourceRuntime &known) {
            return known.compare(query, function, stop);
        });
}

} // namespace tidemark
