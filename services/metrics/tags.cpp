// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/tags.h"

#include <algorithm>

namespace tidemark::metrics {
namespace {

bool isContinuation(char byte) noexcept
{
    return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
}

} // namespace

std::string_view cutText(std::string_view text, std::size_t most_bytes) noexcept
{
    if (text.size() <= most_bytes)
        return text;
    std::size_t end = most_bytes;
    while (end > 0 && isContinuation(text[end]))
        --end;
    return text.substr(0, end);
}

Tags::Tags(TagViews tags)
{
    m_tags.reserve(std::min(tags.size(), kMost));
    for (const auto &[fullKey, fullValue] : tags) {
        const std::string_view key = cutText(fullKey, kMostKeyBytes);
        const std::string_view value = cutText(fullValue, kMostValueBytes);
        if (key.empty())
            continue;
        const auto at = std::lower_bound(
            m_tags.begin(), m_tags.end(), key,
            [](const Tag &tag, std::string_view wanted) { return tag.first < wanted; });
        if (at != m_tags.end() && at->first == key)
            at->second = value;
        else if (m_tags.size() < kMost)
            m_tags.emplace(at, key, value);
    }
}

Tags::Tags(std::initializer_list<TagView> tags)
    : Tags(TagViews(tags.begin(), tags.size()))
{}

const std::string *Tags::find(std::string_view key) const noexcept
{
    const auto at = std::lower_bound(
        m_tags.begin(), m_tags.end(), key,
        [](const Tag &tag, std::string_view wanted) { return tag.first < wanted; });
    return at != m_tags.end() && at->first == key ? &at->second : nullptr;
}

// With as many tags, all of which are there, none can be missing; a key that is given twice is
// left to the constructor.
bool Tags::isSameAs(TagViews tags) const noexcept
{
    if (tags.size() != m_tags.size())
        return false;
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const auto &[key, value] = tags[i];
        if (m_tags[i].first == key && m_tags[i].second == value)
            continue; // given in order, as is usual
        const std::string *found = find(key);
        if (!found || *found != value)
            return false;
        for (std::size_t j = 0; j < i; ++j) {
            if (tags[j].first == key)
                return false;
        }
    }
    return true;
}

bool Tags::isTooMuch(TagViews tags) noexcept
{
    return tags.size() > kMost || std::any_of(tags.begin(), tags.end(), [](const TagView &tag) {
               return tag.first.size() > kMostKeyBytes || tag.second.size() > kMostValueBytes;
           });
}

} // namespace tidemark::metrics
