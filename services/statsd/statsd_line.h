// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace tidemark::statsd {

enum class StatsdType
{
    Counter,      ///< `c`
    Gauge,        ///< `g`
    Timer,        ///< `ms`
    Histogram,    ///< `h`
    Distribution, ///< `d`
    Set,          ///< `s`
};

/// Why a line says nothing that can be used.
enum class StatsdFault
{
    BadName, ///< none, longer than 255 bytes, not UTF-8, or with control characters
    NoValue,
    BadValue,  ///< no number in the C locale
    NotFinite, ///< NaN, an infinity, or beyond double
    UnknownType,
    BadRate,      ///< none of kLeastRate to 1
    BadTags,      ///< not UTF-8, or with control characters
    BadTime,      ///< no whole seconds of 1970 to 2262
    Event,        ///< `_e{`: recognised and not taken
    ServiceCheck, ///< `_sc|`: likewise
    Count
};

/// A value, and whether a sign was written before it, which makes that of a gauge a change.
struct StatsdNumber
{
    double value = 0; ///< finite
    bool hasSign = false;
};

/// What a line says. The texts lie within the line that was parsed.
struct StatsdLine
{
    static constexpr std::size_t kLongestName = 255; ///< bytes
    static constexpr double kLeastRate = 1e-6;

    std::string_view name;
    StatsdType type = StatsdType::Counter;
    StatsdNumber first;      ///< of all types but sets
    std::string_view more;   ///< further values with `:` between them; see forEachValue()
    std::string_view member; ///< of sets, as it came
    double rate = 1;         ///< kLeastRate to 1
    std::string_view tags;   ///< `k:v,k2:v2`, UTF-8 without control characters
    std::string_view container;
    std::string_view externalData;
    std::string_view cardinality;
    std::optional<std::int64_t> at_s; ///< since 1970 UTC; its ns fit into int64
};

/// Reads one line of a packet, without its line end: StatsD, and DogStatsD 1.0 to 1.6
/// (`name:value|type|@rate|#tags|c:container|e:external|card:level|T<unix seconds>`). Sections
/// after the type come in any order, and those that are not known are passed over. Any thread;
/// allocates nothing.
[[nodiscard]] tl::expected<StatsdLine, StatsdFault> parseStatsdLine(std::string_view text) noexcept;

/// One value of a line. Errors: NoValue, BadValue, NotFinite.
[[nodiscard]] tl::expected<StatsdNumber, StatsdFault>
parseStatsdNumber(std::string_view text) noexcept;

/// Calls `take(StatsdNumber)` for each value of a line that is no set's, in their order.
template <class Take>
void forEachValue(const StatsdLine &line, Take take)
{
    take(line.first);
    for (std::string_view rest = line.more; !rest.empty();) {
        const std::size_t end = rest.find(':');
        take(*parseStatsdNumber(rest.substr(0, end))); // looked at when the line was parsed
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
}

} // namespace tidemark::statsd
