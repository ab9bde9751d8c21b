// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/tag_condition.h"

#include <algorithm>

namespace tidemark::metrics {

TagCondition::TagCondition(std::string key, const std::string &value)
    : m_key(std::move(key))
{
    if (value == "*")
        return;
    m_isNot = value.starts_with('!');
    if (value.starts_with('~'))
        m_pattern.emplace(value.substr(1));
    else
        m_value = m_isNot ? value.substr(1) : value;
}

Outcome<std::vector<TagCondition>> TagCondition::allOf(const Filter &filter)
{
    std::vector<TagCondition> conditions;
    try {
        for (const auto &[key, value] : filter)
            conditions.push_back(TagCondition(key, value));
    } catch (const std::regex_error &error) {
        return failed(Fault::InvalidArgument,
                      std::string("A value of the filter is no regular expression: ") +
                          error.what() + ". Mend it, or leave out the \"~\" to compare the text.");
    }
    return conditions;
}

bool TagCondition::hold(const std::vector<TagCondition> &conditions, const Tags &tags)
{
    return std::all_of(conditions.begin(), conditions.end(),
                       [&tags](const TagCondition &one) { return one.holdsFor(tags); });
}

bool TagCondition::holdsFor(const Tags &tags) const
{
    const std::string *found = tags.find(m_key);
    if (m_isNot)
        return !found || *found != *m_value;
    return found && (!m_value || *found == *m_value) &&
           (!m_pattern || std::regex_match(*found, *m_pattern));
}

} // namespace tidemark::metrics
