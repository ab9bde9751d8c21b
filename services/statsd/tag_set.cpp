// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/statsd/tag_set.h"

#include "model/core/utf8_text.h"

#include <algorithm>
#include <tuple>

namespace tidemark::statsd {

std::string_view inNfc(std::string_view utf8, std::string &memory)
{
    if (std::all_of(utf8.begin(), utf8.end(),
                    [](char c) { return static_cast<signed char>(c) >= 0; }))
        return utf8;
    memory = utf8Text(utf8).normalized(QString::NormalizationForm_C).toStdString();
    return memory;
}

std::optional<StatsdDrop> TagSet::read(std::string_view text)
{
    m_tags.clear();
    m_key.clear();
    for (std::string_view rest = inNfc(text, m_normal); !rest.empty();) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        if (!take(rest.substr(0, end)))
            return StatsdDrop::LongTag;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    order();
    if (m_tags.size() > kMost)
        return StatsdDrop::ManyTags;
    for (const Tag &tag : m_tags) {
        m_key += tag.key;
        m_key += '\n'; // which no tag holds
        m_key += tag.value;
        m_key += '\n';
    }
    return {};
}

// False when it is too long.
bool TagSet::take(std::string_view text)
{
    const std::size_t colon = text.find(':');
    const std::string_view key = text.substr(0, colon);
    const std::string_view value =
        colon == std::string_view::npos ? std::string_view("true") : text.substr(colon + 1);
    if (key.size() > kLongestKey || value.size() > kLongestValue)
        return false;
    if (!key.empty() && !value.empty())
        m_tags.push_back({key, value});
    return true;
}

void TagSet::order()
{
    std::sort(m_tags.begin(), m_tags.end(), [](const Tag &a, const Tag &b) {
        return std::tie(a.key, a.value) < std::tie(b.key, b.value);
    });
    std::size_t kept = 0;
    for (const Tag &tag : m_tags) {
        if (kept > 0 && m_tags[kept - 1].key == tag.key)
            m_tags[kept - 1] = tag;
        else
            m_tags[kept++] = tag;
    }
    m_tags.resize(kept);
}

TagMap TagSet::map() const
{
    TagMap tags;
    for (const Tag &tag : m_tags)
        tags.insert(utf8Text(tag.key), utf8Text(tag.value));
    return tags;
}

} // namespace tidemark::statsd
