// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::metrics {

/// Name and value, in the order in which exports show them.
using Dimension = std::pair<std::string, std::string>;

/// What a value belongs to beside its metric, as a caller names it. Absent and empty are two
/// different things.
struct PutDimensions
{
    std::optional<std::string_view> stream = {};
    std::optional<std::string_view> shard = {};
    std::optional<std::string_view> errorCode = {};

    bool operator==(const PutDimensions &) const = default;
};

/// A key whose texts belong to somebody else. A value; any thread.
struct MetricKeyView
{
    std::string_view name = {};
    PutDimensions dimensions = {};
    bool isOverflow = false; ///< of all series of the metric beyond the limit together

    bool operator==(const MetricKeyView &) const = default;
};

/// Which series: a metric and its dimensions, compared by value. There is no roll-up: a value of a
/// shard is none of its stream. A value; any thread.
struct MetricKey
{
    std::string name = {};
    std::optional<std::string> stream = {};
    std::optional<std::string> shard = {};
    std::optional<std::string> errorCode = {};
    bool isOverflow = false; ///< see MetricKeyView

    [[nodiscard]] static MetricKey of(const MetricKeyView &view);
    /// Good as long as the key is.
    [[nodiscard]] MetricKeyView view() const noexcept;
    /// "stream", "shard" and "error_code" in this order, without absent ones; of an overflow
    /// `tidemark.overflow` = `true` alone.
    [[nodiscard]] std::vector<Dimension> dimensions() const;

    bool operator==(const MetricKey &) const = default;
};

[[nodiscard]] std::size_t hashOf(const MetricKeyView &key) noexcept;

} // namespace tidemark::metrics

template <>
struct std::hash<tidemark::metrics::MetricKeyView>
{
    std::size_t operator()(const tidemark::metrics::MetricKeyView &key) const noexcept
    {
        return tidemark::metrics::hashOf(key);
    }
};
template <>
struct std::hash<tidemark::metrics::MetricKey>
{
    std::size_t operator()(const tidemark::metrics::MetricKey &key) const noexcept
    {
        return tidemark::metrics::hashOf(key.view());
    }
};
