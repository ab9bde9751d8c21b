// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/series_catalog.h"

#include "model/store/connection.h"
#include "model/store/rows.h"
#include "model/store/values.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct SeriesText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SeriesCatalog)
};

constexpr Sql kMake{"series_make"_L1,
                    "INSERT INTO series (id, metric_id, tags) "
                    "SELECT coalesce((SELECT max(id) FROM series), 0) + 1, m.id, :tags "
                    "FROM metric m WHERE m.id = :metric AND m.org_id = :org "
                    "ON CONFLICT (metric_id, tags) DO NOTHING"_L1};
constexpr QLatin1StringView
    kColumns("SELECT s.id, s.metric_id, s.tags, s.samples, s.first_ns, s.last_ns FROM series s "
             "JOIN metric m ON m.id = s.metric_id WHERE m.org_id = :org");

SeriesInfo infoOf(const Statement &row)
{
    SeriesInfo info;
    info.id = row.id<SeriesId>(0);
    info.key = {row.id<MetricId>(1), tagsFromText(row.text(2))};
    info.samples = row.integer(3);
    info.firstAt = row.optionalTimestamp(4);
    info.lastAt = row.optionalTimestamp(5);
    return info;
}

Result<std::vector<SeriesInfo>> readAll(Statement &select)
{
    if (auto done = select.execute(); !done)
        return failure(done.error());
    std::vector<SeriesInfo> all;
    for (;;) {
        const auto isFound = select.next();
        if (!isFound)
            return failure(isFound.error());
        if (!*isFound)
            return all;
        all.push_back(infoOf(select));
    }
}

} // namespace

Result<SeriesInfo> openSeries(Connection &connection, OrgId org, const SeriesKey &key)
{
    const auto tags = storableTags(key.tags);
    if (!tags)
        return failure(tags.error());
    const QString text = tagsText(*tags);
    Statement make = connection.prepare(kMake);
    make.set(":tags"_L1, text).set(":metric"_L1, key.metric).set(":org"_L1, org);
    if (auto done = make.execute(); !done)
        return failure(done.error());
    Statement select = connection.prepare(
        "series_of_key"_L1, kColumns % u" AND s.metric_id = :metric AND s.tags = :tags"_s);
    select.set(":org"_L1, org).set(":metric"_L1, key.metric).set(":tags"_L1, text);
    const auto found = readAll(select);
    if (!found)
        return failure(found.error());
    if (found->empty())
        return failure(Error{ErrorCode::NotFound,
                             SeriesText::tr("The metric is not in this store any more. Choose "
                                            "another one, or define it again."),
                             u"metric %1"_s.arg(key.metric.value())});
    return found->front();
}

Result<std::vector<SeriesInfo>> listSeries(Connection &connection, OrgId org,
                                           const std::vector<MetricId> &metrics)
{
    const bool isOne = metrics.size() == 1;
    Statement select =
        connection.prepare(isOne ? "series_of_metric"_L1 : "series_list"_L1,
                           kColumns % (isOne ? u" AND s.metric_id = :metric"_s : QString()) %
                               u" ORDER BY s.metric_id, s.tags <> '{}', s.tags"_s);
    select.set(":org"_L1, org);
    if (isOne)
        select.set(":metric"_L1, metrics.front());
    auto all = readAll(select);
    if (all && metrics.size() > 1)
        std::erase_if(*all, [&](const SeriesInfo &info) {
            return std::find(metrics.begin(), metrics.end(), info.key.metric) == metrics.end();
        });
    return all;
}

Result<SeriesRow> findSeries(Connection &connection, OrgId org, SeriesId series)
{
    return readSeriesRow(connection, org, series);
}

} // namespace tidemark::store
