// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <chrono>

namespace tidemark::test {

/// How long a flood lasts: TIDEMARK_FLOOD_SECONDS, else 3.
inline std::chrono::seconds floodSeconds()
{
    return std::chrono::seconds(
        std::max(3, qEnvironmentVariableIntValue("TIDEMARK_FLOOD_SECONDS")));
}

inline bool isLongFlood()
{
    return qEnvironmentVariableIsSet("TIDEMARK_FLOOD_SECONDS");
}

} // namespace tidemark::test
