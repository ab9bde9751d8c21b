// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_names.h"

#include "model/core/utf8_text.h"

#include <QHashSeed>

#include <algorithm>

namespace tidemark::statsd {

namespace {

constexpr std::size_t kLongestPart = 6; // ".count"

std::string partName(std::string_view timing, std::string_view part)
{
    std::string name(timing);
    name += '.';
    name += part;
    return name;
}

} // namespace

std::size_t TextHash::operator()(std::string_view text) const noexcept
{
    return qHashBits(text.data(), text.size(), QHashSeed::globalSeed());
}

StatsdKind kindOf(StatsdType type) noexcept
{
    switch (type) {
    case StatsdType::Counter:
        return StatsdKind::Counter;
    case StatsdType::Gauge:
        return StatsdKind::Gauge;
    case StatsdType::Set:
        return StatsdKind::Set;
    case StatsdType::Timer:
    case StatsdType::Histogram:
    case StatsdType::Distribution:
        break;
    }
    return StatsdKind::Timing;
}

bool StatsdNames::isFree(std::string_view name, StatsdKind kind) const
{
    if (kind == StatsdKind::Timing) {
        return std::none_of(kTimingParts.begin(), kTimingParts.end(), [&](std::string_view part) {
            const auto other = m_names.find(partName(name, part));
            return other != m_names.end() && other->second.kind != StatsdKind::Timing;
        });
    }
    const std::size_t point = name.rfind('.');
    if (point == std::string_view::npos || std::find(kTimingParts.begin(), kTimingParts.end(),
                                                     name.substr(point + 1)) == kTimingParts.end())
        return true;
    const auto timing = m_names.find(name.substr(0, point));
    return timing == m_names.end() || timing->second.kind != StatsdKind::Timing;
}

tl::expected<StatsdNames::Name *, StatsdDrop> StatsdNames::take(std::string_view name,
                                                                StatsdType type)
{
    const StatsdKind kind = kindOf(type);
    if (const auto known = m_names.find(name); known != m_names.end()) {
        if (known->second.kind != kind)
            return tl::unexpected(StatsdDrop::OtherType);
        return &known->second;
    }
    if (m_names.size() >= m_most)
        return tl::unexpected(StatsdDrop::Names);
    if (kind == StatsdKind::Timing && name.size() + kLongestPart > StatsdLine::kLongestName)
        return tl::unexpected(StatsdDrop::LongName);
    if (!isFree(name, kind))
        return tl::unexpected(StatsdDrop::OtherType);
    Name made;
    made.text = utf8Text(name);
    made.kind = kind;
    made.isMilliseconds = type == StatsdType::Timer;
    return &m_names.emplace(std::string(name), std::move(made)).first->second;
}

} // namespace tidemark::statsd
