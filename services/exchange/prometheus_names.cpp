// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/exchange/prometheus_names.h"

#include <algorithm>
#include <array>
#include <utility>

namespace tidemark::exchange {
namespace {

// Suffixes that a metric has behind the name of its family.
constexpr std::array<std::string_view, 5> kParts{"_total", "_bucket", "_count", "_sum", "_created"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kUnits{{
    {"seconds", "s"}, {"milliseconds", "ms"}, {"microseconds", "µs"}, {"nanoseconds", "ns"},
    {"bytes", "B"},   {"kilobytes", "kB"},    {"megabytes", "MB"},    {"gigabytes", "GB"},
    {"percent", "%"}, {"ratio", "ratio"},     {"celsius", "°C"},      {"kelvin", "K"},
    {"meters", "m"},  {"grams", "g"},         {"volts", "V"},         {"amperes", "A"},
    {"watts", "W"},   {"joules", "J"},        {"hertz", "Hz"},        {"pascals", "Pa"},
}};

} // namespace

std::string_view prometheusPart(std::string_view name)
{
    const auto part = std::find_if(kParts.begin(), kParts.end(),
                                   [name](std::string_view end) { return name.ends_with(end); });
    return part == kParts.end() || part->size() == name.size() ? std::string_view() : *part;
}

std::string_view prometheusUnit(std::string_view word)
{
    const auto unit = std::find_if(kUnits.begin(), kUnits.end(),
                                   [word](const auto &each) { return each.first == word; });
    return unit == kUnits.end() ? std::string_view() : unit->second;
}

std::string_view prometheusUnitInName(std::string_view family)
{
    const std::size_t at = family.rfind('_');
    const bool hasWord = at != std::string_view::npos && at > 0;
    return hasWord ? prometheusUnit(family.substr(at + 1)) : std::string_view();
}

} // namespace tidemark::exchange
