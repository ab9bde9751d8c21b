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

void TagSet::read(std::string_view text)
{
    m_tags.clear();
    m_key.clear();
    m_droppedTags = 0;
    m_cutTexts = 0;
    for (std::string_view rest = inNfc(text, m_normal); !rest.empty();) {
        const std::size_t end = std::min(rest.find(','), rest.size());
        take(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    order();
    for (const Tag &tag : m_tags) {
        m_key += tag.key;
        m_key += '\n'; // which no tag holds
        m_key += tag.value;
        m_key += '\n';
    }
}

void TagSet::take(std::string_view text)
{
    const std::size_t colon = text.find(':');
    const std::string_view key = cut(text.substr(0, colon), kLongestKey);
    const std::string_view value = colon == std::string_view::npos
                                       ? std::string_view("true")
                                       : cut(text.substr(colon + 1), kLongestValue);
    if (!key.empty() && !value.empty())
        m_tags.push_back({key, value});
}

std::string_view TagSet::cut(std::string_view text, std::size_t longest)
{
    if (text.size() <= longest)
        return text;
    ++m_cutTexts;
    const auto isInside = [&](std::size_t at) { // of a character
        return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
    };
    while (longest > 0 && isInside(longest))
        --longest;
    return text.substr(0, longest);
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
    if (kept > kMost) {
        m_droppedTags = static_cast<std::int64_t>(kept - kMost);
        kept = kMost;
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
