// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/windows/metric_key.h"

namespace tidemark::metrics {
namespace {

std::optional<std::string> kept(const std::optional<std::string_view> &text)
{
    return text ? std::optional<std::string>(*text) : std::nullopt;
}

std::optional<std::string_view> lent(const std::optional<std::string> &text) noexcept
{
    return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

/// Absent and empty give different hashes, and so do values that change places.
std::size_t mixed(std::size_t hash, const std::optional<std::string_view> &text) noexcept
{
    const std::size_t own = text ? std::hash<std::string_view>()(*text) : 1;
    return hash * 0x9e3779b97f4a7c15U + own;
}

} // namespace

MetricKey MetricKey::of(const MetricKeyView &view)
{
    return {std::string(view.name), kept(view.dimensions.stream), kept(view.dimensions.shard),
            kept(view.dimensions.errorCode), view.isOverflow};
}

MetricKeyView MetricKey::view() const noexcept
{
    return {name, {lent(stream), lent(shard), lent(errorCode)}, isOverflow};
}

std::vector<Dimension> MetricKey::dimensions() const
{
    if (isOverflow)
        return {{"tidemark.overflow", "true"}};
    std::vector<Dimension> dimensions;
    if (stream)
        dimensions.emplace_back("stream", *stream);
    if (shard)
        dimensions.emplace_back("shard", *shard);
    if (errorCode)
        dimensions.emplace_back("error_code", *errorCode);
    return dimensions;
}

std::size_t hashOf(const MetricKeyView &key) noexcept
{
    std::size_t hash = std::hash<std::string_view>()(key.name);
    hash = mixed(hash, key.dimensions.stream);
    hash = mixed(hash, key.dimensions.shard);
    hash = mixed(hash, key.dimensions.errorCode);
    return key.isOverflow ? ~hash : hash;
}

} // namespace tidemark::metrics
