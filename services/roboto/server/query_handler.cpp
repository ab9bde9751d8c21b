// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "services/roboto/server/continuation.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/server/listing.h"
#include "services/roboto/server/metric_values.h"

namespace tidemark::roboto {
namespace {

/// A query and where its page begins.
struct Query
{
    QueryMetricsRequest request;
    std::optional<QueryCursor> cursor;
    Timestamp now; ///< the same on all pages
};

void answerWith(const CallPointer &call, const RecordPage &found, Timestamp now)
{
    Page<MetricRecord> page;
    page.items.reserve(found.records.size());
    for (const Record &record : found.records)
        page.items.push_back(metricRecord(record, record.metricUid, call->org()));
    if (found.next)
        page.nextToken = pageToken(QueryCursor{found.next->time, found.next->sessionUid, now});
    call->answer(writeAnswer(page));
}

void readPage(const CallPointer &call, const Query &query, MetricId metric)
{
    const Selection selection = selectionOf(query.request, metric, query.now);
    // A start in the future and no end: nothing has happened there yet.
    if (*selection.begin >= *selection.end)
        return call->answer(writeAnswer(Page<MetricRecord>()));
    std::optional<RecordPageKey> after;
    if (query.cursor)
        after = RecordPageKey{query.cursor->time, query.cursor->sessionId, metric};
    whenDoneByWorker(
        call,
        call->ports().records->page(selection, SortOrder::Ascending, after,
                                    query.request.maxResults, call->stop()),
        [call, now = query.now](const RecordPage &found) { answerWith(call, found, now); });
}

} // namespace

void queryMetrics(const CallPointer &call)
{
    auto request = call->takeBody<QueryMetricsRequest>();
    if (!request)
        return call->fail(request.error());
    const auto cursor = cursorOf<QueryCursor>(*call, &queryCursor);
    if (!cursor)
        return call->fail(cursor.error());
    Query query{*std::move(request), *cursor, *cursor ? (*cursor)->now : call->now()};
    const QString name = query.request.name;
    whenDone(call, call->ports().catalog->find(name),
             [call, query = std::move(query)](const Definition &metric) {
                 readPage(call, query, metric.id);
             });
}

} // namespace tidemark::roboto
