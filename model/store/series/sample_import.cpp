// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/series/sample_import.h"

#include "model/store/change_scope.h"
#include "model/store/rows.h"
#include "model/store/series/series_catalog.h"
#include "model/store/values.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::store {
namespace {

struct SampleText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::store::SampleImport)
};

// Of one series before they are written; and of all, some 50 MB.
constexpr std::size_t kMostOfOne = 8 * series::kChunkPoints;
constexpr std::size_t kMostOfAll = std::size_t{2} << 20;

Refusal refusal(const QString &message, const QString &column, const QString &text = {},
                ErrorCode code = ErrorCode::InvalidArgument)
{
    return {{code, message, {}}, column, text};
}

Taken checkSample(const ImportRow &row)
{
    if (!row.start)
        return tl::unexpected(refusal(SampleText::tr("A sample needs a time."), u"time"_s));
    if (row.end && row.end != row.start)
        return tl::unexpected(
            refusal(SampleText::tr("A sample has one time, not a start and an end. Import these "
                                   "rows as records."),
                    u"end"_s));
    if (row.sessionUid || row.sessionName || row.device || row.invocation || !row.note.isEmpty())
        return tl::unexpected(
            refusal(SampleText::tr("A sample has no session, device, invocation or note. Import "
                                   "these rows as records, or leave those columns out."),
                    u"session"_s));
    if (std::isinf(row.value))
        return tl::unexpected(refusal(SampleText::tr("The value is infinite."), u"value"_s,
                                      QString::number(row.value)));
    if (row.start->posixNs() == std::numeric_limits<std::int64_t>::max())
        return tl::unexpected(
            refusal(SampleText::tr("The time is the last one that can be counted, which no "
                                   "range holds."),
                    u"time"_s));
    return {};
}

} // namespace

SampleImport::SampleImport(ChangeScope &scope, UidSource &uids, ChunkWorkspace &workspace,
                           const ImportOptions &options)
    : m_scope(scope)
    , m_workspace(workspace)
    , m_options(options)
    , m_catalog(scope, uids)
    , m_journal(scope, workspace)
    , m_tally(options)
{}

Result<ImportSummary> SampleImport::run(RowSource &source, const std::stop_token &stop,
                                        const ProgressCallback &progress)
{
    if (m_options.conflicts == ConflictPolicy::KeepBoth)
        return failure(Error{ErrorCode::InvalidArgument,
                             SampleText::tr("A series holds one sample at a time, so both cannot "
                                            "be kept. Choose to leave or to replace the one that "
                                            "is there, or import records."),
                             {}});
    return m_tally.createDefinitions(m_scope, m_catalog)
        .and_then([&] {
            return m_tally.read(source,
                                {[this](const ImportRow &row) { return take(row); },
                                 [this] { return writeMany(); }},
                                stop, progress);
        })
        .and_then([&] { return writeAll(); })
        .transform([&] { return std::move(m_tally.summary()); });
}

Taken SampleImport::take(const ImportRow &row)
{
    if (auto checked = checkSample(row); !checked)
        return checked;
    const auto series = seriesOf(row);
    if (!series)
        return tl::unexpected(series.error());
    (*series)->rows.push_back({row.start->posixNs(), row.value, row.line});
    ++m_waiting;
    return {};
}

tl::expected<SampleImport::Series *, Refusal> SampleImport::seriesOf(const ImportRow &row)
{
    if (m_last && m_lastMetric == row.metric && m_lastTags == row.tags)
        return m_last;
    std::pair key(row.metric, tagsText(row.tags));
    auto known = m_bySpelling.find(key);
    if (known == m_bySpelling.end()) {
        auto tags = storableTags(row.tags);
        if (!tags)
            return tl::unexpected(Refusal{tags.error(), u"tags"_s, {}});
        const auto metric = m_catalog.resolve(row.metric, row.unit);
        if (!metric)
            return tl::unexpected(Refusal{metric.error(), u"metric"_s, row.metric});
        if (metric->isNew && m_created.insert(metric->id).second)
            ++m_tally.summary().createdDefinitions;
        const auto opened =
            openSeries(m_scope.connection(), m_scope.org(), {metric->id, *std::move(tags)});
        if (!opened)
            return tl::unexpected(Refusal{opened.error(), {}, {}});
        Series &series = m_series.try_emplace(opened->id).first->second;
        series.id = opened->id;
        series.metric = metric->name;
        known = m_bySpelling.emplace(std::move(key), &series).first;
    }
    m_lastMetric = row.metric;
    m_lastTags = row.tags;
    m_last = known->second;
    return m_last;
}

// What has gathered enough rows to be worth a writer.
Result<void> SampleImport::writeMany()
{
    if (m_waiting >= kMostOfAll)
        return writeAll();
    for (auto &[id, series] : m_series) {
        if (series.rows.size() < kMostOfOne)
            continue;
        if (auto written = write(series); !written)
            return written;
    }
    return {};
}

Result<void> SampleImport::writeAll()
{
    for (auto &[id, series] : m_series) {
        if (auto written = write(series); !written)
            return written;
    }
    return {};
}

Result<void> SampleImport::write(Series &series)
{
    m_waiting -= series.rows.size();
    std::vector<Row> rows;
    rows.swap(series.rows);
    dropRepeats(rows);
    if (rows.empty())
        return {};
    const auto writer = SeriesWriter::begin(m_scope.connection(), series.id, m_workspace);
    if (!writer)
        return failure(writer.error());
    for (std::span<const Row> rest(rows); !rest.empty();) {
        const auto slice = rest.first(std::min(rest.size(), series::kChunkPoints));
        if (auto written = writeSlice(**writer, series, slice); !written)
            return written;
        rest = rest.subspan(slice.size());
    }
    return (*writer)->finish();
}

// In the order of time; of those with one time the last.
void SampleImport::dropRepeats(std::vector<Row> &rows)
{
    const auto isEarlier = [](const Row &a, const Row &b) { return a.time < b.time; };
    if (!std::is_sorted(rows.begin(), rows.end(), isEarlier))
        std::stable_sort(rows.begin(), rows.end(), isEarlier);
    std::size_t count = 0;
    for (const Row &row : rows) {
        if (count > 0 && rows[count - 1].time == row.time) {
            rows[count - 1] = row;
            ++m_tally.summary().replaced;
        } else {
            rows[count++] = row;
        }
    }
    rows.resize(count);
}

Result<void> SampleImport::writeSlice(SeriesWriter &writer, const Series &series,
                                      std::span<const Row> rows)
{
    std::vector<std::int64_t> stamps;
    stamps.reserve(rows.size());
    for (const Row &row : rows)
        stamps.push_back(row.time);
    const auto taken = writer.at(stamps);
    if (!taken)
        return failure(taken.error());
    OrderedSamples fresh;
    std::size_t next = 0; // of those that are there
    for (const Row &row : rows) {
        const bool isTaken = next < taken->times.size() && taken->times[next] == row.time;
        next += isTaken ? 1 : 0;
        const auto isWritten = isTaken ? mayReplace(series, row) : Result<bool>(true);
        if (!isWritten)
            return failure(isWritten.error());
        if (!*isWritten)
            continue;
        fresh.push(row.time, row.value);
        ++(isTaken ? m_tally.summary().replaced : m_tally.summary().added);
    }
    return m_journal.put(writer, fresh.times, fresh.values, *taken);
}

Result<bool> SampleImport::mayReplace(const Series &series, const Row &row)
{
    if (m_options.gapsGiveWay && std::isnan(row.value)) {
        ++m_tally.summary().skipped;
        return false;
    }
    if (m_options.conflicts == ConflictPolicy::Replace)
        return true;
    auto isOwn = m_journal.hasWritten(series.id, row.time);
    if (!isOwn || *isOwn)
        return isOwn;
    if (m_options.conflicts == ConflictPolicy::Skip) {
        ++m_tally.summary().skipped;
        return false;
    }
    const QString message =
        SampleText::tr("A sample of \"%1\" exists at this time.").arg(series.metric);
    return m_tally.report(row.line, refusal(message, u"time"_s, {}, ErrorCode::AlreadyExists))
        .transform([] { return false; });
}

} // namespace tidemark::store
