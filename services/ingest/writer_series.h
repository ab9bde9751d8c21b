// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/domain/series.h"
#include "model/time/timestamp.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace tidemark::ingest {

/// A metric that a SeriesWriter makes when the store has none of the name.
struct WriterMetric
{
    NewDefinition definition;
    MetricId id = {}; ///< invalid until the store was asked
};

/// A series that a SeriesWriter writes to, and what it knows of it. It is kept as long as anyone
/// holds it. On the writer's thread.
class WriterSeries
{
public:
    /// What the metric is made as when it is new; its name is the one that was asked for.
    [[nodiscard]] const NewDefinition &definition() const noexcept { return m_metric->definition; }
    [[nodiscard]] SeriesId id() const noexcept { return m_id; } ///< invalid until it is open
    [[nodiscard]] bool isOpen() const noexcept { return m_id.isValid(); }
    /// How often it was opened: again after its metric was removed.
    [[nodiscard]] std::uint32_t openings() const noexcept { return m_openings; }
    /// The last stamp that it held when it was opened; nothing when it was empty.
    [[nodiscard]] std::optional<Timestamp> lastBefore() const noexcept { return m_lastBefore; }
    /// The stamp of what the writer stored in it last.
    [[nodiscard]] std::optional<Timestamp> lastStored() const noexcept { return m_lastStored; }

private:
    friend class SeriesWriter;

    WriterMetric *m_metric = nullptr;
    SeriesId m_id = {};
    std::uint32_t m_openings = 0;
    bool m_isWanted = false;   ///< to be opened next
    std::uint64_t m_round = 0; ///< the one in which samples waited last
    std::size_t m_batch = 0;   ///< where they wait
    std::optional<Timestamp> m_lastBefore = {};
    std::optional<Timestamp> m_lastStored = {};
    TagMap m_tags;
};

using WriterSeriesPointer = std::shared_ptr<WriterSeries>;

} // namespace tidemark::ingest
