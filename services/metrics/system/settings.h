// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tidemark::metrics {

/// A value of a configuration or filter, as people and files write them.
using Setting = std::variant<std::monostate, bool, std::int64_t, double, std::string,
                             std::vector<std::string>, std::map<std::string, std::string>>;
/// By name.
using Settings = std::map<std::string, Setting, std::less<>>;

/// A whole number or a real one; nothing for anything else.
[[nodiscard]] inline std::optional<double> numberOf(const Setting &setting) noexcept
{
    if (const auto *whole = std::get_if<std::int64_t>(&setting))
        return static_cast<double>(*whole);
    if (const auto *real = std::get_if<double>(&setting))
        return *real;
    return std::nullopt;
}
/// A list of texts, or one text as a list of it; nothing for anything else.
[[nodiscard]] inline std::optional<std::vector<std::string>> textsOf(const Setting &setting)
{
    if (const auto *list = std::get_if<std::vector<std::string>>(&setting))
        return *list;
    if (const auto *text = std::get_if<std::string>(&setting))
        return std::vector{*text};
    return std::nullopt;
}

} // namespace tidemark::metrics
