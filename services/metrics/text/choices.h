// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::metrics {

/// Names in one line, for messages that say what there is to choose of.
[[nodiscard]] inline std::string choicesOf(const std::vector<std::string_view> &names)
{
    std::string line;
    for (const std::string_view name : names)
        line += (line.empty() ? "" : ", ") + std::string(name);
    return line;
}

} // namespace tidemark::metrics
