// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace tidemark {

/// A row's id that cannot be confused with another table's. Ids are given by the store; 0 is
/// invalid.
template <class Tag>
class Id
{
public:
    constexpr Id() = default;
    explicit constexpr Id(std::int64_t value) noexcept
        : m_value(value)
    {}
    [[nodiscard]] constexpr bool isValid() const noexcept { return m_value > 0; }
    [[nodiscard]] constexpr std::int64_t value() const noexcept { return m_value; }
    friend constexpr auto operator<=>(Id, Id) = default;

private:
    std::int64_t m_value = 0;
};

using MetricId = Id<struct MetricTag>;
using SeriesId = Id<struct SeriesTag>;
using SessionId = Id<struct SessionTag>;
using DeviceId = Id<struct DeviceTag>;
using ChangeId = Id<struct ChangeTag>;
using OrgId = Id<struct OrgTag>;
using TokenId = Id<struct TokenTag>;
using SourceId = Id<struct SourceTag>;
using OutboxItemId = Id<struct OutboxItemTag>;

/// qHash for the Qt containers; std::hash below for the standard ones.
template <class Tag>
[[nodiscard]] constexpr std::size_t qHash(Id<Tag> id, std::size_t seed = 0) noexcept
{
    return std::hash<std::int64_t>{}(id.value()) ^ seed;
}

} // namespace tidemark

template <class Tag>
struct std::hash<tidemark::Id<Tag>>
{
    [[nodiscard]] std::size_t operator()(tidemark::Id<Tag> id) const noexcept
    {
        return std::hash<std::int64_t>{}(id.value());
    }
};
