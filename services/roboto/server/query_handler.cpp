// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "services/roboto/server/continuation.h"
#include "services/roboto/server/handlers.h"
#include "services/roboto/server/listing.h"
#include "services/roboto/server/metric_values.h"
#include "services/roboto/server/query_page.h"

namespace tidemark::roboto {
namespace {

/// A query and where its page begins.
struct Query
{
    QueryMetricsRequest request;
    std::optional<QueryCursor> cursor;
    Timestamp now; ///< the same on all pages
};

void readPage(const CallPointer &call, const Query &query, MetricId metric)
{
    const Selection selection = selectionOf(query.request, metric, query.now);
    // A start in the future and no end: nothing has happened there yet.
    if (*selection.begin >= *selection.end)
        return call->answer(writeAnswer(Page<MetricRecord>()));
    std::optional<RecordPageKey> after;
    if (query.cursor)
        after = RecordPageKey{query.cursor->time, query.cursor->sessionId, metric};
    const auto page = std::make_shared<QueryPage>(call);
    PageReading reading;
    reading.tellsHistory = false; // the protocol has no word for it
    reading.onPiece = [page](std::vector<Record> records) { page->add(std::move(records)); };
    whenDone(
        call,
        call->ports().records->page(selection, SortOrder::Ascending, after,
                                    query.request.maxResults, call->stop(), std::move(reading)),
        [page, now = query.now](const RecordPage &found) {
            page->end(found.next ? std::optional(pageToken(
                                       QueryCursor{found.next->time, found.next->sessionUid, now}))
                                 : std::nullopt);
        });
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
