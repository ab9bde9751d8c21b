// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/domain/series_selection.h"
#include "model/ports/data_ports.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "services/exchange/await.h"
#include "services/exchange/csv_writer.h"
#include "services/exchange/export_rows.h"
#include "services/exchange/record_columns.h"
#include "services/exchange/tag_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark::exchange {
namespace {

struct SampleText
{
    Q_DECLARE_TR_FUNCTIONS(tidemark::exchange::SampleRows)
};

using Definitions = std::unordered_map<MetricId, Definition>;

class SampleRows final : public ExportRows
{
public:
    SampleRows(SeriesStore &store, std::vector<SeriesInfo> series, Definitions definitions,
               const ExportRequest &request, std::stop_token stop)
        : m_store(store)
        , m_series(std::move(series))
        , m_definitions(std::move(definitions))
        , m_window{request.selection.begin.value_or(Timestamp::min()),
                   request.selection.end.value_or(Timestamp::max())}
        , m_skipsDamage(request.skipDamaged)
        , m_stop(std::move(stop))
        , m_next(m_window.begin)
    {}

    [[nodiscard]] Result<std::int64_t> total() override
    {
        std::int64_t all = 0;
        for (const SeriesInfo &series : m_series) {
            const auto count = countOf(series);
            if (!count)
                return count;
            all += *count;
        }
        return all;
    }
    [[nodiscard]] bool isTotalExact() const override { return m_isExact; }
    [[nodiscard]] std::int64_t leftOut() const override { return m_leftOut; }

    void writeHeader(CsvWriter &out) const override { writeColumnNames(out, kSampleColumns); }

    [[nodiscard]] Result<bool> writeNext(CsvWriter &out, std::int64_t &rows) override
    {
        if (m_at == m_series.size())
            return false;
        const SeriesInfo &series = m_series[m_at];
        if (!m_page.isValid())
            m_page = ask();
        const auto page = await(std::exchange(m_page, {}));
        if (!page)
            return failure(page.error());
        if (!page->damaged.empty() && !m_skipsDamage)
            return damaged(series);
        noteLeftOut(page->damaged);
        if (page->samples.size() < static_cast<std::size_t>(kMaxPageRows)) {
            ++m_at;
            m_next = m_window.begin;
            m_damaged.clear();
        } else {
            m_next = page->samples.back().at + Timedelta(1);
        }
        if (m_at < m_series.size())
            m_page = ask(); // the store reads on while this page is written
        write(out, series, page->samples);
        rows += static_cast<std::int64_t>(page->samples.size());
        return true;
    }

private:
    [[nodiscard]] bool coversAll(const SeriesInfo &series) const
    {
        return series.samples == 0 ||
               (m_window.begin <= *series.firstAt && *series.lastAt < m_window.end);
    }

    // Within a range gaps are not counted, so that there may be some more.
    [[nodiscard]] Result<std::int64_t> countOf(const SeriesInfo &series)
    {
        if (coversAll(series))
            return series.samples;
        if (*series.lastAt < m_window.begin || m_window.end <= *series.firstAt)
            return 0;
        m_isExact = false;
        const Timestamp begin = std::max(m_window.begin, *series.firstAt);
        const Timestamp end = std::min(m_window.end, *series.lastAt + Timedelta(1));
        const auto inside =
            await(m_store.aggregate(series.id, {begin, end}, Extremes::Inside, m_stop));
        if (!inside)
            return failure(inside.error());
        return static_cast<std::int64_t>(inside->buckets.front().count);
    }

    [[nodiscard]] QFuture<Result<SamplePage>> ask()
    {
        return m_store.samples(m_series[m_at].id, {m_next, m_window.end}, kMaxPageRows, m_stop);
    }

    // A page may tell of what lies behind it, and so do the ones up to there.
    void noteLeftOut(const std::vector<TimeWindow> &damaged)
    {
        for (const TimeWindow &window : damaged)
            m_leftOut += m_damaged.emplace(window.begin, window.end).second ? 1 : 0;
    }

    [[nodiscard]] tl::unexpected<Error> damaged(const SeriesInfo &series) const
    {
        return failure(Error{ErrorCode::Damaged,
                             SampleText::tr("Some samples of \"%1\" are damaged. Leave damaged "
                                            "places out to export the others.")
                                 .arg(nameOf(series)),
                             u"series %1"_s.arg(series.id.value()), ErrorSubject::Samples});
    }

    [[nodiscard]] QString nameOf(const SeriesInfo &series) const
    {
        const auto found = m_definitions.find(series.key.metric);
        return found == m_definitions.end() ? QString() : found->second.name;
    }

    void write(CsvWriter &out, const SeriesInfo &series, const std::vector<Sample> &samples) const
    {
        const auto found = m_definitions.find(series.key.metric);
        const Definition definition = found == m_definitions.end() ? Definition() : found->second;
        const QString kind = kindKey(definition.kind);
        const QString tags = tagText(series.key.tags);
        const auto textOrNothing = [&out](const QString &text) {
            out.text(text.isEmpty() ? std::optional<QString>() : std::optional(text));
        };
        for (const Sample &sample : samples) {
            out.text(QStringView(definition.name));
            textOrNothing(definition.unit);
            textOrNothing(kind);
            if (std::isnan(sample.value))
                out.text(QStringView(QString(kGapWord)));
            else
                out.number(sample.value);
            out.time(sample.at);
            textOrNothing(tags);
            if (out.writesZoneColumn())
                out.text(QStringView(out.options().zone.id()));
            out.endRow();
        }
    }

    SeriesStore &m_store;
    std::vector<SeriesInfo> m_series;
    Definitions m_definitions;
    TimeWindow m_window;
    bool m_skipsDamage;
    std::stop_token m_stop;
    std::size_t m_at = 0;               ///< of m_series
    Timestamp m_next;                   ///< where its next page begins
    QFuture<Result<SamplePage>> m_page; ///< asked ahead
    bool m_isExact = true;
    std::int64_t m_leftOut = 0;
    std::set<std::pair<Timestamp, Timestamp>> m_damaged; ///< of the series at hand, as counted
};

} // namespace

Result<std::unique_ptr<ExportRows>>
openSampleRows(const DataPorts &ports, const ExportRequest &request, const std::stop_token &stop)
{
    const auto known = await(ports.catalog->definitions());
    if (!known)
        return failure(known.error());
    Definitions definitions;
    for (const Definition &definition : *known)
        definitions.emplace(definition.id, definition);
    auto series = await(ports.series->list(request.selection.metrics));
    if (!series)
        return failure(series.error());
    std::erase_if(*series, [&request](const SeriesInfo &each) {
        const std::vector<SeriesId> &only = request.onlySeries;
        return !takesSeries(request.selection, each.key.tags) ||
               (!only.empty() && std::find(only.begin(), only.end(), each.id) == only.end());
    });
    return std::make_unique<SampleRows>(*ports.series, *std::move(series), std::move(definitions),
                                        request, stop);
}

} // namespace tidemark::exchange
