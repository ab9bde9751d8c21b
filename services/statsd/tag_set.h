// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/tags.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::statsd {

/// The tags of a line in the one form that all spellings of the same set share: NFC, in the order
/// of keys. `key` alone is `key=true`; a tag without a value or without a key is none; of two with
/// one key the later in the order of values counts. What is too long is cut between characters, and
/// of too many those that come first are kept. Keep one and read line after line, which then
/// allocates nothing for ASCII.
class TagSet
{
public:
    static constexpr std::size_t kMost = 32;
    static constexpr std::size_t kLongestKey = 64;    ///< bytes
    static constexpr std::size_t kLongestValue = 256; ///< bytes

    /// Reads `k:v,k2:v2`, which is UTF-8. The text outlives what is asked of the set.
    void read(std::string_view text);

    /// The same for equal sets only; empty for none.
    [[nodiscard]] std::string_view key() const noexcept { return m_key; }
    [[nodiscard]] TagMap map() const;
    /// What did not fit into the limits, of the last text: tags, and keys or values.
    [[nodiscard]] std::int64_t droppedTags() const noexcept { return m_droppedTags; }
    [[nodiscard]] std::int64_t cutTexts() const noexcept { return m_cutTexts; }

private:
    struct Tag
    {
        std::string_view key;
        std::string_view value;
    };
    void take(std::string_view text);
    [[nodiscard]] std::string_view cut(std::string_view text, std::size_t longest);
    void order();

    std::vector<Tag> m_tags;
    std::string m_normal; // the text in NFC, where that is not what came
    std::string m_key;
    std::int64_t m_droppedTags = 0;
    std::int64_t m_cutTexts = 0;
};

/// Text in NFC; as it came where it is ASCII, else kept in `memory`.
[[nodiscard]] std::string_view inNfc(std::string_view utf8, std::string &memory);

} // namespace tidemark::statsd
