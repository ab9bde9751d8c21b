// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tidemark::metrics {

/// The length in bytes of the UTF-8 character that a text begins with; 0 when none does.
[[nodiscard]] std::size_t characterLength(std::string_view text) noexcept;
[[nodiscard]] bool isUtf8(std::string_view text) noexcept;
/// With U+FFFD for each byte that belongs to no character.
[[nodiscard]] std::string toValidUtf8(std::string_view text);

} // namespace tidemark::metrics
