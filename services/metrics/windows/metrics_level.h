// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tidemark::metrics {

/// How much is recorded. Levels leave out dimensions, never metrics.
enum class MetricsLevel : std::uint8_t
{
    None,    ///< nothing
    Summary, ///< the stream alone: shards and error codes count together
    Detailed ///< stream, shard and error code
};

inline constexpr std::array<std::string_view, 3> kMetricsLevels{"none", "summary", "detailed"};

[[nodiscard]] constexpr std::string_view textOf(MetricsLevel level) noexcept
{
    return kMetricsLevels[static_cast<std::size_t>(level)];
}
[[nodiscard]] constexpr std::optional<MetricsLevel> metricsLevelOf(std::string_view text) noexcept
{
    for (std::size_t i = 0; i < kMetricsLevels.size(); ++i) {
        if (kMetricsLevels[i] == text)
            return static_cast<MetricsLevel>(i);
    }
    return std::nullopt;
}

} // namespace tidemark::metrics
