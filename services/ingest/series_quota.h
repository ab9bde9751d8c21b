// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

#include <cstddef>
#include <limits>
#include <optional>

namespace tidemark::ingest {

/// How many series whoever sends values may make; all included.
struct SeriesLimits
{
    std::size_t names = 10'000;
    std::size_t tagSets = 2'000;  ///< of each name
    std::size_t series = 100'000; ///< of all names

    /// So many series, whatever their names are.
    [[nodiscard]] static constexpr SeriesLimits ofSeries(std::size_t most) noexcept
    {
        constexpr auto kAll = std::numeric_limits<std::size_t>::max();
        return {kAll, kAll, most};
    }
    /// For those whose series are counted elsewhere.
    [[nodiscard]] static constexpr SeriesLimits none() noexcept
    {
        return ofSeries(std::numeric_limits<std::size_t>::max());
    }
};

/// Why there is no room for one more series.
enum class SeriesRefusal
{
    Names,   ///< there are as many names as there may be
    TagSets, ///< the name has as many sets of tags as it may have
    Series,  ///< there are as many series as there may be
    Count
};

/// For people: `too many names`.
[[nodiscard]] QString refusalText(SeriesRefusal refusal);

/// Counts series by name. One thread.
class SeriesQuota
{
public:
    explicit SeriesQuota(const SeriesLimits &limits)
        : m_limits(limits)
    {}

    /// Takes room for one more series of the name; or why there is none, and then nothing is taken.
    [[nodiscard]] std::optional<SeriesRefusal> take(const QString &name);
    /// Gives back what was taken. True when the name has no series any more and is forgotten.
    bool release(const QString &name);
    [[nodiscard]] std::size_t series() const noexcept { return m_series; }

private:
    SeriesLimits m_limits;
    QHash<QString, std::size_t> m_names; ///< how many series each has
    std::size_t m_series = 0;
};

} // namespace tidemark::ingest
