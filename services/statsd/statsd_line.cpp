// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/statsd_line.h"

#include <QUtf8StringView>

#include <fast_float/fast_float.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tidemark::statsd {

namespace {

using Fault = std::optional<StatsdFault>;

constexpr std::int64_t kLatest_s = 9'223'372'036; // the last whole second that int64 ns can say

/// The text before the sign, which is taken away with it; all when there is no such sign.
std::string_view takeUntil(std::string_view &rest, char sign) noexcept
{
    const std::size_t end = std::min(rest.find(sign), rest.size());
    const std::string_view taken = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return taken;
}

bool takePrefix(std::string_view &text, std::string_view prefix) noexcept
{
    if (!text.starts_with(prefix))
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// UTF-8 without control characters.
bool isText(std::string_view text) noexcept
{
    bool isAscii = true;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f)
            return false;
        isAscii = isAscii && byte < 0x80;
    }
    return isAscii ||
           QUtf8StringView(text.data(), static_cast<qsizetype>(text.size())).isValidUtf8();
}

bool isDigit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

Fault readName(std::string_view text, StatsdLine &line) noexcept
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    if (text.empty() || text.size() > StatsdLine::kLongestName || !isText(text))
        return StatsdFault::BadName;
    line.name = text;
    return {};
}

Fault readType(std::string_view text, StatsdLine &line) noexcept
{
    if (text == "c")
        line.type = StatsdType::Counter;
    else if (text == "g")
        line.type = StatsdType::Gauge;
    else if (text == "ms")
        line.type = StatsdType::Timer;
    else if (text == "h")
        line.type = StatsdType::Histogram;
    else if (text == "d")
        line.type = StatsdType::Distribution;
    else if (text == "s")
        line.type = StatsdType::Set;
    else
        return StatsdFault::UnknownType;
    return {};
}

Fault readValues(std::string_view text, StatsdLine &line) noexcept
{
    if (line.type == StatsdType::Set) {
        line.member = text;
        return {};
    }
    if (text.ends_with(':'))
        return StatsdFault::NoValue;
    const auto first = parseStatsdNumber(takeUntil(text, ':'));
    if (!first)
        return first.error();
    line.first = *first;
    line.more = text;
    while (!text.empty()) {
        if (const auto next = parseStatsdNumber(takeUntil(text, ':')); !next)
            return next.error();
    }
    return {};
}

Fault readRate(std::string_view text, StatsdLine &line) noexcept
{
    const auto rate = parseStatsdNumber(text);
    if (!rate || !(rate->value >= StatsdLine::kLeastRate && rate->value <= 1))
        return StatsdFault::BadRate;
    line.rate = rate->value;
    return {};
}

Fault readTime(std::string_view text, StatsdLine &line) noexcept
{
    std::int64_t seconds = 0;
    const char *end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, seconds);
    if (read.ec != std::errc() || read.ptr != end || seconds < 0 || seconds > kLatest_s)
        return StatsdFault::BadTime;
    line.at_s = seconds;
    return {};
}

Fault readSection(std::string_view text, StatsdLine &line) noexcept
{
    if (takePrefix(text, "@"))
        return readRate(text, line);
    if (takePrefix(text, "#")) {
        line.tags = text;
        return isText(text) ? Fault() : StatsdFault::BadTags;
    }
    if (takePrefix(text, "c:"))
        line.container = text;
    else if (takePrefix(text, "e:"))
        line.externalData = text;
    else if (takePrefix(text, "card:"))
        line.cardinality = text;
    else if (takePrefix(text, "T"))
        return readTime(text, line);
    return {};
}

} // namespace

tl::expected<StatsdNumber, StatsdFault> parseStatsdNumber(std::string_view text) noexcept
{
    if (text.empty())
        return tl::unexpected(StatsdFault::NoValue);
    const bool isNegative = text.front() == '-';
    const bool hasSign = isNegative || text.front() == '+';
    if (hasSign)
        text.remove_prefix(1);
    // fast_float would take a second sign, `inf` and `nan`.
    if (text.empty() || !(isDigit(text.front()) || text.front() == '.')) {
        const bool isWord =
            !text.empty() && std::string_view("nNiI").find(text.front()) != std::string_view::npos;
        return tl::unexpected(isWord ? StatsdFault::NotFinite : StatsdFault::BadValue);
    }
    double value = 0;
    const char *end = text.data() + text.size();
    const auto read = fast_float::from_chars(text.data(), end, value);
    if (read.ptr != end || read.ec == std::errc::invalid_argument)
        return tl::unexpected(StatsdFault::BadValue);
    if (!std::isfinite(value))
        return tl::unexpected(StatsdFault::NotFinite);
    return StatsdNumber{isNegative ? -value : value, hasSign};
}

tl::expected<StatsdLine, StatsdFault> parseStatsdLine(std::string_view text) noexcept
{
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    if (text.starts_with("_e{"))
        return tl::unexpected(StatsdFault::Event);
    if (text.starts_with("_sc|"))
        return tl::unexpected(StatsdFault::ServiceCheck);
    StatsdLine line;
    if (const Fault bad = readName(takeUntil(text, ':'), line))
        return tl::unexpected(*bad);
    const std::string_view values = takeUntil(text, '|');
    if (values.empty())
        return tl::unexpected(StatsdFault::NoValue);
    if (const Fault bad = readType(takeUntil(text, '|'), line))
        return tl::unexpected(*bad);
    if (const Fault bad = readValues(values, line))
        return tl::unexpected(*bad);
    while (!text.empty()) {
        if (const Fault bad = readSection(takeUntil(text, '|'), line))
            return tl::unexpected(*bad);
    }
    return line;
}

} // namespace tidemark::statsd
