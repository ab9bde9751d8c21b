// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/line_store.h"

#include "model/store/connection.h"
#include "model/store/series/column_borders.h"
#include "model/store/series/series_catalog.h"
#include "model/store/series/series_reader.h"
#include "model/store/store_lanes.h"
#include "model/store/transaction.h"

#include <QCoreApplication>

#include <algorithm>
#include <span>
#include <utility>

namespace tidemark::store {
namespace {

struct LineText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::LineStore)
};

Result<void> checked(const LineQuery &query)
{
    const auto refuse = [](const QString &message) {
        return failure(ErrorCode::InvalidArgument, message);
    };
    if (query.window.isEmpty())
        return refuse(LineText::tr("The window is empty. Choose an end after its begin."));
    if (query.columns < 1 || query.columns > TimelineQuery::kMaxColumns)
        return refuse(LineText::tr("Lines have 1 to %1 columns; %2 were asked for.")
                          .arg(TimelineQuery::kMaxColumns)
                          .arg(query.columns));
    if (query.mostLines < 1)
        return refuse(LineText::tr("At least one line must be asked for."));
    return {};
}

std::size_t mostRaw(const LineQuery &query)
{
    return static_cast<std::size_t>(query.columns) * ValueLines::kRawPerColumn;
}

/// Something lies in the window, or the line crosses it.
bool isSeen(const std::vector<Sample> &samples, const TimeWindow &window)
{
    return !samples.empty() && samples.front().at < window.end && window.begin <= samples.back().at;
}

std::uint64_t countOf(const std::vector<Aggregate> &columns)
{
    std::uint64_t count = 0;
    for (const Aggregate &column : columns)
        count += column.count;
    return count;
}

/// The rows around the window, each with its time.
std::vector<Sample> rawRecords(std::span<const std::int64_t> times, std::span<const double> values,
                               IndexRange range)
{
    const std::size_t first = range.first > 0 ? range.first - 1 : 0;
    const std::size_t last = std::min(range.last + 1, times.size());
    std::vector<Sample> samples;
    samples.reserve(last - first);
    for (std::size_t i = first; i < last; ++i)
        samples.push_back({Timestamp(times[i]), values[i]});
    return samples;
}

/// Columns of one width, whose borders are multiples of it.
Result<void> fillColumns(ValueLine &line, std::span<const std::int64_t> times,
                         std::span<const double> values, const LineQuery &query)
{
    const auto borders = columnBorders(query.window, query.columns);
    if (!borders)
        return failure(borders.error());
    line.begin = Timestamp(borders->front());
    line.width = Timedelta((*borders)[1] - borders->front());
    line.columns.resize(borders->size() - 1);
    const IndexRange range = indexRange(times, line.begin, Timestamp(borders->back()));
    for (std::size_t i = range.first; i < range.last; ++i) {
        const auto column =
            static_cast<std::size_t>((times[i] - borders->front()) / line.width.ns());
        line.columns[column].add(Timestamp(times[i]), values[i]);
    }
    return {};
}

Result<std::optional<ValueLine>> recordLine(std::span<const std::int64_t> times,
                                            std::span<const double> values, const LineQuery &query)
{
    const IndexRange range = indexRange(times, query.window.begin, query.window.end);
    ValueLine line;
    if (range.last - range.first <= mostRaw(query)) {
        line.samples = rawRecords(times, values, range);
        return isSeen(line.samples, query.window) ? std::optional(std::move(line)) : std::nullopt;
    }
    line.isRaw = false;
    if (auto filled = fillColumns(line, times, values, query); !filled)
        return failure(filled.error());
    return line;
}

} // namespace

Result<ValueLines> LineStore::lines(Connection &connection, OrgId org, const LineQuery &query,
                                    const std::stop_token &stop)
{
    if (auto may = checked(query); !may)
        return failure(may.error());
    const auto snapshot = Transaction::beginRead(connection);
    if (!snapshot)
        return failure(snapshot.error());
    Selection whole = query.selection;
    whole.begin.reset();
    whole.end.reset();
    const auto rows = m_records->rows(connection, org, whole, stop);
    if (!rows)
        return failure(rows.error());
    ValueLines answer;
    answer.metric = whole.metrics.front();
    auto records = recordLine(rows->times_ns(), rows->values(), query);
    if (!records)
        return failure(records.error());
    if (*records)
        answer.lines.push_back(**std::move(records));
    const auto series = MetricSamples::seriesOf(connection, org, whole);
    if (!series)
        return failure(series.error());
    for (const SeriesInfo &info : *series) {
        if (*info.lastAt < query.window.begin || query.window.end <= *info.firstAt)
            continue;
        if (answer.lines.size() == static_cast<std::size_t>(query.mostLines)) {
            ++answer.omitted;
            continue;
        }
        auto line = seriesLine(connection, info, query, answer.damaged, stop);
        if (!line)
            return failure(line.error());
        if (*line)
            answer.lines.push_back(**std::move(line));
    }
    return answer;
}

Result<std::optional<ValueLine>>
LineStore::seriesLine(Connection &connection, const SeriesInfo &info, const LineQuery &query,
                      std::vector<TimeWindow> &damaged, const std::stop_token &stop)
{
    const auto row = readSeriesRow(connection, info.id);
    if (!row)
        return failure(row.error());
    const BorrowedWorkspace workspace(*m_series);
    SeriesReader reader(connection, *row, *m_series, *workspace, stop);
    ValueLine line;
    line.series = info.id;
    line.tags = info.key.tags;
    auto timeline = reader.timeline({query.window, query.columns, Extremes::Inside});
    if (!timeline)
        return failure(timeline.error());
    const std::uint64_t count = countOf(timeline->columns);
    if (count <= mostRaw(query)) {
        auto samples = reader.samplesAround(query.window, mostRaw(query));
        if (!samples)
            return failure(samples.error());
        line.samples = *std::move(samples);
    }
    const std::vector<TimeWindow> found = reader.damaged();
    damaged.insert(damaged.end(), found.begin(), found.end());
    if (!line.samples.empty())
        return isSeen(line.samples, query.window) ? std::optional(std::move(line)) : std::nullopt;
    if (count == 0)
        return std::nullopt; // gaps only
    line.isRaw = false;
    line.begin = timeline->begin;
    line.width = timeline->width;
    line.columns = std::move(timeline->columns);
    return line;
}

} // namespace tidemark::store
