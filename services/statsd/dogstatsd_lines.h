// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/statsd/statsd_line.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::statsd {

/// A tag as it is written: key and value; an empty value makes `key` alone.
using WrittenTag = std::pair<std::string, std::string>;

/// What a line is made of. Texts are UTF-8.
struct WrittenMetric
{
    std::string name;
    StatsdType type = StatsdType::Counter;
    std::vector<double> values = {}; ///< of all types but sets; several for timings
    std::string member = {};         ///< of sets
    double rate = 1; ///< with which values of this kind are sent; they stay as they are
    std::vector<WrittenTag> tags = {};
    std::optional<std::int64_t> at_s = {}; ///< of counters and gauges
};

/// Writes lines of DogStatsD, `name:value|type|@rate|#tags|T<unix seconds>`, as its reference
/// client does. Any thread.
class DogStatsdLines
{
public:
    static constexpr std::size_t kLongestName = 200; ///< bytes

    /// `tags` come before those of each metric.
    explicit DogStatsdLines(std::vector<WrittenTag> tags = {})
        : m_tags(std::move(tags))
    {}

    /// The line, without a line end. A negative gauge without a time is two lines, zero and the
    /// change, which belong into one datagram, since a sign means a change to StatsD. Of several
    /// values of a counter the sum is written, of those of a gauge the last. Empty when there is
    /// nothing that can be said: no value, one that is not finite, or a rate that is none.
    [[nodiscard]] std::string lines(const WrittenMetric &metric) const;
    /// The line of a change of a gauge: `+3` or `-3`.
    [[nodiscard]] std::string change(const WrittenMetric &gauge) const;

    /// `[A-Za-z0-9_.]`, a letter first, at most kLongestName; other characters become `_`.
    [[nodiscard]] static std::string cleanName(std::string_view name);
    /// Lower case of ASCII; `|`, `,` and control characters become `_`, in keys `:` too.
    [[nodiscard]] static std::string cleanTag(const WrittenTag &tag);

private:
    [[nodiscard]] std::string tail(const WrittenMetric &metric) const;

    std::vector<WrittenTag> m_tags;
};

} // namespace tidemark::statsd
