// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/collector/registry.h"

#include "services/metrics/text/utf8.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tidemark::metrics {
namespace {

constexpr std::uint64_t kFactor = 0x9e37'79b9'7f4a'7c15; // 2^64 divided by the golden ratio
constexpr TagView kOverflow{"tidemark.overflow", "true"};

std::uint64_t mix(std::uint64_t a, std::uint64_t b) noexcept
{
    __extension__ using Wide = unsigned __int128;
    const Wide product = Wide{a ^ kFactor} * (b ^ (kFactor >> 1));
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

bool isDistribution(MetricType type) noexcept
{
    return type == MetricType::Histogram || type == MetricType::Timer;
}

MetricUnit unitOf(const Tags &tags, MetricUnit otherwise) noexcept
{
    const std::string *named = tags.find("unit");
    return named == nullptr ? otherwise : metricUnitOf(*named).value_or(otherwise);
}

} // namespace

std::uint64_t hashOf(std::string_view text) noexcept
{
    std::uint64_t hash = text.size();
    while (text.size() >= sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data(), sizeof(word));
        hash = mix(hash, word);
        text.remove_prefix(sizeof(word));
    }
    std::uint64_t rest = 0;
    if (!text.empty())
        std::memcpy(&rest, text.data(), text.size());
    return mix(hash, rest);
}

std::uint64_t hashOf(TagViews tags) noexcept
{
    std::uint64_t sum = tags.size();
    for (const auto &[key, value] : tags)
        sum += mix(hashOf(key), ~hashOf(value));
    return sum;
}

std::size_t Registry::TextHash::operator()(std::string_view text) const noexcept
{
    return hashOf(text);
}

std::size_t Registry::TagsHash::operator()(const Tags &tags) const noexcept
{
    std::uint64_t hash = tags.size();
    for (const auto &[key, value] : tags)
        hash = mix(hash, mix(hashOf(key), ~hashOf(value)));
    return hash;
}

bool Registry::isName(std::string_view name) noexcept
{
    const auto isControl = [](char byte) {
        const auto code = static_cast<unsigned char>(byte);
        return code < 0x20 || code == 0x7f;
    };
    return !name.empty() && name.size() <= kMostNameBytes &&
           std::none_of(name.begin(), name.end(), isControl) && isUtf8(name);
}

Registry::Entry *Registry::findEntry(std::string_view name) const
{
    const auto found = m_entries.find(name);
    return found == m_entries.end() ? nullptr : found->second.get();
}

Found Registry::series(std::string_view name, MetricType type, MetricUnit unit, TagViews tags,
                       const ClockPair &now)
{
    Tags kept(tags);
    {
        const std::shared_lock lock(m_mutex);
        if (Entry *entry = findEntry(name)) {
            if (entry->family.type != type) {
                noteConflict(*entry, type);
                return {nullptr, NameFault::OtherType};
            }
            if (const auto found = entry->series.find(kept); found != entry->series.end())
                return {found->second.get()};
            // A flood of tags must not stop those who look others up.
            if (entry->series.size() >= m_limits.tagSets) {
                const auto rest = entry->series.find(Tags{kOverflow});
                if (rest != entry->series.end())
                    return {rest->second.get(), NameFault::None, true};
            }
        }
    }
    return add(name, type, unit, std::move(kept), now);
}

Found Registry::add(std::string_view name, MetricType type, MetricUnit unit, Tags tags,
                    const ClockPair &now)
{
    const std::unique_lock lock(m_mutex);
    Entry *entry = findEntry(name);
    if (entry == nullptr) {
        if (!isName(name))
            return {nullptr, NameFault::BadName};
        if (m_entries.size() >= m_limits.names)
            return {nullptr, NameFault::TooMany};
        auto made = std::make_unique<Entry>();
        made->family = {std::string(name), type, unitOf(tags, unit)};
        entry = m_entries.emplace(name, std::move(made)).first->second.get();
    } else if (entry->family.type != type) {
        noteConflict(*entry, type);
        return {nullptr, NameFault::OtherType};
    }
    if (const auto found = entry->series.find(tags); found != entry->series.end())
        return {found->second.get()};
    const bool isOverflow = entry->series.size() >= m_limits.tagSets;
    return addSeries(*entry, unit, isOverflow ? Tags{kOverflow} : std::move(tags), isOverflow, now);
}

Found Registry::addSeries(Entry &entry, MetricUnit unit, Tags tags, bool isOverflow,
                          const ClockPair &now)
{
    if (const auto found = entry.series.find(tags); found != entry.series.end())
        return {found->second.get(), NameFault::None, isOverflow};
    const MetricType type = entry.family.type;
    Slot &next = isDistribution(type) ? m_distributions : m_counters;
    if (type != MetricType::Gauge && next >= kMostSlots)
        return {nullptr, NameFault::TooMany};
    auto made = std::make_unique<Series>();
    made->family = &entry.family;
    made->unit = unitOf(tags, unit);
    made->slot = type == MetricType::Gauge ? 0 : next++;
    made->start_ns = now.wall_ns;
    made->steadyStart_ns = now.steady_ns;
    made->tags = tags;
    ++m_seriesCount;
    return {entry.series.emplace(std::move(tags), std::move(made)).first->second.get(),
            NameFault::None, isOverflow};
}

void Registry::noteConflict(Entry &entry, MetricType asked)
{
    if (entry.hasConflict.load(std::memory_order_relaxed) || entry.hasConflict.exchange(true))
        return;
    const std::lock_guard lock(m_conflictMutex);
    m_conflicts.push_back({entry.family.name, entry.family.type, asked});
}

std::vector<TypeConflict> Registry::takeTypeConflicts()
{
    const std::lock_guard lock(m_conflictMutex);
    return std::exchange(m_conflicts, {});
}

std::optional<MetricType> Registry::typeOf(std::string_view name) const
{
    const std::shared_lock lock(m_mutex);
    const Entry *entry = findEntry(name);
    return entry == nullptr ? std::nullopt : std::optional(entry->family.type);
}

void Registry::describe(std::string_view name, std::string_view description)
{
    const std::unique_lock lock(m_mutex);
    if (m_descriptions.size() < m_limits.names && isName(name))
        m_descriptions.insert_or_assign(std::string(name), std::string(description));
}

std::string Registry::descriptionOf(std::string_view name) const
{
    const std::shared_lock lock(m_mutex);
    const auto found = m_descriptions.find(name);
    return found == m_descriptions.end() ? std::string() : found->second;
}

// Series never go, so that a list as long as all of them is the list of all.
std::shared_ptr<const Registry::List> Registry::all() const
{
    const std::lock_guard ordering(m_orderMutex);
    List found;
    {
        const std::shared_lock lock(m_mutex);
        if (m_inOrder->size() == m_seriesCount)
            return m_inOrder;
        found.reserve(m_seriesCount);
        for (const auto &[name, entry] : m_entries) {
            for (const auto &[tags, series] : entry->series)
                found.push_back(series.get());
        }
    }
    std::sort(found.begin(), found.end(), [](const Series *one, const Series *other) {
        return one->family == other->family ? one->tags < other->tags
                                            : one->family->name < other->family->name;
    });
    m_inOrder = std::make_shared<const List>(std::move(found));
    return m_inOrder;
}

Registry::List Registry::of(std::string_view name) const
{
    List found;
    {
        const std::shared_lock lock(m_mutex);
        if (const Entry *entry = findEntry(name)) {
            for (const auto &[tags, series] : entry->series)
                found.push_back(series.get());
        }
    }
    std::sort(found.begin(), found.end(),
              [](const Series *one, const Series *other) { return one->tags < other->tags; });
    return found;
}

std::size_t Registry::nameCount() const
{
    const std::shared_lock lock(m_mutex);
    return m_entries.size();
}

std::size_t Registry::seriesCount() const
{
    const std::shared_lock lock(m_mutex);
    return m_seriesCount;
}

} // namespace tidemark::metrics
