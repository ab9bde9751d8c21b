// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/dogstatsd_lines.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace tidemark::statsd {

namespace {

bool isLetter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isOfName(char c) noexcept
{
    return isLetter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.';
}

/// The rest of a character of UTF-8.
bool isContinuation(char c) noexcept
{
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// The shortest digits that read back to the same double.
std::string numberText(double value)
{
    constexpr std::size_t kLongest = 32;
    char digits[kLongest];
    const auto end = std::to_chars(digits, digits + kLongest, value + 0.0); // -0 becomes 0
    return {digits, end.ptr};
}

std::string_view typeText(StatsdType type) noexcept
{
    switch (type) {
    case StatsdType::Counter:
        return "c";
    case StatsdType::Gauge:
        return "g";
    case StatsdType::Timer:
        return "ms";
    case StatsdType::Histogram:
        return "h";
    case StatsdType::Distribution:
        return "d";
    case StatsdType::Set:
        return "s";
    }
    return {};
}

bool isWhole(const WrittenMetric &metric)
{
    const bool isRate = metric.rate >= StatsdLine::kLeastRate && metric.rate <= 1;
    if (metric.type == StatsdType::Set)
        return isRate && !metric.member.empty();
    return isRate && !metric.values.empty() &&
           std::all_of(metric.values.begin(), metric.values.end(),
                       [](double value) { return std::isfinite(value); });
}

std::string cleanText(std::string_view text, std::string_view besides)
{
    std::string clean(text);
    for (char &c : clean) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || besides.find(c) != std::string_view::npos)
            c = '_';
        else if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    }
    return clean;
}

std::string memberText(std::string_view member)
{
    std::string clean(member);
    for (char &c : clean) {
        if (static_cast<unsigned char>(c) < 0x20 || c == '|')
            c = '_';
    }
    return clean;
}

std::string valuesText(const WrittenMetric &metric)
{
    const auto &values = metric.values;
    if (metric.type == StatsdType::Counter) // several servers take one value of a counter only
        return numberText(std::accumulate(values.begin(), values.end(), 0.0));
    if (metric.type == StatsdType::Gauge)
        return numberText(values.back());
    std::string text;
    for (const double value : values) {
        text += text.empty() ? "" : ":";
        text += numberText(value);
    }
    return text;
}

} // namespace

std::string DogStatsdLines::cleanName(std::string_view name)
{
    std::string clean;
    for (const char c : name) {
        if (!isContinuation(c))
            clean += isOfName(c) ? c : '_';
    }
    // What no letter comes first of gets one.
    if (clean.empty() || !isLetter(clean.front()))
        clean.insert(0, "m_");
    clean.resize(std::min(clean.size(), kLongestName));
    return clean;
}

std::string DogStatsdLines::cleanTag(const WrittenTag &tag)
{
    std::string text = cleanText(tag.first, "|,:");
    if (!tag.second.empty())
        text += ':' + cleanText(tag.second, "|,");
    return text;
}

std::string DogStatsdLines::tail(const WrittenMetric &metric) const
{
    std::string text = "|";
    text += typeText(metric.type);
    if (metric.rate < 1 && metric.type != StatsdType::Gauge && metric.type != StatsdType::Set)
        text += "|@" + numberText(metric.rate);
    std::string tags;
    for (const auto *list : {&m_tags, &metric.tags}) {
        for (const WrittenTag &tag : *list) {
            if (!tag.first.empty())
                tags += (tags.empty() ? "|#" : ",") + cleanTag(tag);
        }
    }
    text += tags;
    const bool takesTime = metric.type == StatsdType::Counter || metric.type == StatsdType::Gauge;
    if (metric.at_s && takesTime)
        text += "|T" + std::to_string(*metric.at_s);
    return text;
}

std::string DogStatsdLines::lines(const WrittenMetric &metric) const
{
    if (!isWhole(metric))
        return {};
    const std::string head = cleanName(metric.name) + ':';
    if (metric.type == StatsdType::Set)
        return head + memberText(metric.member) + tail(metric);
    const std::string line = head + valuesText(metric) + tail(metric);
    const bool looksLikeChange =
        metric.type == StatsdType::Gauge && metric.values.back() < 0 && !metric.at_s;
    return looksLikeChange ? head + '0' + tail(metric) + '\n' + line : line;
}

std::string DogStatsdLines::change(const WrittenMetric &gauge) const
{
    if (gauge.type != StatsdType::Gauge || !isWhole(gauge))
        return {};
    const std::string digits = numberText(gauge.values.back());
    WrittenMetric now = gauge;
    now.at_s.reset(); // a change has none
    return cleanName(gauge.name) + (digits.starts_with('-') ? ":" : ":+") + digits + tail(now);
}

} // namespace tidemark::statsd
