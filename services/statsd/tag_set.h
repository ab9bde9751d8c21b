// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/tags.h"
#include "services/statsd/statsd_counts.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::statsd {

/// The tags of a line in the one form that all spellings of the same set share: NFC, in the order
/// of keys. `key` alone is `key=true`; a tag without a value or without a key is none; of two with
/// one key the later in the order of values counts. Nothing is cut off: what differs only behind a
/// limit would become one set. Keep one and read line after line, which then allocates nothing for
/// ASCII.
class TagSet
{
public:
    static constexpr std::size_t kMost = 64;
    static constexpr std::size_t kLongestKey = 255;     ///< bytes
    static constexpr std::size_t kLongestValue = 4'096; ///< bytes

    /// Reads `k:v,k2:v2`, which is UTF-8. The text outlives what is asked of the set. Nothing, or
    /// why these are no tags of a series: ManyTags, LongTag.
    [[nodiscard]] std::optional<StatsdDrop> read(std::string_view text);

    /// The same for equal sets only; empty for none.
    [[nodiscard]] std::string_view key() const noexcept { return m_key; }
    [[nodiscard]] TagMap map() const;

private:
    struct Tag
    {
        std::string_view key;
        std::string_view value;
    };
    [[nodiscard]] bool take(std::string_view text);
    void order();

    std::vector<Tag> m_tags;
    std::string m_normal; // the text in NFC, where that is not what came
    std::string m_key;
};

/// Text in NFC; as it came where it is ASCII, else kept in `memory`.
[[nodiscard]] std::string_view inNfc(std::string_view utf8, std::string &memory);

} // namespace tidemark::statsd
