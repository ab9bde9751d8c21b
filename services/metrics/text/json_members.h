// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metric_types.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::metrics {

/// Members of a JSON object that is being written: `json` ends behind its `{` or its last member.

/// With the colon; a value is to follow.
void appendKey(std::string &json, std::string_view key);
void appendMember(std::string &json, std::string_view key, std::string_view text);
/// What is no number is null beside a "special" that names it.
void appendMember(std::string &json, std::string_view key, double number);
/// As a text beyond 2^53.
void appendMember(std::string &json, std::string_view key, std::uint64_t whole);
void appendMember(std::string &json, std::string_view key, const Number &number);
void appendTimeMember(std::string &json, std::string_view key, std::int64_t time_ns);
/// Tags, or dimensions: an object of texts.
template <class Pairs>
void appendTags(std::string &json, std::string_view key, const Pairs &tags)
{
    appendKey(json, key);
    json += '{';
    for (const auto &[name, value] : tags)
        appendMember(json, name, value);
    json += '}';
}

} // namespace tidemark::metrics
