// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/summaries.h"

#include "model/core/natural_order.h"
#include "model/store/connection.h"
#include "model/store/notices.h"
#include "model/store/rows.h"
#include "model/store/session_ends.h"
#include "model/store/store_lanes.h"
#include "model/store/transaction.h"

#include <QCoreApplication>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace tidemark::store {

using namespace Qt::StringLiterals;

namespace {

using NumbersByMetric = std::map<std::int64_t, MetricNumbers>;

constexpr int kMaxPoints = 1000;
// With more metrics written than this one pass over all records is faster.
constexpr std::size_t kMaxReadSingly = 100;
constexpr std::size_t kRowsPerStopCheck = 4096;

// Metric by metric as they are stored, with those of other organisations stepped over.
constexpr Sql kAllValues{"all_values"_L1,
                         "SELECT r.metric_id, r.session_id, r.value FROM metric m "
                         "CROSS JOIN record r ON r.metric_id = m.id WHERE +m.org_id = ? "
                         "ORDER BY m.id"_L1};
constexpr Sql kValuesOf{"values_of_metric"_L1,
                        "SELECT r.session_id, s.end_ns, r.value FROM record r "
                        "CROSS JOIN session s ON s.id = r.session_id WHERE r.metric_id = ?"_L1};

// Which sources have a metric, or are to have it.
constexpr Sql kSourcesOfMetrics{
    "sources_of_metrics"_L1,
    "SELECT m.key1 AS metric, s.name AS name FROM source s "
    "CROSS JOIN mirror m ON m.source_id = s.id AND m.kind = 2 WHERE s.org_id = ? "
    "UNION SELECT o.key1, s.name FROM source s "
    "CROSS JOIN outbox o ON o.source_id = s.id AND o.kind = 2 AND o.state < 3 "
    "WHERE s.org_id = ? "
    "ORDER BY name"_L1};

Result<void> keepNumbers(Connection &connection, SummaryPass &pass, std::int64_t metric,
                         NumbersByMetric &numbers)
{
    auto taken = pass.take(connection);
    if (!taken)
        return failure(taken.error());
    if (taken->recordCount == 0)
        numbers.erase(metric);
    else
        numbers[metric] = std::move(*taken);
    return {};
}

// One pass over all records, metric by metric as they are stored.
Result<NumbersByMetric> readAllNumbers(Connection &connection, OrgId org, SummaryPass pass,
                                       const std::stop_token &stop)
{
    const auto ends = SessionEnds::load(connection, org, stop);
    if (!ends)
        return failure(ends.error());
    Statement statement = connection.prepare(kAllValues);
    if (auto done = statement.run(org); !done)
        return failure(done.error());
    NumbersByMetric numbers;
    std::int64_t metric = 0;
    for (std::size_t rows = 0;; ++rows) {
        const auto row = statement.next();
        if (!row)
            return failure(row.error());
        if (rows % kRowsPerStopCheck == 0 && stop.stop_requested())
            return failure(cancelledError());
        if (!*row || statement.integer(0) != metric) {
            if (auto kept = keepNumbers(connection, pass, metric, numbers); !kept)
                return failure(kept.error());
        }
        if (!*row)
            return numbers;
        metric = statement.integer(0);
        const std::int64_t session = statement.integer(1);
        pass.add(session, ends->endOf(session), statement.real(2));
    }
}

Result<void> readNumbersOf(Connection &connection, SummaryPass &pass, MetricId metric,
                           NumbersByMetric &numbers, const std::stop_token &stop)
{
    Statement statement = connection.prepare(kValuesOf);
    if (auto done = statement.run(metric); !done)
        return done;
    for (std::size_t rows = 0;; ++rows) {
        const auto row = statement.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return keepNumbers(connection, pass, metric.value(), numbers);
        if (rows % kRowsPerStopCheck == 0 && stop.stop_requested())
            return failure(cancelledError());
        pass.add(statement.integer(0), statement.optionalTimestamp(1), statement.real(2));
    }
}

Result<void> addSources(Connection &connection, OrgId org, std::vector<MetricSummary> &summaries)
{
    std::unordered_map<std::int64_t, QStringList *> places;
    places.reserve(summaries.size());
    for (MetricSummary &summary : summaries)
        places.emplace(summary.definition.id.value(), &summary.sources);
    Statement statement = connection.prepare(kSourcesOfMetrics);
    if (auto done = statement.run(org, org); !done)
        return done;
    for (;;) {
        const auto row = statement.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            return {};
        if (const auto place = places.find(statement.integer(0)); place != places.end())
            place->second->append(statement.text(1));
    }
}

Result<std::vector<MetricSummary>> readDefinitions(Connection &connection, OrgId org)
{
    Statement statement =
        connection.prepare("all_definitions"_L1, u"SELECT "_s % kDefinitionColumns % u" FROM "_s %
                                                     kDefinitionTables % u" WHERE m.org_id = ?"_s);
    if (auto done = statement.run(org); !done)
        return failure(done.error());
    std::vector<MetricSummary> summaries;
    for (;;) {
        const auto row = statement.next();
        if (!row)
            return failure(row.error());
        if (!*row)
            break;
        summaries.emplace_back().definition = readDefinition(statement);
    }
    const NaturalOrder order;
    std::sort(summaries.begin(), summaries.end(),
              [&order](const MetricSummary &a, const MetricSummary &b) {
                  return order(a.definition.name, b.definition.name);
              });
    return summaries;
}

void fill(MetricSummary &summary, const MetricNumbers &numbers)
{
    summary.recordCount = numbers.recordCount;
    summary.lastValue = numbers.lastValue;
    summary.lastAt = numbers.lastAt;
    summary.firstAt = numbers.firstAt;
    summary.sparkline = numbers.sparkline;
}

} // namespace

Result<SummaryReader::Kept> SummaryReader::readWhole(Connection &connection, OrgId org,
                                                     TimeWindow window, int points,
                                                     const std::stop_token &stop)
{
    const auto writeNumber = lastWriteSeq(connection);
    if (!writeNumber)
        return failure(writeNumber.error());
    auto numbers = readAllNumbers(connection, org, SummaryPass(window, points), stop);
    if (!numbers)
        return failure(numbers.error());
    return Kept{org, window, points, *writeNumber, std::move(*numbers)};
}

Result<SummaryReader::Kept> SummaryReader::refreshed(Connection &connection, Kept kept,
                                                     const std::stop_token &stop)
{
    const auto notices =
        readNotices(connection, kept.org, kept.writeNumber, QString()); // of any origin
    if (!notices)
        return failure(notices.error());
    kept.writeNumber = notices->last;
    if (!notices->change)
        return kept;
    if (notices->change->allMetrics || notices->change->metrics.size() > kMaxReadSingly)
        return readWhole(connection, kept.org, kept.window, kept.points, stop);
    SummaryPass pass(kept.window, kept.points);
    for (const MetricId metric : notices->change->metrics) {
        if (auto read = readNumbersOf(connection, pass, metric, kept.numbers, stop); !read)
            return failure(read.error());
    }
    return kept;
}

Result<std::vector<MetricSummary>> SummaryReader::read(Connection &connection, OrgId org,
                                                       TimeWindow window, int points,
                                                       const std::stop_token &stop)
{
    if (points < 0 || points > kMaxPoints)
        return failure(ErrorCode::InvalidArgument,
                       QCoreApplication::translate("tidemark::store::SummaryReader",
                                                   "A sparkline has 0 to %1 points, not %2.")
                           .arg(kMaxPoints)
                           .arg(points));
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    std::optional<Kept> kept;
    {
        const std::lock_guard lock(m_mutex);
        if (m_kept && m_kept->org == org && m_kept->window == window && m_kept->points == points)
            kept = m_kept;
    }
    auto fresh = kept ? refreshed(connection, std::move(*kept), stop)
                      : readWhole(connection, org, window, points, stop);
    if (!fresh)
        return failure(fresh.error());
    auto summaries = readDefinitions(connection, org);
    if (!summaries)
        return summaries;
    if (auto added = addSources(connection, org, *summaries); !added)
        return failure(added.error());
    const std::size_t parts = window.isEmpty() ? 0 : static_cast<std::size_t>(points);
    for (MetricSummary &summary : *summaries) {
        summary.sparkline.resize(parts);
        const auto found = fresh->numbers.find(summary.definition.id.value());
        if (found != fresh->numbers.end())
            fill(summary, found->second);
    }
    if (auto added = m_samples.addTo(*summaries, connection, org, window, stop); !added)
        return failure(added.error());
    const std::lock_guard lock(m_mutex);
    m_kept = std::move(*fresh);
    return summaries;
}

} // namespace tidemark::store
