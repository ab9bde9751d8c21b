// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/statsd/statsd_counts.h"
#include "services/statsd/statsd_flush.h"

#include <tl/expected.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace tidemark::statsd {

/// Finds texts in a hash table without making a std::string of them, by a hash that nobody outside
/// can foresee.
struct TextHash
{
    using is_transparent = void;
    [[nodiscard]] std::size_t operator()(std::string_view text) const noexcept;
};
template <class T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// What a timing is kept as, after its name and a point.
inline constexpr std::array<std::string_view, 8> kTimingParts{"count", "mean", "min", "max",
                                                              "p50",   "p90",  "p95", "p99"};

/// The names that ever came, each with its kind: that which it came with first. None is forgotten,
/// so that names without end make no more metrics in the store than the limit says. `api` as a
/// timing and `api.count` as a counter, gauge or set exclude each other, since both would be kept
/// under one name.
class StatsdNames
{
public:
    struct Name
    {
        QString text;
        StatsdKind kind = StatsdKind::Counter;
        bool isMilliseconds = false;
        std::size_t tagSets = 0; ///< those in the overflow series are not counted
    };

    explicit StatsdNames(std::size_t most)
        : m_most(most)
    {}
    /// The name, made when it is new; it stays where it is. Errors: Names, LongName, OtherType.
    [[nodiscard]] tl::expected<Name *, StatsdDrop> take(std::string_view name, StatsdType type);
    [[nodiscard]] std::size_t size() const noexcept { return m_names.size(); }

private:
    [[nodiscard]] bool isFree(std::string_view name, StatsdKind kind) const;

    std::size_t m_most;
    TextMap<Name> m_names;
};

[[nodiscard]] StatsdKind kindOf(StatsdType type) noexcept;

} // namespace tidemark::statsd
