// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/domain/series.h"
#include "services/ingest/series_writer.h"
#include "services/prometheus/exposition.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tidemark::prometheus {

/// How much one target may make in a run; both included.
struct ScrapeLimits
{
    std::size_t names = 10'000;
    std::size_t series = 100'000; ///< that go on; ended ones make room
};

/// One series of a target, and what the next store of it writes.
struct ScrapeSeries
{
    ingest::WriterSeriesPointer written;
    bool isTotal = false;          ///< only grows, but for new starts of the target
    std::uint32_t openings = 0;    ///< of `written`, that were looked at
    bool isLive = false;           ///< the last scrape told of it
    std::uint64_t round = 0;       ///< of the scrape that told of it last
    std::optional<Sample> last;    ///< that was stored last
    std::vector<Sample> pending{}; ///< in order of time
};

/// The series of a target by name and labels, and what is known of their metrics. One thread.
class ScrapeSeriesTable
{
public:
    /// `target` tags every series; a label of the same name is called `exported_` and its name.
    /// The writer, which has the limits and outlives it, has room for more than `mostSeries`.
    ScrapeSeriesTable(ingest::SeriesWriter &writer, TagMap target, std::size_t mostSeries)
        : m_writer(writer)
        , m_target(std::move(target))
        , m_most(mostSeries)
    {}

    /// The series of a sample; null when it can have none: its name or labels cannot be stored, or
    /// there are too many. It stays where it is until forgetEnded().
    [[nodiscard]] ScrapeSeries *find(const Exposition &exposition, const ExpositionSample &sample);
    /// A series of ours on the target itself.
    [[nodiscard]] ScrapeSeries &own(const NewDefinition &definition);

    /// Ours, too.
    void forEach(const std::function<void(ScrapeSeries &)> &visit);
    /// When there are as many as there may be, those that nobody tells of any more make room.
    void forgetEnded();

private:
    [[nodiscard]] ScrapeSeries *make(const Exposition &exposition, const ExpositionSample &sample);
    [[nodiscard]] std::optional<TagMap> tagsOf(const TagMap &labels) const;

    ingest::SeriesWriter &m_writer;
    TagMap m_target;
    std::size_t m_most;
    std::unordered_map<QString, ScrapeSeries> m_series; ///< by name and labels as they were told
    std::unordered_map<QString, ScrapeSeries> m_own;    ///< by name
};

} // namespace tidemark::prometheus
