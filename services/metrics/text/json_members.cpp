// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/text/json_members.h"

#include "services/metrics/text/json_text.h"
#include "services/metrics/text/number_text.h"

#include <cmath>

namespace tidemark::metrics {
namespace {

constexpr std::uint64_t kMostExact = std::uint64_t{1} << 53;

} // namespace

void appendKey(std::string &json, std::string_view key)
{
    if (json.back() != '{')
        json += ',';
    appendJsonText(json, key);
    json += ':';
}

void appendMember(std::string &json, std::string_view key, std::string_view text)
{
    appendKey(json, key);
    appendJsonText(json, text);
}

void appendMember(std::string &json, std::string_view key, double number)
{
    appendKey(json, key);
    if (std::isfinite(number)) {
        appendNumber(json, number);
        return;
    }
    json += "null,\"special\":\"";
    appendNumber(json, number);
    json += '"';
}

void appendMember(std::string &json, std::string_view key, std::uint64_t whole)
{
    appendKey(json, key);
    const bool isText = whole > kMostExact;
    if (isText)
        json += '"';
    appendNumber(json, Number(whole));
    if (isText)
        json += '"';
}

void appendMember(std::string &json, std::string_view key, const Number &number)
{
    if (const auto *whole = std::get_if<std::uint64_t>(&number))
        appendMember(json, key, *whole);
    else
        appendMember(json, key, toReal(number));
}

void appendTimeMember(std::string &json, std::string_view key, std::int64_t time_ns)
{
    appendKey(json, key);
    json += '"';
    appendTime(json, time_ns);
    json += '"';
}

} // namespace tidemark::metrics
