// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/sample_pages.h"

#include "app/commands/store_access.h"
#include "app/commands/text.h"
#include "model/domain/series_selection.h"
#include "model/ports/series_store.h"
#include "model/time/time_format.h"
#include "services/exchange/tag_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace tidemark::commands {

namespace {

constexpr int kPageSamples = 10'000;

class SamplePrinter
{
public:
    SamplePrinter(const Invocation &call, SeriesStore &series, std::optional<std::int64_t> limit)
        : m_call(call)
        , m_series(series)
        , m_writer(RowWriter::make(call.options.format,
                                   {u"metric"_s, u"tags"_s, u"time"_s, u"value"_s, u"unit"_s},
                                   call.console))
        , m_left(limit.value_or(std::numeric_limits<std::int64_t>::max()))
    {}

    Result<void> print(const Definition &metric, const SeriesInfo &info, TimeWindow window)
    {
        const QString tags = exchange::tagText(info.key.tags);
        while (m_left > 0 && !window.isEmpty()) {
            const int size = static_cast<int>(std::min<std::int64_t>(m_left, kPageSamples));
            const auto page = await(m_series.samples(info.id, window, size, m_call.stop));
            if (!page)
                return failure(page.error());
            m_hasDamage = m_hasDamage || !page->damaged.empty();
            for (const Sample &sample : page->samples)
                m_writer->row(
                    {Cell::ofText(metric.name), Cell::ofText(tags),
                     Cell::ofText(isoTime(sample.at, m_call.options.calendar.zone)),
                     std::isnan(sample.value) ? Cell::missing() : Cell::ofNumber(sample.value),
                     Cell::ofText(metric.unit)});
            m_left -= static_cast<std::int64_t>(page->samples.size());
            if (page->samples.size() < static_cast<std::size_t>(size))
                break;
            window.begin = page->samples.back().at + Timedelta(1);
        }
        return {};
    }

    [[nodiscard]] bool isFull() const noexcept { return m_left == 0; }
    [[nodiscard]] bool hasDamage() const noexcept { return m_hasDamage; }
    void finish() { m_writer->finish(); }

private:
    const Invocation &m_call;
    SeriesStore &m_series;
    std::unique_ptr<RowWriter> m_writer;
    std::int64_t m_left;
    bool m_hasDamage = false;
};

} // namespace

ExitCode printSamples(const Invocation &call, const DataPorts &ports,
                      const std::vector<Definition> &metrics, const Selection &selection,
                      std::optional<std::int64_t> limit)
{
    const TimeWindow all = TimeWindow::all();
    const TimeWindow window{selection.begin.value_or(all.begin), selection.end.value_or(all.end)};
    SamplePrinter printer(call, *ports.series, limit);
    for (const Definition &metric : metrics) {
        const auto series = await(ports.series->list({metric.id}));
        if (!series)
            return fail(call, series.error());
        for (const SeriesInfo &info : *series) {
            if (printer.isFull() || !takesSeries(selection, info.key.tags))
                continue;
            if (const auto done = printer.print(metric, info, window); !done)
                return fail(call, done.error());
        }
    }
    printer.finish();
    if (!printer.hasDamage())
        return ExitCode::Ok;
    call.console.error(Text::tr("Some samples are damaged and were left out. tidemark check tells "
                                "which."));
    return ExitCode::Partial;
}

} // namespace tidemark::commands
