// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/metrics_error.h"
#include "services/metrics/tags.h"

#include <map>
#include <optional>
#include <regex>
#include <string>
#include <vector>

namespace tidemark::metrics {

/// What tags must be like. As a value "*" is any, "!v" anything but v, also nothing, "~re" a whole
/// match of a regular expression, everything else itself. A value; any thread.
class TagCondition
{
public:
    /// By key; all of them must hold.
    using Filter = std::map<std::string, std::string>;

    /// Fault InvalidArgument: what is no regular expression.
    [[nodiscard]] static Outcome<std::vector<TagCondition>> allOf(const Filter &filter);
    [[nodiscard]] static bool hold(const std::vector<TagCondition> &conditions, const Tags &tags);

    [[nodiscard]] bool holdsFor(const Tags &tags) const;

private:
    TagCondition(std::string key, const std::string &value); ///< may throw std::regex_error

    std::string m_key;
    std::optional<std::string> m_value;
    std::optional<std::regex> m_pattern;
    bool m_isNot = false;
};

} // namespace tidemark::metrics
