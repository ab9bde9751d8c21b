// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_aggregator.h"

#include "model/core/text.h"
#include "model/core/utf8_text.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace tidemark::statsd {

namespace {

constexpr std::string_view kOverflowTag = "tidemark.overflow";
constexpr std::string_view kOverflowKey = "tidemark.overflow\ntrue\n"; // TagSet's
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

/// The name as the store would keep it; nothing when it would not. ASCII comes as it is kept.
std::optional<std::string_view> storedName(std::string_view name, std::string &memory)
{
    const auto isAscii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(name.begin(), name.end(), isAscii))
        return name;
    const auto normal = normalisedName(utf8Text(name));
    if (!normal)
        return std::nullopt;
    memory = normal->toStdString();
    return memory;
}

/// The last one for each series and time, which of counters is the sum so far.
std::vector<StatsdPoint> mergedPoints(std::vector<StatsdPoint> points)
{
    const auto placeOf = [](const StatsdPoint &point) {
        return std::pair(point.series->number, point.at);
    };
    std::stable_sort(points.begin(), points.end(),
                     [&](const auto &a, const auto &b) { return placeOf(a) < placeOf(b); });
    std::vector<StatsdPoint> merged;
    for (StatsdPoint &point : points) {
        if (merged.empty() || placeOf(merged.back()) != placeOf(point))
            merged.push_back(std::move(point));
        else
            merged.back().value = point.value;
    }
    return merged;
}

} // namespace

StatsdAggregator::StatsdAggregator(StatsdMoment begin, StatsdLimits limits)
    : m_limits(limits)
    , m_names(limits.names)
    , m_totals(limits.points, limits.idleFlushes)
    , m_begin(begin.steady)
{}

void StatsdAggregator::addPacket(std::string_view packet, Timestamp now, bool isCut)
{
    ++m_counts.packets;
    m_counts.bytes += static_cast<std::int64_t>(packet.size());
    if (isCut) {
        ++m_counts.cutPackets;
        packet = packet.substr(0, packet.rfind('\n') + 1); // npos + 1 is 0
    }
    while (!packet.empty()) {
        const std::size_t end = std::min(packet.find('\n'), packet.size());
        if (end > 0 && packet.substr(0, end) != "\r")
            addLine(packet.substr(0, end), now);
        packet.remove_prefix(std::min(end + 1, packet.size()));
    }
}

void StatsdAggregator::addLine(std::string_view text, Timestamp now)
{
    ++m_counts.lines;
    const auto fault = [this](StatsdFault why) {
        ++m_counts.faults[static_cast<std::size_t>(why)];
    };
    const auto line = parseStatsdLine(text);
    if (!line)
        return fault(line.error());
    const auto name = storedName(line->name, m_name);
    if (!name)
        return fault(StatsdFault::BadName);
    const auto drop = [this](StatsdDrop why) { ++m_counts.drops[static_cast<std::size_t>(why)]; };
    if (const auto why = m_tags.read(line->tags))
        return drop(*why);
    if (const Taken taken = take(*line, *name, now); !taken)
        return drop(taken.error());
    ++m_counts.used;
}

StatsdAggregator::Taken StatsdAggregator::take(const StatsdLine &line, std::string_view name,
                                               Timestamp now)
{
    const StatsdKind kind = kindOf(line.type);
    const bool isSketch = kind == StatsdKind::Timing || kind == StatsdKind::Set;
    if (isSketch && m_sketchBytes >= m_limits.sketchBytes)
        return tl::unexpected(StatsdDrop::Memory);
    const auto found = seriesOf(line, name);
    if (!found)
        return tl::unexpected(found.error());
    Series &series = **found;
    if (line.at_s && !isSketch) {
        if (auto taken = takePoint(line, series, now); !taken)
            return taken;
    } else {
        const std::size_t before = series.values.sizeBytes();
        if (!series.values.add(line))
            return tl::unexpected(StatsdDrop::TooLarge);
        m_sketchBytes += series.values.sizeBytes() - before;
    }
    series.idle = 0;
    m_counts.folded += series.isOverflow ? 1 : 0;
    return {};
}

StatsdAggregator::Taken StatsdAggregator::takePoint(const StatsdLine &line, Series &series,
                                                    Timestamp now)
{
    const Timestamp at(*line.at_s * kNsPerSecond);
    if (at > now + kFarthestAhead)
        return tl::unexpected(StatsdDrop::Future);
    if (m_points.size() >= m_limits.points)
        return tl::unexpected(StatsdDrop::Points);
    double value = 0;
    forEachValue(line, [&](StatsdNumber number) {
        value = line.type == StatsdType::Counter ? value + number.value / line.rate : number.value;
    });
    if (line.type == StatsdType::Counter)
        value = m_totals.add({series.identity->number, at}, value);
    if (!std::isfinite(value))
        return tl::unexpected(StatsdDrop::TooLarge);
    m_points.push_back({series.identity, at, value});
    return {};
}

tl::expected<StatsdAggregator::Series *, StatsdDrop>
StatsdAggregator::seriesOf(const StatsdLine &line, std::string_view name)
{
    m_key.assign(name).append(1, '\n').append(m_tags.key());
    if (const auto known = m_series.find(m_key); known != m_series.end()) {
        if (known->second.name->kind != kindOf(line.type))
            return tl::unexpected(StatsdDrop::OtherType);
        return &known->second;
    }
    const auto taken = m_names.take(name, line.type);
    if (!taken)
        return tl::unexpected(taken.error());
    StatsdNames::Name &owner = **taken;
    if (owner.tagSets < m_limits.tagSets && m_series.size() < m_limits.series &&
        m_keyBytes < m_limits.keyBytes)
        return &make(owner, m_tags.map(), false);
    if (owner.kind == StatsdKind::Gauge) // the last of several gauges is none of their values
        return tl::unexpected(StatsdDrop::TagSets);
    m_key.resize(name.size() + 1);
    m_key += kOverflowKey;
    if (const auto known = m_series.find(m_key); known != m_series.end())
        return &known->second;
    return &make(owner, {{utf8Text(kOverflowTag), QStringLiteral("true")}}, true);
}

StatsdAggregator::Series &StatsdAggregator::make(StatsdNames::Name &name, TagMap tags,
                                                 bool isOverflow)
{
    auto identity = std::make_shared<StatsdSeries>();
    identity->number = ++m_lastNumber;
    identity->name = name.text;
    identity->tags = std::move(tags);
    identity->kind = name.kind;
    identity->isMilliseconds = name.isMilliseconds;
    name.tagSets += isOverflow ? 0 : 1;
    m_keyBytes += m_key.size();
    Series series{std::move(identity), &name, StatsdAccumulator(name.kind), isOverflow};
    return m_series.emplace(m_key, std::move(series)).first->second;
}

StatsdFlush StatsdAggregator::flush(StatsdMoment now)
{
    StatsdFlush flush;
    flush.at = now.wall;
    flush.length_s = std::max(0.0, std::chrono::duration<double>(now.steady - m_begin).count());
    m_begin = now.steady;
    m_sketchBytes = 0;
    for (auto each = m_series.begin(); each != m_series.end();) {
        Series &series = each->second;
        if (auto reading = series.values.flush(flush.length_s)) {
            reading->series = series.identity;
            flush.readings.push_back(std::move(*reading));
        }
        m_sketchBytes += series.values.sizeBytes();
        const bool isGauge = series.name->kind == StatsdKind::Gauge;
        if (++series.idle > (isGauge ? m_limits.idleGaugeFlushes : m_limits.idleFlushes)) {
            series.name->tagSets -= series.isOverflow ? 0 : 1;
            m_keyBytes -= each->first.size();
            each = m_series.erase(each);
        } else {
            ++each;
        }
    }
    flush.points = mergedPoints(std::exchange(m_points, {}));
    m_totals.endInterval();
    return flush;
}

} // namespace tidemark::statsd
