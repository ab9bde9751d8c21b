// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <utility>

namespace tidemark {

/// A member of a request in one of three states: not set (leave it alone, no filter), null (clear
/// it, only rows without one) or a value. Read, an absent member and `{}` are both not set;
/// written, a member that is not set is left out (roboto-api 2.2).
template <class T>
class MaybeSet
{
public:
    MaybeSet() = default; // not set
    explicit MaybeSet(T value)
        : m_isSet(true)
        , m_value(std::move(value))
    {}
    [[nodiscard]] static MaybeSet null()
    {
        MaybeSet maybe;
        maybe.m_isSet = true;
        return maybe;
    }
    /// Null for an absent value.
    [[nodiscard]] static MaybeSet of(std::optional<T> value)
    {
        MaybeSet maybe;
        maybe.m_isSet = true;
        maybe.m_value = std::move(value);
        return maybe;
    }

    [[nodiscard]] bool isSet() const noexcept { return m_isSet; }
    [[nodiscard]] bool isNull() const noexcept { return m_isSet && !m_value; }
    [[nodiscard]] bool hasValue() const noexcept { return m_value.has_value(); }
    /// The value; nothing when null or not set.
    [[nodiscard]] const std::optional<T> &value() const noexcept { return m_value; }

    friend bool operator==(const MaybeSet &, const MaybeSet &) = default;

private:
    bool m_isSet = false;
    std::optional<T> m_value;
};

} // namespace tidemark
