// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::metrics {

/// A tag as a caller names it.
using TagView = std::pair<std::string_view, std::string_view>;

/// Some of them, on loan.
class TagViews : public std::span<const TagView>
{
public:
    using span::span;
    // Any span of tags will do. NOLINTNEXTLINE(google-explicit-constructor)
    TagViews(std::span<const TagView> tags) noexcept
        : span(tags)
    {}
    /// For the length of one call.
    TagViews(std::initializer_list<TagView> tags) noexcept
        : span(tags.begin(), tags.size())
    {}
};

/// The tags of a series: keys are unique and in order of their bytes, so that the order in which
/// they are given makes no difference. An empty value is a value. At most kMost tags, keys of
/// kMostKeyBytes and values of kMostValueBytes bytes: what is beyond is cut off, between
/// characters. A value; any thread.
class Tags
{
public:
    static constexpr std::size_t kMost = 32;
    static constexpr std::size_t kMostKeyBytes = 64;
    static constexpr std::size_t kMostValueBytes = 256;

    using Tag = std::pair<std::string, std::string>;

    Tags() = default;
    /// Of two tags with one key the last one counts; tags with an empty key are left out.
    explicit Tags(TagViews tags);
    Tags(std::initializer_list<TagView> tags);

    [[nodiscard]] bool isEmpty() const noexcept { return m_tags.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return m_tags.size(); }
    [[nodiscard]] auto begin() const noexcept { return m_tags.begin(); }
    [[nodiscard]] auto end() const noexcept { return m_tags.end(); }
    /// Null when there is no such key.
    [[nodiscard]] const std::string *find(std::string_view key) const noexcept;
    /// Whether they are those that the constructor makes of `tags`, when nothing is cut off.
    [[nodiscard]] bool isSameAs(TagViews tags) const noexcept;

    /// Whether the constructor would cut something off.
    [[nodiscard]] static bool isTooMuch(TagViews tags) noexcept;

    bool operator==(const Tags &) const = default;
    auto operator<=>(const Tags &) const = default;

private:
    std::vector<Tag> m_tags;
};

/// A text cut off after at most so many bytes, not within a UTF-8 character.
[[nodiscard]] std::string_view cutText(std::string_view text, std::size_t most_bytes) noexcept;

} // namespace tidemark::metrics
