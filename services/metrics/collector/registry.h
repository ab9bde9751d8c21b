// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"
#include "services/metrics/collector/cells.h"
#include "services/metrics/collector/shard.h"
#include "services/metrics/metric_types.h"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tidemark::metrics {

struct Series;

/// A name and what it is of, for as long as the registry lives.
struct Family
{
    std::string name;
    MetricType type = MetricType::Gauge;
    MetricUnit unit = MetricUnit::Count; ///< of its first series; others may have their own
};

/// One set of tags of a name. It never moves and never ends.
struct Series
{
    const Family *family = nullptr;
    Tags tags = {};
    MetricUnit unit = MetricUnit::Count;
    Slot slot = 0;                   ///< among counters or among distributions
    std::int64_t start_ns = 0;       ///< UTC, when it was first named
    std::int64_t steadyStart_ns = 0; ///< the same by the steady clock
    mutable GaugeCell gauge{};       ///< of gauges
};

/// Why there is no series for a name.
enum class NameFault : std::uint8_t
{
    None,
    BadName,   ///< empty, longer than 255 bytes, with control characters or no UTF-8
    OtherType, ///< the name is one of another type already
    TooMany    ///< names, or series of one kind
};

/// A name that was used with another type than it has.
struct TypeConflict
{
    std::string name;
    MetricType known = MetricType::Gauge;
    MetricType asked = MetricType::Gauge;

    bool operator==(const TypeConflict &) const = default;
};

struct Found
{
    const Series *series = nullptr; ///< null with a fault
    NameFault fault = NameFault::None;
    bool isOverflow = false; ///< the name has as many tag sets as it may: this one takes the rest
};

/// The names of a collector and their series. Names have one type for good. Any thread.
class Registry
{
public:
    struct Limits
    {
        std::size_t names = 10'000;
        std::size_t tagSets = 2'000; ///< of one name; further ones share a series of their own
    };
    static constexpr std::size_t kMostNameBytes = 255;

    explicit Registry(Limits limits)
        : m_limits(limits)
    {}

    /// The series, made the first time. `unit` counts then, unless a tag `unit` names one.
    [[nodiscard]] Found series(std::string_view name, MetricType type, MetricUnit unit,
                               TagViews tags, const ClockPair &now);
    /// The type of a name, if there is one.
    [[nodiscard]] std::optional<MetricType> typeOf(std::string_view name) const;
    /// A sentence on what it measures; also before the name comes.
    void describe(std::string_view name, std::string_view description);
    /// Empty when nobody said.
    [[nodiscard]] std::string descriptionOf(std::string_view name) const;
    using List = std::vector<const Series *>;
    /// Of all, by name and then by tags. The order is kept, so that only new series take time.
    [[nodiscard]] std::shared_ptr<const List> all() const;
    /// Of one name, by tags.
    [[nodiscard]] List of(std::string_view name) const;
    /// Names that were used with another type since this was asked last, each once for good.
    [[nodiscard]] std::vector<TypeConflict> takeTypeConflicts();
    [[nodiscard]] std::size_t nameCount() const;
    [[nodiscard]] std::size_t seriesCount() const;

    [[nodiscard]] static bool isName(std::string_view name) noexcept;

private:
    struct TextHash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept;
    };
    struct TagsHash
    {
        std::size_t operator()(const Tags &tags) const noexcept;
    };
    struct Entry
    {
        Family family;
        std::atomic<bool> hasConflict = false; ///< which is noted once
        std::unordered_map<Tags, std::unique_ptr<Series>, TagsHash> series;
    };

    [[nodiscard]] Entry *findEntry(std::string_view name) const;
    void noteConflict(Entry &entry, MetricType asked);
    [[nodiscard]] Found add(std::string_view name, MetricType type, MetricUnit unit, Tags tags,
                            const ClockPair &now);
    [[nodiscard]] Found addSeries(Entry &entry, MetricUnit unit, Tags tags, bool isOverflow,
                                  const ClockPair &now);

    const Limits m_limits;
    mutable std::shared_mutex m_mutex;
    std::unordered_map<std::string, std::unique_ptr<Entry>, TextHash, std::equal_to<>> m_entries;
    std::unordered_map<std::string, std::string, TextHash, std::equal_to<>> m_descriptions;
    Slot m_counters = 0;
    Slot m_distributions = 0;
    std::size_t m_seriesCount = 0;
    mutable std::mutex m_orderMutex; ///< taken before the other one
    mutable std::shared_ptr<const List> m_inOrder = std::make_shared<const List>();
    std::mutex m_conflictMutex;
    std::vector<TypeConflict> m_conflicts; ///< that nobody has taken yet
};

/// Of a text, and of tags in any order.
[[nodiscard]] std::uint64_t hashOf(std::string_view text) noexcept;
[[nodiscard]] std::uint64_t hashOf(TagViews tags) noexcept;

} // namespace tidemark::metrics
